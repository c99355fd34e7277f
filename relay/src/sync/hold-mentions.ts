import type { Tx } from '../platform/db.ts'
import type { EntityKey } from './find-heads.ts'
import type { LeasedJob } from './lease-job.ts'
import { mentions } from './request-pull.ts'

const holdMinutes = 10

/**
 * Before requests are claimed: drops those for things that were only mentioned and are known by now, and puts off those for
 * things that a whole reading under way has yet to list, or each of them would be read twice.
 */
export async function holdMentions({ sql }: Tx, organisationId: string): Promise<void> {
  const due = sql`r.organisation_id = ${organisationId}::uuid and r.due_at <= (select app_now()) and r.reason = any(${mentions}::text[])`
  await sql`
    delete from pull_requests r where ${due} and exists (
      select from inbox_heads h where h.organisation_id = r.organisation_id and h.connection_id = r.connection_id
        and h.kind = r.kind and h.external_id = r.external_id)`
  await sql`
    update pull_requests r set due_at = app_now() + make_interval(mins => ${holdMinutes})
    where ${due} and exists (${listing(sql, organisationId)})`
}

const listing = (sql: Tx['sql'], organisationId: string) => sql`
  select from jobs j where j.organisation_id = ${organisationId}::uuid and j.connection_id = r.connection_id and j.kind = 'backfill'
    and j.changed_after is null and j.state in ('queued', 'running') and j.phase = 'list' and case
      when j.progress = '[]'::jsonb then j.nouns is null or r.kind = any(j.nouns)
      else j.progress @> jsonb_build_array(jsonb_build_object('noun', r.kind, 'isDone', false)) end`

/** In the transaction that stores a page: drops the requests that it answers. */
export async function dropAnswered({ sql }: Tx, job: LeasedJob, things: readonly EntityKey[]): Promise<void> {
  if (things.length === 0) return
  await sql`
    delete from pull_requests r using unnest(${things.map((t) => t.kind)}::text[], ${things.map((t) => t.externalId)}::text[]) as t(k, e)
    where r.organisation_id = ${job.organisationId}::uuid and r.connection_id = ${job.connectionId}::uuid and r.kind = t.k
      and r.external_id = t.e and r.reason = any(${mentions}::text[])`
}

/** When the listing is over: what it did not hold is asked for now. */
export async function releaseMentions({ sql }: Tx, job: LeasedJob): Promise<void> {
  await sql`
    update pull_requests set due_at = app_now()
    where organisation_id = ${job.organisationId}::uuid and connection_id = ${job.connectionId}::uuid and reason = any(${mentions}::text[])
      and due_at is not null and attempt_count = 0`
}
