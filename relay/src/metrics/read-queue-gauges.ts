import type { Reader } from './read-gauges.ts'

/** Heads that are looked at from either end of a queue: the longest due, and those put off furthest. */
const endSize = 20

/** A shop with the plugin is seen in the database; the doors add what they saw themselves. */
export const lastSeen = {
  name: 'passerelle_source_last_seen_timestamp_seconds',
  help: 'When a source last called, by its connector',
}

const age = 'passerelle_oldest_unprocessed_event_age_seconds'
const ageHelp = 'Age of the oldest event that waits: to be applied, to be sent, to be placed in the feed'

/** The head of a line says what is due; its first event says since when. */
export const readInboxAge: Reader = async (sql) => {
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
export const readOutboxAge: Reader = async (sql) => {
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

export const readFeedAge: Reader = async (sql) => {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from app_now() - min(e.created_at))::float8 as seconds
    from organisations o cross join lateral (
      select e.created_at from events e where e.organisation_id = o.id and e.position is null order by e.write_order limit 1
    ) e`
  return [{ name: age, help: ageHelp, labels: { stage: 'feed' }, value: Math.max(0, row?.seconds ?? 0) }]
}

export const readLag: Reader = async (sql) => {
  const [row] = await sql<{ lag: number; blocked: number; sending: number }[]>`
    select coalesce(sum(h.lag), 0)::float8 as lag, coalesce(sum(h.blocked), 0)::float8 as blocked,
      (select coalesce(sum(d.blocked), 0) from connections c cross join lateral (
        select count(*) as blocked from delivery_heads d
        where d.organisation_id = c.organisation_id and d.connection_id = c.id and d.due_at is not null and d.due_at > (select app_now())
      ) d where c.state = 'active')::float8 as sending
    from organisations o cross join lateral (
      select sum(last_seq - done_seq) as lag, count(*) filter (where due_at > (select app_now())) as blocked
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

export const readHeld: Reader = async (sql) => {
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

export const readClockAge: Reader = async (sql) => {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from app_now() - min(t.due_at))::float8 as seconds
    from organisations o cross join lateral (
      select due_at from timers where organisation_id = o.id order by due_at limit 1
    ) t`
  return [{ name: age, help: ageHelp, labels: { stage: 'clock' }, value: Math.max(0, row?.seconds ?? 0) }]
}

export const readConnections: Reader = async (sql) => {
  const rows = await sql<{ connector: string; paused: number; open: number; seen: number | null; gaps: number }[]>`
    select c.connector, (count(*) filter (where c.state <> 'active'))::float8 as paused,
      (count(*) filter (where c.breaker_state <> 'closed'))::float8 as open,
      extract(epoch from max(i.last_seen_at))::float8 as seen, count(i.gap_since)::float8 as gaps
    from connections c
    left join installations i on i.organisation_id = c.organisation_id and i.connection_id = c.id
    group by c.connector order by c.connector`
  return rows.flatMap(({ connector, paused, open, seen, gaps }) => {
    const destination = { destination_type: connector }
    const source = { source_type: connector }
    return [
      { name: 'passerelle_destination_paused', help: 'Connections paused or off', labels: destination, value: paused },
      {
        name: 'passerelle_destination_breaker_open',
        help: 'Connections that are left alone for a while after failures',
        labels: destination,
        value: open,
      },
      { name: 'passerelle_sequence_gaps', help: 'Shops whose numbers lack one', labels: source, value: gaps },
      ...(seen === null ? [] : [{ ...lastSeen, labels: source, value: seen }]),
    ]
  })
}
