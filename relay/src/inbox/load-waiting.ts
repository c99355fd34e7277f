import type { Tx } from '../platform/db.ts'
import type { ClaimedHead } from './claim-heads.ts'

export type WaitingEvent = {
  id: string
  connectionId: string
  kind: string
  externalId: string
  seq: number
  topic: string
  raw: Buffer
  occurredAt: Date
}

/** What waits for one claimed entity, in order; `connector` and `currency` are those of its connection. */
export type Waiting = { head: ClaimedHead; connector: string; currency: string; events: WaitingEvent[] }

const maxEventsPerHead = 100

type Row = {
  position: number
  id: string
  seq: number
  topic: string
  raw: Buffer
  occurred_at: Date
  connector: string
  currency: string
}

/** Reads the waiting events of claimed entities, at most 100 each; the rest comes with the next claim. */
export async function loadWaiting(tx: Tx, organisationId: string, heads: ClaimedHead[]): Promise<Waiting[]> {
  const rows = await tx.sql<Row[]>`
    select h.n::int as position, e.id, e.seq, e.topic, e.raw, coalesce(e.occurred_at, e.received_at) as occurred_at, c.connector, o.currency
    from unnest(${heads.map((h) => h.connectionId)}::uuid[], ${heads.map((h) => h.kind)}::text[],
      ${heads.map((h) => h.externalId)}::text[], ${heads.map((h) => h.doneSeq)}::bigint[]) with ordinality as h(c, k, e, done, n)
    cross join lateral (
      select * from inbox_events e
      where e.organisation_id = ${organisationId}::uuid and e.connection_id = h.c and e.kind = h.k and e.external_id = h.e and e.seq > h.done
      order by e.seq limit ${maxEventsPerHead}
    ) e
    join connections c on c.organisation_id = ${organisationId}::uuid and c.id = h.c
    join organisations o on o.id = ${organisationId}::uuid
    order by h.n, e.seq`
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
      raw: row.raw,
      occurredAt: row.occurred_at,
    })
  }
  return [...waiting.values()]
}
