import { crashPoint } from '../platform/crash-point.ts'
import type { Db, Sql, Tx } from '../platform/db.ts'
import { startAgain } from './request-whole.ts'
import type { JobKind, JobState, NounProgress } from './tables.ts'

export type Phase = 'list' | 'check' | 'settle'

/** A job that this worker holds; `fence` proves it. */
export type LeasedJob = {
  organisationId: string
  id: string
  connectionId: string
  connector: string
  connectionState: 'active' | 'paused' | 'disabled'
  kind: JobKind
  phase: Phase
  reason: string | null
  nouns: string[] | null
  changedAfter: Date | null
  progress: NounProgress[]
  failureCount: number
  fence: number
}

/** As long as a job stands still after its worker was killed; what works on it renews it three times in that. */
export const leaseSeconds = 20

/**
 * Organisations that have jobs due. The clock is volatile and so is no condition for an index: it is compared with the earliest
 * due time, which the index gives at once.
 */
export async function findDueJobs(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from organisations o
    where (select min(j.due_at) from jobs j where j.organisation_id = o.id and j.due_at is not null) <= app_now() order by o.id`
  return rows.map((row) => row.id)
}

type Row = {
  id: string
  connection_id: string
  connector: string
  connection_state: LeasedJob['connectionState']
  kind: JobKind
  phase: Phase
  reason: string | null
  nouns: string[] | null
  changed_after: Date | null
  progress: NounProgress[]
  failure_count: number
  fence: number
}

/**
 * Leases the job of an organisation that waited longest, or null. One whose lease is still held is passed over. The choice is a
 * value of its own: as a row to be joined it could be made anew for each connection, and lease jobs that nobody then works on.
 */
export async function leaseJob(db: Db, organisationId: string): Promise<LeasedJob | null> {
  return db.inOrganisation(organisationId, async ({ sql }) => {
    const [row] = await sql<Row[]>`
      update jobs j set fence = j.fence + 1, state = 'running', started_at = coalesce(j.started_at, app_now()),
        lease_until = app_now() + make_interval(secs => ${leaseSeconds})
      from connections c
      where j.organisation_id = ${organisationId}::uuid and j.id = (
          select id from jobs where organisation_id = ${organisationId}::uuid and due_at <= (select app_now())
            and (lease_until is null or lease_until < app_now())
          order by due_at limit 1 for update skip locked
        ) and c.organisation_id = j.organisation_id and c.id = j.connection_id
      returning j.id, j.connection_id, c.connector, c.state as connection_state, j.kind, j.phase, j.reason, j.nouns, j.changed_after, j.progress,
        j.failure_count, j.fence`
    if (!row) return null
    return {
      organisationId,
      id: row.id,
      connectionId: row.connection_id,
      connector: row.connector,
      connectionState: row.connection_state,
      kind: row.kind,
      phase: row.phase,
      reason: row.reason,
      nouns: row.nouns,
      changedAfter: row.changed_after,
      progress: row.progress,
      failureCount: row.failure_count,
      fence: row.fence,
    }
  })
}

/** Lengthens the lease while a call is under way. */
export async function keepLease(db: Db, { organisationId, id, fence }: LeasedJob): Promise<void> {
  await db.inOrganisation(
    organisationId,
    ({ sql }) => sql`
      update jobs set lease_until = app_now() + make_interval(secs => ${leaseSeconds})
      where organisation_id = ${organisationId}::uuid and id = ${id}::uuid and fence = ${fence} and state = 'running'`,
  )
}

export type Move = {
  state?: JobState
  reason?: string | null
  phase?: Phase
  progress?: NounProgress[]
  /** Added to what was counted. */
  counts?: { done?: number; unchanged?: number; failed?: number; missing?: number }
  /** At the end: what it came to. */
  outcome?: { changed: number; failed: number }
  failureCount?: number
  /** When it goes on; at once unless given. */
  afterMs?: number
}

/**
 * Writes how far a job came, together with what `write` does, where the job is still this worker's and running; answers false
 * and writes nothing where it was paused, canceled or taken over meanwhile. Keeps the lease unless the job waits or ends.
 */
export async function moveJob(
  db: Db,
  job: LeasedJob,
  write: (tx: Tx) => Promise<Move>,
): Promise<{ isHeld: boolean; move: Move | null }> {
  return db.inOrganisation(job.organisationId, async (tx) => {
    const { sql } = tx
    const mine = sql`organisation_id = ${job.organisationId}::uuid and id = ${job.id}::uuid and fence = ${job.fence} and state = 'running'`
    const [held] = await sql`select from jobs where ${mine} for update`
    if (!held) return { isHeld: false, move: null }
    const move = await write(tx)
    const { state = 'running', reason = null, phase = job.phase, progress = job.progress, counts = {} } = move
    const { outcome } = move
    const { done = 0, unchanged = 0, missing = 0 } = counts
    const failed = (counts.failed ?? 0) + (outcome?.failed ?? 0)
    const isOver = state === 'done' || state === 'failed'
    const isWaiting = state !== 'running' || move.afterMs !== undefined
    await sql`
      update jobs set state = ${state}, reason = ${reason}, phase = ${phase}, progress = ${JSON.stringify(progress)}::text::jsonb,
        done = done + ${done}, failed = failed + ${failed}, missing = missing + ${missing}, changed = coalesce(${outcome?.changed ?? null}, changed),
        unchanged = case when ${outcome === undefined} then unchanged + ${unchanged}
          else greatest(done + ${done} - failed - ${failed} - ${outcome?.changed ?? 0}, 0) end,
        failure_count = ${move.failureCount ?? 0},
        rate = case when ${done} > 0 then coalesce(rate * 0.7, 0) + case when rate is null then 1 else 0.3 end
          * ${done} / greatest(extract(epoch from app_now() - coalesce(moved_at, started_at)), 0.001) else rate end,
        moved_at = case when ${done} > 0 then app_now() else moved_at end,
        lease_until = case when ${isWaiting} then null else app_now() + make_interval(secs => ${leaseSeconds}) end,
        due_at = case when ${isOver || state === 'paused'} then null else app_now() + make_interval(secs => ${(move.afterMs ?? 0) / 1_000}) end,
        finished_at = case when ${isOver} then app_now() end
      where ${mine}`
    if (isOver) await startAgain(tx, job)
    // One that failed can be resumed: what it met before must not count as missing then.
    if (state === 'done')
      await sql`delete from job_items where organisation_id = ${job.organisationId}::uuid and job_id = ${job.id}::uuid`
    crashPoint('after_job_page')
    return { isHeld: true, move }
  })
}

/** Gives a job that is not at its end back, so that another has its turn. */
export async function releaseJob(db: Db, { organisationId, id, fence }: LeasedJob): Promise<void> {
  await db.inOrganisation(
    organisationId,
    ({ sql }) => sql`
      update jobs set lease_until = null, due_at = app_now()
      where organisation_id = ${organisationId}::uuid and id = ${id}::uuid and fence = ${fence} and state = 'running'`,
  )
}
