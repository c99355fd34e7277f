import { crashPoint } from '../platform/crash-point.ts'
import type { Db } from '../platform/db.ts'
import { isConnectionLoss } from '../platform/db-errors.ts'
import { Unavailable } from '../platform/errors.ts'
import { type Attempt, type Recorded, recordAttempts } from './record-attempts.ts'

type Job = {
  attempt: Attempt
  resolve: (recorded: Recorded & { groupSize: number }) => void
  reject: (error: unknown) => void
}

/** `groupSize`: how many attempts were recorded together. */
export type Recorder = (attempt: Attempt) => Promise<Recorded & { groupSize: number }>

const maxGroup = 400
const outageTries = 10
const outagePauseMs = 500

/**
 * Records attempts in groups: results that come while a transaction of the organisation is under way share the next one, and a
 * group that fails is recorded singly. A database that is away for some seconds is waited for, because what is not recorded
 * will be sent again.
 */
export function createRecorder(db: Db, { isStopping }: { isStopping: () => boolean }): Recorder {
  const queues = new Map<string, { jobs: Job[]; isRunning: boolean }>()

  async function record(organisationId: string, jobs: Job[], tries = 0): Promise<void> {
    try {
      const results = await db.inOrganisation(organisationId, (tx) =>
        recordAttempts(
          tx,
          organisationId,
          jobs.map(({ attempt }) => attempt),
        ),
      )
      for (const [n, job] of jobs.entries()) {
        const result = results[n]
        if (result) job.resolve({ ...result, groupSize: jobs.length })
      }
    } catch (error) {
      if (isOutage(error) && tries < outageTries && !isStopping()) {
        await new Promise((resolve) => setTimeout(resolve, outagePauseMs))
        await record(organisationId, jobs, tries + 1)
      } else if (jobs.length === 1 || isOutage(error)) for (const job of jobs) job.reject(error)
      else for (const job of jobs) await record(organisationId, [job])
    }
  }

  async function pump(organisationId: string, queue: { jobs: Job[]; isRunning: boolean }): Promise<void> {
    if (queue.isRunning) return
    queue.isRunning = true
    while (queue.jobs.length > 0) await record(organisationId, queue.jobs.splice(0, maxGroup))
    queue.isRunning = false
    queues.delete(organisationId)
  }

  return (attempt) => {
    crashPoint('after_push')
    return new Promise((resolve, reject) => {
      const { organisationId } = attempt.claimed
      const queue = queues.get(organisationId) ?? { jobs: [], isRunning: false }
      queues.set(organisationId, queue)
      queue.jobs.push({ attempt, resolve, reject })
      pump(organisationId, queue)
    })
  }
}

const isOutage = (error: unknown): boolean => error instanceof Unavailable || isConnectionLoss(error)
