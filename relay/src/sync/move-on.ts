import type { PullResult } from '../connectors/connector.ts'
import type { JobTools } from './ask-source.ts'
import { type LeasedJob, type Move, moveJob } from './lease-job.ts'
import { waitMs } from './wait-ms.ts'

/** Failures one after the other until a job ends as failed: hours, as `waitMs` spaces them. */
const maxFailures = 20

/** Writes a step together with what it stored. Answers the job as it then stands, or null where it ended, waits, or is no longer ours. */
export async function moveWith(
  tools: JobTools,
  job: LeasedJob,
  write: Parameters<typeof moveJob>[2],
): Promise<LeasedJob | null> {
  const { isHeld, move: made } = await moveJob(tools.db, job, write)
  if (!isHeld || !made || made.afterMs !== undefined || (made.state ?? 'running') !== 'running') return null
  return {
    ...job,
    phase: made.phase ?? job.phase,
    progress: made.progress ?? job.progress,
    failureCount: made.failureCount ?? 0,
    reason: made.reason ?? null,
  }
}

export const move = (tools: JobTools, job: LeasedJob, to: Move) => moveWith(tools, job, async () => to)
export const fail = (reason: string): Move => ({ state: 'failed', reason })

/** A source that asks for patience gets it; one that lets us in no more stops the job until someone mends that. */
export function waitFor(
  { tools, job }: { tools: JobTools; job: LeasedJob },
  result: Exclude<PullResult, { kind: 'page' | 'rejected' }>,
): Promise<LeasedJob | null> {
  if (result.kind === 'unauthorized') return move(tools, job, { state: 'paused', reason: 'unauthorized' })
  const failureCount = result.isThrottled ? job.failureCount : job.failureCount + 1
  if (failureCount >= maxFailures) return move(tools, job, fail(result.reason))
  const afterMs = Math.max(result.afterMs ?? 0, waitMs(failureCount))
  return move(tools, job, { reason: result.reason, failureCount, afterMs })
}
