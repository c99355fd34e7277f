import type { Tx } from '../platform/db.ts'
import { type EntityKey, entityText } from './find-heads.ts'
import type { LeasedJob } from './lease-job.ts'
import type { StoredThing } from './store-pulled.ts'

/** Notes what a job has met, and the inbox events that came of it. */
export async function noteItems({ sql }: Tx, job: LeasedJob, things: readonly StoredThing[]): Promise<void> {
  if (things.length === 0) return
  await sql`
    insert into job_items as i (organisation_id, job_id, kind, external_id, event_id)
    select ${job.organisationId}::uuid, ${job.id}::uuid, t.k, t.e, t.v
    from unnest(${things.map((t) => t.kind)}::text[], ${things.map((t) => t.externalId)}::text[], ${things.map((t) => t.eventId)}::uuid[])
      as t(k, e, v)
    order by t.k, t.e
    on conflict (organisation_id, job_id, kind, external_id) do update
    set is_open = false, event_id = coalesce(excluded.event_id, i.event_id)`
}

/** Closes single things that were asked for; those that are not at the source are marked with the time before the call. */
export async function closeItems(
  { sql }: Tx,
  job: LeasedJob,
  { keys, missing, readAt }: { keys: readonly EntityKey[]; missing: readonly EntityKey[]; readAt: Date },
): Promise<void> {
  await sql`
    update job_items i set is_open = false,
      missing_at = case when i.kind || ' ' || i.external_id = any(${missing.map(entityText)}::text[]) then ${readAt}::timestamptz end
    from unnest(${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.externalId)}::text[]) as t(k, e)
    where i.organisation_id = ${job.organisationId}::uuid and i.job_id = ${job.id}::uuid and i.kind = t.k and i.external_id = t.e`
}

/** Takes up to `limit` things that are not at the source any more; `readAt` is the time before the first of them was asked for. */
export async function takeMissing(
  { sql }: Tx,
  job: LeasedJob,
  limit: number,
): Promise<{ keys: EntityKey[]; readAt: Date }> {
  const rows = await sql<{ kind: string; external_id: string; at: Date }[]>`
    with m as materialized (
      select kind, external_id, missing_at as at from job_items
      where organisation_id = ${job.organisationId}::uuid and job_id = ${job.id}::uuid and missing_at is not null
      order by missing_at limit ${limit}
    )
    update job_items i set missing_at = null from m
    where i.organisation_id = ${job.organisationId}::uuid and i.job_id = ${job.id}::uuid and i.kind = m.kind and i.external_id = m.external_id
    returning i.kind, i.external_id, m.at`
  const readAt = new Date(Math.min(...rows.map((row) => row.at.getTime())))
  return { keys: rows.map((row) => ({ kind: row.kind, externalId: row.external_id })), readAt }
}

/** Up to `limit` things of one kind that are still to be read singly. */
export async function listOpenItems({ sql }: Tx, job: LeasedJob, limit: number): Promise<EntityKey[]> {
  const rows = await sql<{ kind: string; external_id: string }[]>`
    select kind, external_id from job_items
    where organisation_id = ${job.organisationId}::uuid and job_id = ${job.id}::uuid and is_open
      and kind = (select kind from job_items where organisation_id = ${job.organisationId}::uuid and job_id = ${job.id}::uuid and is_open
        order by kind limit 1)
    order by external_id limit ${limit}`
  return rows.map((row) => ({ kind: row.kind, externalId: row.external_id }))
}

/** How many recent things a reconcile reads again at most. */
const maxRecent = 500

/**
 * Opens what was heard of in the last day and stood on no page: what was deleted, and what changed without a new modification
 * time, shows only there.
 */
export async function openRecent({ sql }: Tx, job: LeasedJob, kinds: readonly string[]): Promise<number> {
  const { count } = await sql`
    insert into job_items (organisation_id, job_id, kind, external_id, is_open)
    select ${job.organisationId}::uuid, ${job.id}::uuid, r.kind, r.external_id, true from (
      select kind, external_id, (array_agg(topic order by seq desc))[1] as topic, max(received_at) as at from inbox_events
      where organisation_id = ${job.organisationId}::uuid and id >= ${idFloor(job.id, 24 * 60)}::uuid
        and connection_id = ${job.connectionId}::uuid and kind = any(${[...kinds]}::text[]) and seq is not null
      group by kind, external_id order by at desc limit ${maxRecent}
    ) r where r.topic not like '%.deleted'
    on conflict do nothing`
  return count
}

/** The least UUIDv7 of the time `minutes` before an id was made. */
export function idFloor(id: string, minutes: number): string {
  const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) - minutes * 60_000
  const hex = at.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Exact counts of what a job came to, deletions apart, once everything that it stored was applied; null while something still waits. */
export async function countOutcome({ sql }: Tx, job: LeasedJob): Promise<{ changed: number; failed: number } | null> {
  // Each by its key, and the two lists as sets: the statistics of a first burst would have them joined row by row.
  const [row] = await sql<{ waiting: number; failed: number; changed: number }[]>`
    with own as materialized (
      select e.id, e.state, e.topic from (
        select event_id from job_items where organisation_id = ${job.organisationId}::uuid and job_id = ${job.id}::uuid and event_id is not null
      ) i cross join lateral (
        select id, state, topic from inbox_events e where e.organisation_id = ${job.organisationId}::uuid and e.id = i.event_id limit 1
      ) e
    )
    select count(*) filter (where state = 'pending')::int as waiting,
      count(*) filter (where state in ('parked', 'quarantined'))::int as failed,
      (select count(*)::int from (
        select source_event_id from events where organisation_id = ${job.organisationId}::uuid and id >= ${idFloor(job.id, 10)}::uuid
        intersect
        select id from own where topic not like '%.deleted'
      ) told) as changed
    from own`
  if (!row || row.waiting > 0) return null
  return { changed: row.changed, failed: row.failed }
}
