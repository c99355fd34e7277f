import type { Tx } from '../platform/db.ts'

export type ReplayFilter = {
  state?: string | undefined
  reason?: string | undefined
  kind?: string | undefined
  topic?: string | undefined
  connectionId?: string | undefined
  receivedAfter?: Date | undefined
  receivedBefore?: Date | undefined
  /** Only what has a greater id. */
  after?: string | null
}

type Args = { tx: Tx; organisationId: string }
const portion = 500

/** Events that have had their turn, name an entity and fit every condition, oldest first. */
export async function findReplayable(
  { tx: { sql }, organisationId }: Args,
  filter: ReplayFilter,
  limit: number,
): Promise<string[]> {
  const conditions = [
    filter.state === undefined ? null : sql`and state = ${filter.state}`,
    filter.reason === undefined ? null : sql`and reason = ${filter.reason}`,
    filter.kind === undefined ? null : sql`and kind = ${filter.kind}`,
    filter.topic === undefined ? null : sql`and topic = ${filter.topic}`,
    filter.connectionId === undefined ? null : sql`and connection_id = ${filter.connectionId}::uuid`,
    filter.receivedAfter === undefined ? null : sql`and received_at > ${filter.receivedAfter}::timestamptz`,
    filter.receivedBefore === undefined ? null : sql`and received_at < ${filter.receivedBefore}::timestamptz`,
    filter.after ? sql`and id > ${filter.after}::uuid` : null,
  ].filter((condition) => condition !== null)
  const rows = await sql<{ id: string }[]>`
    select id from inbox_events where organisation_id = ${organisationId}::uuid and state <> 'pending' and external_id is not null ${conditions}
    order by id limit ${limit}`
  return rows.map(({ id }) => id)
}

/**
 * Puts stored events in line again as `replayEvent` does with one, all at once: where something newer of the same entity was
 * applied since, a state has nothing to say any more and is superseded, and a fact counts without its state. Answers how many
 * stand in line again.
 */
export async function replayEvents({ tx, organisationId }: Args, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  await lockHeads({ tx, organisationId }, ids)
  let count = 0
  // In portions, so that no statement takes long whatever the planner knows of a young table.
  for (let from = 0; from < ids.length; from += portion) {
    count += await putInLine({ tx, organisationId }, ids.slice(from, from + portion))
  }
  return count
}

async function putInLine({ tx: { sql }, organisationId }: Args, ids: readonly string[]): Promise<number> {
  const rows = await sql`
    with picked as (
      select e.id, e.connection_id, e.kind, e.external_id, e.hash, e.source_version, e.is_fact, e.received_at, h.last_seq,
        exists (
          select from inbox_events n where n.organisation_id = ${organisationId}::uuid and n.connection_id = e.connection_id and n.kind = e.kind
            and n.external_id = e.external_id and n.state in ('applied', 'pending') and n.id <> e.id and n.received_at > e.received_at
        ) or coalesce(e.source_version < h.newest_version, false) as is_old
      from inbox_events e
      join inbox_heads h on h.organisation_id = e.organisation_id and h.connection_id = e.connection_id and h.kind = e.kind and h.external_id = e.external_id
      where e.organisation_id = ${organisationId}::uuid and e.id = any(${ids as string[]}::uuid[]) and e.state <> 'pending'
    ), back as (
      select *, row_number() over (partition by connection_id, kind, external_id order by received_at, id) as rank
      from picked where is_fact or not is_old
    ), gone as (
      update inbox_events e set state = 'superseded', reason = 'newer_was_applied', finished_at = app_now()
      from picked p where e.organisation_id = ${organisationId}::uuid and e.id = p.id and p.is_old and not p.is_fact
    ), head as (
      update inbox_heads h set last_seq = h.last_seq + b.size, due_at = coalesce(h.due_at, app_now()),
        newest_hash = coalesce(b.hash, h.newest_hash), newest_version = coalesce(b.source_version, h.newest_version)
      from (
        select connection_id, kind, external_id, count(*) as size,
          (array_agg(hash order by rank desc) filter (where not is_old))[1] as hash,
          (array_agg(source_version order by rank desc) filter (where not is_old))[1] as source_version
        from back group by connection_id, kind, external_id
      ) b
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = b.connection_id and h.kind = b.kind and h.external_id = b.external_id
    )
    update inbox_events e set state = 'pending', reason = null, detail = null, attempt_count = 0, finished_at = null,
      seq = b.last_seq + b.rank, is_stale = b.is_old
    from back b where e.organisation_id = ${organisationId}::uuid and e.id = b.id`
  return rows.count
}

/** In the order of their keys, as every claim does. */
async function lockHeads({ tx: { sql }, organisationId }: Args, ids: readonly string[]): Promise<void> {
  await sql`
    insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq)
    select distinct organisation_id, connection_id, kind, external_id, 0, 0 from inbox_events
    where organisation_id = ${organisationId}::uuid and id = any(${ids as string[]}::uuid[]) order by connection_id, kind, external_id
    on conflict do nothing`
  await sql`
    select from inbox_heads h where h.organisation_id = ${organisationId}::uuid and (h.connection_id, h.kind, h.external_id) in (
      select connection_id, kind, external_id from inbox_events where organisation_id = ${organisationId}::uuid and id = any(${ids as string[]}::uuid[]))
    order by h.connection_id, h.kind, h.external_id for update of h`
}
