import type { Db, Tx } from '../platform/db.ts'
import { isStatementTimeout } from '../platform/db-errors.ts'

type Counts = Record<string, number>
type Queue = { by_state: Counts; oldest_seconds: number | null }

export type ConnectionStatus = {
  id: string
  organisation_id: string
  connector: string
  name: string
  state: string
  reason: string | null
  breaker: string
  not_before: Date | null
  /** When an event of it last arrived, and when something was last delivered to it. */
  last_seen_at: Date | null
  last_delivered_at: Date | null
  waiting_events: number
  waiting_deliveries: number
}

export type Status = {
  inbox: { by_state: Counts; oldest_pending_seconds: number | null }
  deliveries: { by_state: Counts; oldest_due_seconds: number | null }
  feed: { oldest_unplaced_seconds: number | null }
  organisations: { id: string; name: string; inbox: Queue; deliveries: Queue }[]
  connections: ConnectionStatus[]
  /** False where counting everything took too long: `by_state` then holds what is not finished. */
  is_complete: boolean
}

type Row = { organisation_id: string; connection_id: string; state: string; n: number; at: Date | null }
type Age = { organisation_id: string; inbox: number | null; outbox: number | null; feed: number | null }
type Connection = Omit<ConnectionStatus, 'last_seen_at' | 'last_delivered_at'> & { seen: Date | null }

/** Queue ages, counts by state, connections: across organisations, for the operator. */
export async function readStatus(db: Db): Promise<Status> {
  const [inbox, deliveries] = [await count(db, 'inbox_events'), await count(db, 'deliveries')]
  const { ages, organisations, connections } = await db.asSystemInTransaction(async ({ sql }) => ({
    ages: await readAges(sql),
    organisations: await sql<{ id: string; name: string }[]>`select id, name from organisations order by id`,
    connections: await readConnections(sql),
  }))
  const newest = (rows: Row[], id: string, states?: readonly string[]) =>
    rows
      .filter((row) => row.connection_id === id && (!states || states.includes(row.state)))
      .reduce<Date | null>((at, row) => (row.at !== null && (at === null || row.at > at) ? row.at : at), null)
  const ageOf = (id: string) => ages.find((row) => row.organisation_id === id)
  const oldest = (pick: (age: Age) => number | null) => roundAge(Math.max(-1, ...ages.map((age) => pick(age) ?? -1)))
  return {
    inbox: { by_state: sum(inbox.rows), oldest_pending_seconds: oldest((age) => age.inbox) },
    deliveries: { by_state: sum(deliveries.rows), oldest_due_seconds: oldest((age) => age.outbox) },
    feed: { oldest_unplaced_seconds: oldest((age) => age.feed) },
    organisations: organisations.map(({ id, name }) => {
      const mine = (rows: Row[]) => sum(rows.filter((row) => row.organisation_id === id))
      const age = ageOf(id)
      return {
        id,
        name,
        inbox: { by_state: mine(inbox.rows), oldest_seconds: roundAge(age?.inbox ?? -1) },
        deliveries: { by_state: mine(deliveries.rows), oldest_seconds: roundAge(age?.outbox ?? -1) },
      }
    }),
    connections: connections.map(({ seen, ...connection }) => {
      const arrived = newest(inbox.rows, connection.id)
      return {
        ...connection,
        last_seen_at: seen !== null && (arrived === null || seen > arrived) ? seen : arrived,
        last_delivered_at: newest(deliveries.rows, connection.id, ['delivered']),
      }
    }),
    is_complete: inbox.isComplete && deliveries.isComplete,
  }
}

/** All of it where that can be read in 3 s, else what is not finished, which indexes know. */
async function count(db: Db, table: 'inbox_events' | 'deliveries'): Promise<{ rows: Row[]; isComplete: boolean }> {
  const at = table === 'inbox_events' ? 'received_at' : 'finished_at'
  const read = (where: string) =>
    db.asSystemInTransaction(async ({ sql }) => {
      await sql`select set_config('statement_timeout', '3000', true), set_config('enable_seqscan', 'on', true)`
      return sql.unsafe<Row[]>(
        `select organisation_id, connection_id, state, count(*) as n, max(${at}) as at from ${table} ${where} group by 1, 2, 3 order by 1, 2, 3`,
      )
    })
  try {
    return { rows: await read(''), isComplete: true }
  } catch (error) {
    if (!isStatementTimeout(error)) throw error
    const open =
      table === 'inbox_events' ? `state in ('parked', 'quarantined')` : `state not in ('delivered', 'skipped')`
    return { rows: await read(`where ${open}`).catch(() => []), isComplete: false }
  }
}

async function readAges(sql: Tx['sql']): Promise<Age[]> {
  return sql<Age[]>`
    select o.id as organisation_id,
      (select extract(epoch from app_now() - min(due_at))::float8 from inbox_heads h
        where h.organisation_id = o.id and h.due_at is not null and h.due_at <= app_now()) as inbox,
      (select extract(epoch from app_now() - min(due_at))::float8 from delivery_heads h
        join connections c on c.organisation_id = h.organisation_id and c.id = h.connection_id and c.state = 'active'
        where h.organisation_id = o.id and h.due_at is not null and h.due_at <= app_now()) as outbox,
      (select extract(epoch from app_now() - created_at)::float8 from events e
        where e.organisation_id = o.id and e.position is null order by e.write_order limit 1) as feed
    from organisations o order by o.id`
}

async function readConnections(sql: Tx['sql']): Promise<Connection[]> {
  return sql<Connection[]>`
    select c.id, c.organisation_id, c.connector, c.name, c.state, c.reason, c.breaker_state as breaker, c.not_before,
      i.last_seen_at as seen,
      (select coalesce(sum(last_seq - done_seq), 0)::float8 from inbox_heads h
        where h.organisation_id = c.organisation_id and h.connection_id = c.id and h.due_at is not null) as waiting_events,
      (select coalesce(sum(last_seq - done_seq), 0)::float8 from delivery_heads h
        where h.organisation_id = c.organisation_id and h.connection_id = c.id and h.due_at is not null) as waiting_deliveries
    from connections c left join installations i on i.organisation_id = c.organisation_id and i.connection_id = c.id
    order by c.organisation_id, c.id`
}

const roundAge = (seconds: number): number | null => (seconds < 0 ? null : Math.round(seconds * 10) / 10)

function sum(rows: readonly Row[]): Counts {
  const counts: Counts = {}
  for (const { state, n } of rows) counts[state] = (counts[state] ?? 0) + Number(n)
  return counts
}
