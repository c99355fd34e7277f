import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { getJob, type JobRow } from './get-job.ts'
import { findOpenJob } from './request-job.ts'
import { startAgain } from './request-whole.ts'
import type { JobState } from './tables.ts'

type Args = { tx: Tx; organisationId: string; id: string }

/** Stops a job after the page under way, which is thrown away; it keeps its place. */
export const pauseJob = (args: Args): Promise<JobRow> =>
  change(
    args,
    ['queued', 'running', 'paused'],
    (tx, mine) => tx.sql`
    update jobs set state = 'paused', reason = 'paused_by_hand', fence = fence + 1, lease_until = null, due_at = null where ${mine}`,
  )

/**
 * Goes on where a job stood that was paused or failed; one that failed so long ago that what it met is forgotten begins anew.
 * Throws Conflict where the connection has another job of that kind that is not at its end.
 */
export async function resumeJob(args: Args): Promise<JobRow> {
  const { tx, organisationId, id } = args
  const { connectionId, kind } = await getJob(tx, organisationId, id)
  await tx.sql`select from connections where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid for update`
  return change(args, ['queued', 'running', 'paused', 'failed'], async (_, mine) => {
    const other = (await findOpenJob(tx, organisationId, { connectionId, kind })).find((one) => one.id !== id)
    if (other) throw new Conflict('job_in_progress', `The job ${other.id} is not at its end`)
    await tx.sql`
      update jobs set progress = '[]'::jsonb, phase = 'list', started_at = null, moved_at = null, rate = null,
        done = 0, changed = 0, unchanged = 0, failed = 0, missing = 0
      where ${mine} and state = 'failed' and not exists (
        select from job_items i where i.organisation_id = ${organisationId}::uuid and i.job_id = ${id}::uuid)`
    await tx.sql`
      update jobs set state = 'queued', reason = null, failure_count = 0, due_at = app_now(), finished_at = null
      where ${mine} and state in ('paused', 'failed')`
  })
}

/** Ends a job for good; what it stored stays. A whole reading that was asked for meanwhile begins. */
export const cancelJob = (args: Args): Promise<JobRow> =>
  change(args, ['queued', 'running', 'paused', 'canceled'], async (tx, mine) => {
    await tx.sql`
      update jobs set state = 'canceled', reason = null, fence = fence + 1, lease_until = null, due_at = null, finished_at = app_now()
      where ${mine} and state <> 'canceled'`
    await tx.sql`delete from job_items where organisation_id = ${args.organisationId}::uuid and job_id = ${args.id}::uuid`
    await startAgain(tx, args)
  })

async function change(
  { tx, organisationId, id }: Args,
  from: readonly JobState[],
  write: (tx: Tx, mine: ReturnType<Tx['sql']>) => Promise<unknown>,
): Promise<JobRow> {
  const before = await getJob(tx, organisationId, id, { isLocked: true })
  if (!from.includes(before.state)) throw new Conflict('job_over', `The job is ${before.state}`)
  await write(tx, tx.sql`organisation_id = ${organisationId}::uuid and id = ${id}::uuid`)
  return getJob(tx, organisationId, id)
}
