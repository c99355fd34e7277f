import type { Tx } from '../platform/db.ts'
import type { ClaimedHead } from './claim-heads.ts'
import { clockConnector } from './read-timer.ts'

export type WaitingEvent = {
  id: string
  connectionId: string
  kind: string
  externalId: string
  seq: number
  topic: string
  raw: Buffer
  occurredAt: Date
  isFact: boolean
  isStale: boolean
}

/** What waits for one claimed entity, in order; `connector` and `currency` are those of its connection. */
export type Waiting = { head: ClaimedHead; connector: string; currency: string; events: WaitingEvent[] }

export const maxEventsPerHead = 100
/** What one claim may hold in memory, its last event apart: large bodies are applied in smaller portions. */
const maxBytesPerClaim = 4_194_304

type Row = {
  position: number
  id: string
  seq: number
  topic: string
  raw: string
  occurred_at: Date
  is_fact: boolean
  is_stale: boolean
  connector: string
  currency: string
}

/**
 * Locks the heads of claimed entities, in key order, and reads what waits for them, at most 100 events each and 4 MB in all; the
 * rest comes with the next claim. A head whose fence or position is no longer as it was claimed belongs to someone else: it is left out. Each
 * row is looked up by its key (lateral, limit), because the planner, where a table is young, would read the whole organisation.
 */
export async function loadWaiting(tx: Tx, organisationId: string, heads: ClaimedHead[]): Promise<Waiting[]> {
  const rows = await tx.sql<Row[]>`
    with locked as materialized (
      select m.*, h.to_try_singly from (
        select * from unnest(${heads.map((h) => h.connectionId)}::uuid[], ${heads.map((h) => h.kind)}::text[],
          ${heads.map((h) => h.externalId)}::text[], ${heads.map((h) => h.fence)}::bigint[], ${heads.map((h) => h.doneSeq)}::bigint[])
          with ordinality as m(c, k, e, fence, done, n)
        order by c, k, e
      ) m cross join lateral (
        select h.to_try_singly from inbox_heads h
        where h.organisation_id = ${organisationId}::uuid and h.connection_id = m.c and h.kind = m.k and h.external_id = m.e
          and h.fence = m.fence and h.done_seq = m.done
        limit 1 for update
      ) h
    )
    select w.position, w.id, w.seq, w.topic, convert_from(w.raw, 'UTF8') as raw, w.occurred_at, w.is_fact, w.is_stale,
      coalesce(c.connector, ${clockConnector}) as connector, o.currency
    from (
      select m.n::int as position, m.c as connection_id, e.id, e.seq, e.topic, e.raw, e.is_fact, e.is_stale, coalesce(e.occurred_at, e.received_at) as occurred_at,
        sum(octet_length(e.raw)) over (order by m.n, e.seq) - octet_length(e.raw) as bytes_before
      from locked m cross join lateral (
        select * from inbox_events e
        where e.organisation_id = ${organisationId}::uuid and e.connection_id = m.c and e.kind = m.k and e.external_id = m.e and e.seq > m.done
        order by e.seq limit case when m.to_try_singly > 0 then 1 else ${maxEventsPerHead} end
      ) e
    ) w
    left join connections c on c.organisation_id = ${organisationId}::uuid and c.id = w.connection_id
    join organisations o on o.id = ${organisationId}::uuid
    where w.bytes_before < ${maxBytesPerClaim}
    order by w.position, w.seq`
  const waiting = new Map<number, Waiting>()
  for (const row of rows) {
    const head = heads[row.position - 1]
    if (!head) continue
    const entry = waiting.get(row.position) ?? { head, connector: row.connector, currency: row.currency, events: [] }
    waiting.set(row.position, entry)
    entry.events.push({
      id: row.id,
      connectionId: head.connectionId,
      kind: head.kind,
      externalId: head.externalId,
      seq: row.seq,
      topic: row.topic,
      raw: Buffer.from(row.raw),
      occurredAt: row.occurred_at,
      isFact: row.is_fact,
      isStale: row.is_stale,
    })
  }
  return [...waiting.values()]
}
