import type { Db, Tx } from '../platform/db.ts'
import type { Figure } from '../platform/metrics.ts'

const statementTimeoutMs = 1_000
/** Heads that are looked at from either end of a queue: the longest due, and those put off furthest. */
const endSize = 20

type Reader = (sql: Tx['sql']) => Promise<Figure[]>

/**
 * Queue ages and what is held, across organisations. Each reader has a second: one that fails or is late leaves its figures
 * out, and `passerelle_gauges_readable` says 0.
 */
export async function readGauges(db: Db): Promise<Figure[]> {
  const results = await readOneByOne(db)
  const isReadable = results.every((result) => result !== null)
  return [
    ...results.flatMap((result) => result ?? []),
    {
      name: 'passerelle_gauges_readable',
      help: '1 where every figure of the database could be read in time',
      value: isReadable ? 1 : 0,
    },
  ]
}

/** Through one place of the pool: a slow reader takes nothing from keys and claims. */
async function readOneByOne(db: Db): Promise<(Figure[] | null)[]> {
  const results: (Figure[] | null)[] = []
  for (const read of readers) {
    const result = await db
      .asSystemInTransaction(async ({ sql }) => {
        await sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`
        return read(sql)
      })
      .catch(() => null)
    results.push(result)
    // Where one was late or refused, the next would be as well: the caller has waited long enough.
    if (result === null) break
  }
  return results
}

const age = 'passerelle_oldest_unprocessed_event_age_seconds'
const ageHelp = 'Age of the oldest event that waits: to be applied, to be sent, to be placed in the feed'

/** The head of a line says what is due; its first event says since when. */
const readInboxAge: Reader = async (sql) => {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from app_now() - min(e.received_at))::float8 as seconds
    from organisations o cross join lateral (
      (select h.* from inbox_heads h where h.organisation_id = o.id and h.due_at is not null order by h.due_at limit ${endSize})
      union all
      (select h.* from inbox_heads h where h.organisation_id = o.id and h.due_at is not null order by h.due_at desc limit ${endSize})
    ) h cross join lateral (
      select e.received_at from inbox_events e
      where e.organisation_id = o.id and e.connection_id = h.connection_id and e.kind = h.kind and e.external_id = h.external_id
        and e.seq > h.done_seq
      order by e.seq limit 1
    ) e`
  return [{ name: age, help: ageHelp, labels: { stage: 'inbox' }, value: Math.max(0, row?.seconds ?? 0) }]
}

/** A paused destination is no queue that grows old: it has a figure of its own. */
const readOutboxAge: Reader = async (sql) => {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from app_now() - min(d.created_at))::float8 as seconds
    from connections c cross join lateral (
      (select h.* from delivery_heads h where h.organisation_id = c.organisation_id and h.connection_id = c.id and h.due_at is not null
        order by h.due_at limit ${endSize})
      union all
      (select h.* from delivery_heads h where h.organisation_id = c.organisation_id and h.connection_id = c.id and h.due_at is not null
        order by h.due_at desc limit ${endSize})
    ) h cross join lateral (
      select d.created_at from deliveries d
      where d.organisation_id = c.organisation_id and d.connection_id = c.id and d.entity_kind = h.entity_kind
        and d.entity_id = h.entity_id and d.seq > h.done_seq
      order by d.seq limit 1
    ) d
    where c.state = 'active'`
  return [{ name: age, help: ageHelp, labels: { stage: 'outbox' }, value: Math.max(0, row?.seconds ?? 0) }]
}

const readFeedAge: Reader = async (sql) => {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from app_now() - min(e.created_at))::float8 as seconds
    from organisations o cross join lateral (
      select e.created_at from events e where e.organisation_id = o.id and e.position is null order by e.write_order limit 1
    ) e`
  return [{ name: age, help: ageHelp, labels: { stage: 'feed' }, value: Math.max(0, row?.seconds ?? 0) }]
}

const readLag: Reader = async (sql) => {
  const [row] = await sql<{ lag: number; blocked: number; sending: number }[]>`
    select coalesce(sum(h.lag), 0)::float8 as lag, coalesce(sum(h.blocked), 0)::float8 as blocked,
      (select coalesce(sum(d.blocked), 0) from connections c cross join lateral (
        select count(*) as blocked from delivery_heads d
        where d.organisation_id = c.organisation_id and d.connection_id = c.id and d.due_at is not null and d.due_at > (select app_now())
      ) d where c.state = 'active')::float8 as sending
    from organisations o cross join lateral (
      select sum(last_seq - done_seq) as lag, count(*) filter (where due_at > app_now()) as blocked
      from inbox_heads where organisation_id = o.id and due_at is not null
    ) h`
  const blocked = 'passerelle_entity_blocked'
  const help = 'Entities whose next event or delivery failed and waits for its next try'
  return [
    { name: 'passerelle_inbox_lag_events', help: 'Events that wait to be applied', value: row?.lag ?? 0 },
    { name: blocked, help, labels: { stage: 'inbox' }, value: row?.blocked ?? 0 },
    { name: blocked, help, labels: { stage: 'outbox' }, value: row?.sending ?? 0 },
  ]
}

const readHeld: Reader = async (sql) => {
  const [row] = await sql<{ quarantined: number; parked: number; dead: number }[]>`
    select coalesce(sum(q.n), 0)::float8 as quarantined, coalesce(sum(p.n), 0)::float8 as parked, coalesce(sum(d.n), 0)::float8 as dead
    from organisations o
    cross join lateral (select count(*) as n from inbox_events where organisation_id = o.id and state = 'quarantined') q
    cross join lateral (select count(*) as n from inbox_events where organisation_id = o.id and state = 'parked') p
    cross join lateral (select count(*) as n from deliveries where organisation_id = o.id and state = 'dead') d`
  return [
    { name: 'passerelle_quarantined_events', help: 'Events kept as bytes', value: row?.quarantined ?? 0 },
    { name: 'passerelle_parked_events', help: 'Events that could not be applied', value: row?.parked ?? 0 },
    { name: 'passerelle_dead_deliveries', help: 'Deliveries that were given up', value: row?.dead ?? 0 },
  ]
}

const readConnections: Reader = async (sql) => {
  const rows = await sql<{ connector: string; paused: number }[]>`
    select connector, (count(*) filter (where state <> 'active'))::float8 as paused from connections group by connector order by connector`
  return rows.map(({ connector, paused }) => ({
    name: 'passerelle_destination_paused',
    help: 'Connections that are paused or off, by their connector',
    labels: { destination_type: connector },
    value: paused,
  }))
}

const readers: readonly Reader[] = [readInboxAge, readOutboxAge, readFeedAge, readLag, readHeld, readConnections]
