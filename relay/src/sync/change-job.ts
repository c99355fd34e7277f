import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { getJob, type JobRow } from './get-job.ts'
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

/** Goes on where a job stood that was paused or failed. */
export const resumeJob = (args: Args): Promise<JobRow> =>
  change(
    args,
    ['queued', 'running', 'paused', 'failed'],
    (tx, mine) => tx.sql`
    update jobs set state = 'queued', reason = null, failure_count = 0, due_at = app_now(), finished_at = null
    where ${mine} and state in ('paused', 'failed')`,
  )

/** Ends a job for good; what it stored stays. */
export const cancelJob = (args: Args): Promise<JobRow> =>
  change(args, ['queued', 'running', 'paused', 'canceled'], async (tx, mine) => {
    await tx.sql`
      update jobs set state = 'canceled', reason = null, fence = fence + 1, lease_until = null, due_at = null, finished_at = app_now()
      where ${mine} and state <> 'canceled'`
    await tx.sql`delete from job_items where organisation_id = ${args.organisationId}::uuid and job_id = ${args.id}::uuid`
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
