import type postgres from 'postgres'
import type { OutgoingEvent } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'
import type { ClaimedDelivery } from './claim-deliveries.ts'

export type LoadedDelivery = {
  id: string
  seq: number
  attemptCount: number
  failureCount: number
  /** It was sent before, and what became of that is not known. */
  isUnknown: boolean
  /** The same of an older one that this one replaces. */
  isOlderUnknown: boolean
  /** Older deliveries that this one replaces: it carries the newest state. */
  replaced: string[]
  event: OutgoingEvent
}

type Row = {
  n: number
  id: string
  seq: number
  state: string
  attempt_count: number
  failure_count: number
  replaced: string[] | null
  is_older_unknown: boolean
  event_id: string
  type: string
  entity_version: number
  data: string
  previous: string
  source_connection_id: string | null
  source_event_id: string | null
  hop: number
  created_at: Date
  external_id: string | null
  agreed: string | null
}

/** How the next thing to send is chosen. `foldBefore`: updates older than that are left out where something newer follows. */
export type Choice = { pushes: 'events' | 'state'; foldBefore: Date | null; readsBack: boolean }

/** How far a line is looked through at once; a longer one is sent one state per so many. */
const windowSize = 1_000

/**
 * Reads what is to be sent for leased pairs of one destination, in their order: the oldest that waits, or, where states are
 * taken, the newest. Pairs that nothing waits for are absent. Where the connector reads back, what is read here counts as sent
 * from now on, so that a worker killed in between leaves an open question and no false answer.
 */
export async function loadDeliveries(
  tx: Tx,
  claims: readonly ClaimedDelivery[],
  choice: Choice,
): Promise<{ claimed: ClaimedDelivery; delivery: LoadedDelivery }[]> {
  const [first] = claims
  if (!first) return []
  const { organisationId, connectionId } = first
  const { sql } = tx
  sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.catch(() => {})
  // Each is looked up by its key (lateral, limit): where a table is young, the planner would read the whole organisation instead.
  const line = sql`
    from deliveries d
    where d.organisation_id = ${organisationId}::uuid and d.connection_id = ${connectionId}::uuid and d.entity_kind = m.kind
      and d.entity_id = m.entity and d.seq > m.done
    order by d.seq`
  const rows = await sql<Row[]>`
    select m.n, d.id, d.seq, d.state, d.attempt_count, d.failure_count, d.replaced, d.is_older_unknown, e.id as event_id, e.type,
      e.entity_version, e.data, e.previous, e.source_connection_id, e.source_event_id, e.hop, e.created_at, p.external_id, p.agreed
    from unnest(${claims.map((c) => c.entityKind)}::text[], ${claims.map((c) => c.entityId)}::uuid[],
      ${claims.map((c) => c.doneSeq)}::bigint[]) with ordinality as m(kind, entity, done, n)
    ${chooseNext(tx, line, claims, choice)}
    cross join lateral (
      select e.* from events e where e.organisation_id = ${organisationId}::uuid and e.id = d.event_id limit 1
    ) e
    left join lateral (
      select external_id, agreed from mappings
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = m.kind and id = m.entity
      limit 1
    ) p on true
    order by m.n`
  if (choice.readsBack && rows.length > 0) {
    await sql`
      update deliveries set state = 'unknown', reason = 'under_way'
      where organisation_id = ${organisationId}::uuid and id = any(${rows.map((row) => row.id)}::uuid[]) and state <> 'unknown'`
  }
  return rows.flatMap((row) => {
    const claimed = claims[row.n - 1]
    return claimed ? [{ claimed, delivery: toLoaded(claimed, row) }] : []
  })
}

/** `d`: the one to send, and the ids of those before it that it replaces. */
function chooseNext({ sql }: Tx, line: postgres.Fragment, claims: readonly ClaimedDelivery[], choice: Choice) {
  const { pushes, foldBefore } = choice
  const columns = sql`d.id, d.seq, d.state, d.attempt_count, d.failure_count, d.event_id`
  if (pushes === 'events' && foldBefore === null) {
    return sql`cross join lateral (
      select ${columns}, null::uuid[] as replaced, false as is_older_unknown ${line} limit 1
    ) d`
  }
  const canWait =
    pushes === 'state'
      ? sql`true`
      : sql`d.created_at < ${foldBefore} and (
          select e.type like '%.updated' and exists (
            select from deliveries later join events newer on newer.organisation_id = later.organisation_id and newer.id = later.event_id
            where later.organisation_id = d.organisation_id and later.connection_id = d.connection_id
              and later.entity_kind = d.entity_kind and later.entity_id = d.entity_id and later.seq > d.seq
              and newer.write_order > e.write_order)
          from events e where e.organisation_id = d.organisation_id and e.id = d.event_id)`
  const organisationId = claims[0]?.organisationId ?? ''
  return sql`cross join lateral (
    select s.ids[s.size] as id, s.ids[:s.size - 1] as replaced, s.is_unknown[:s.size - 1] @> '{true}' as is_older_unknown
    from (
      select array_agg(l.id order by l.seq) as ids, array_agg(l.is_unknown order by l.seq) as is_unknown,
        coalesce(min(l.n) filter (where not l.can_wait), max(l.n))::int as size
      from (
        select d.id, d.seq, d.state = 'unknown' as is_unknown, ${canWait} as can_wait, row_number() over (order by d.seq) as n
        ${line} limit ${windowSize}
      ) l
    ) s
    where s.size is not null
  ) w cross join lateral (
    select ${columns}, w.replaced, w.is_older_unknown
    from deliveries d where d.organisation_id = ${organisationId}::uuid and d.id = w.id limit 1
  ) d`
}

const toLoaded = (claimed: ClaimedDelivery, row: Row): LoadedDelivery => ({
  id: row.id,
  seq: row.seq,
  attemptCount: row.attempt_count,
  failureCount: row.failure_count,
  isUnknown: row.state === 'unknown',
  isOlderUnknown: row.is_older_unknown,
  replaced: row.replaced ?? [],
  event: {
    id: row.event_id,
    organisationId: claimed.organisationId,
    type: row.type,
    timestamp: row.created_at.toISOString(),
    entity: { kind: claimed.entityKind, id: claimed.entityId, version: row.entity_version },
    data: row.data,
    previous: row.previous,
    source: { connectionId: row.source_connection_id, eventId: row.source_event_id },
    hop: row.hop,
    mapping: row.external_id === null ? null : { externalId: row.external_id, agreed: JSON.parse(row.agreed ?? '{}') },
  },
})
