import type { Connector } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'

export type DeadFilter = {
  connectionId?: string | undefined
  reason?: string | undefined
  type?: string | undefined
  kind?: string | undefined
  createdAfter?: Date | undefined
  createdBefore?: Date | undefined
  /** Only what has a greater id. */
  after?: string | null
}

type Args = { tx: Tx; organisationId: string }
const portion = 500

/** Dead deliveries that fit every condition, oldest first. */
export async function findDead(
  { tx: { sql }, organisationId }: Args,
  filter: DeadFilter,
  limit: number,
): Promise<string[]> {
  const conditions = [
    filter.connectionId === undefined ? null : sql`and d.connection_id = ${filter.connectionId}::uuid`,
    filter.reason === undefined ? null : sql`and d.reason = ${filter.reason}`,
    filter.type === undefined ? null : sql`and e.type = ${filter.type}`,
    filter.kind === undefined ? null : sql`and d.entity_kind = ${filter.kind}`,
    filter.createdAfter === undefined ? null : sql`and d.created_at > ${filter.createdAfter}::timestamptz`,
    filter.createdBefore === undefined ? null : sql`and d.created_at < ${filter.createdBefore}::timestamptz`,
    filter.after ? sql`and d.id > ${filter.after}::uuid` : null,
  ].filter((condition) => condition !== null)
  const rows = await sql<{ id: string }[]>`
    select d.id from deliveries d join events e on e.organisation_id = d.organisation_id and e.id = d.event_id
    where d.organisation_id = ${organisationId}::uuid and d.state = 'dead' ${conditions}
    order by d.id limit ${limit}`
  return rows.map(({ id }) => id)
}

/** Sends dead deliveries once more, as `retryDelivery` does with one, in one transaction. Answers how many wait again. */
export async function replayDeliveries(
  { tx, organisationId }: Args,
  ids: string[],
  connectors: readonly Connector[],
): Promise<number> {
  const { sql } = tx
  const takeState = connectors.filter(({ pushes }) => pushes === 'state').map(({ name }) => name)
  const readBack = connectors.filter((connector) => connector.readBack).map(({ name }) => name)
  // Heads first and in the order of their keys, as every claim does; the states are looked at again under the locks.
  // As two sets: what the planner does not know of a young table must not have it joined row by row.
  await sql`select set_config('enable_nestloop', 'off', true)`
  await sql`
    select from delivery_heads h where h.organisation_id = ${organisationId}::uuid and (h.connection_id, h.entity_kind, h.entity_id) in (
      select connection_id, entity_kind, entity_id from deliveries where organisation_id = ${organisationId}::uuid and id = any(${ids}::uuid[]))
    order by h.connection_id, h.entity_kind, h.entity_id for update of h`
  await sql`select set_config('enable_nestloop', 'on', true)`
  let count = 0
  // In portions, so that no statement takes long whatever the planner knows of a young table.
  for (let from = 0; from < ids.length; from += portion) {
    count += await putInLine({ tx, organisationId }, ids.slice(from, from + portion), { takeState, readBack })
  }
  return count
}

async function putInLine(
  { tx: { sql }, organisationId }: Args,
  ids: string[],
  { takeState, readBack }: { takeState: string[]; readBack: string[] },
): Promise<number> {
  const rows = await sql`
    with dead as (
      select d.id, d.connection_id, d.entity_kind, d.entity_id, d.event_id, d.reason, c.connector, h.last_seq,
        row_number() over (partition by d.connection_id, d.entity_kind, d.entity_id order by d.id) as rank
      from deliveries d
      join connections c on c.organisation_id = d.organisation_id and c.id = d.connection_id
      join delivery_heads h on h.organisation_id = d.organisation_id and h.connection_id = d.connection_id
        and h.entity_kind = d.entity_kind and h.entity_id = d.entity_id
      where d.organisation_id = ${organisationId}::uuid and d.id = any(${ids}::uuid[]) and d.state = 'dead'
    ), head as (
      update delivery_heads h set last_seq = h.last_seq + w.size, due_at = app_now()
      from (select connection_id, entity_kind, entity_id, count(*) as size from dead group by connection_id, entity_kind, entity_id) w
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = w.connection_id and h.entity_kind = w.entity_kind
        and h.entity_id = w.entity_id
    )
    update deliveries d set reason = null, failure_count = 0, finished_at = null, seq = w.last_seq + w.rank,
      state = case when w.connector = any(${readBack}::text[]) and w.reason like '%_after_last_try' then 'unknown' else 'pending' end,
      event_id = case when w.connector = any(${takeState}::text[]) then (
        select e.id from events e where e.organisation_id = ${organisationId}::uuid and e.entity_kind = w.entity_kind
          and e.entity_id = w.entity_id order by e.write_order desc limit 1) else w.event_id end
    from dead w where d.organisation_id = ${organisationId}::uuid and d.id = w.id`
  return rows.count
}
