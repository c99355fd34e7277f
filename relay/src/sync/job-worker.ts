import { createLoop, type Loop } from '../platform/loop.ts'
import type { Wake } from '../platform/wake.ts'
import type { JobTools } from './ask-source.ts'
import { keepSchedules } from './keep-schedules.ts'
import { findDueJobs, type LeasedJob, leaseJob, releaseJob } from './lease-job.ts'
import { pruneJobs } from './prune-jobs.ts'
import { putOffJob, stepJob } from './step-job.ts'

/** Jobs under way at once in one process; each waits for its source most of the time. */
const maxJobs = 4
/** How long one job goes on before another has its turn. */
const turnMs = 5_000
const scheduleEveryMs = 60_000
const pruneEveryMs = 3_600_000

/** Reads at the sources page by page: several jobs at once, each in its turn. */
export function createJobWorker({
  wake,
  pollMs = 500,
  ...tools
}: JobTools & { wake: Pick<Wake, 'wake'>; pollMs?: number }): Loop {
  const { db, logger } = tools
  const underWay = new Set<Promise<void>>()
  let isStopping = false
  let schedulesKeptAt = Number.NEGATIVE_INFINITY
  let prunedAt = Number.NEGATIVE_INFINITY

  async function run(job: LeasedJob): Promise<void> {
    const until = performance.now() + turnMs
    let current: LeasedJob | null = job
    while (current && !isStopping && performance.now() < until) {
      const held: LeasedJob = current
      current = await stepJob(tools, held).catch(async (error) => {
        logger.error({ err: error, job: held.id, connection: held.connectionId }, 'job met an error')
        await putOffJob(tools, held)
        return null
      })
      wake.wake(held.kind === 'push' ? 'outbox' : 'inbox')
      if (held.kind === 'push') wake.wake('feed')
    }
    if (current) await releaseJob(db, current)
  }

  function start(job: LeasedJob): void {
    const running = run(job)
      .catch((error) =>
        logger.error({ err: error, job: job.id, connection: job.connectionId }, 'job could not be put off'),
      )
      .finally(() => {
        underWay.delete(running)
        loop.wake()
      })
    underWay.add(running)
  }

  async function startJobs(): Promise<void> {
    for (const organisationId of await db.asSystem(findDueJobs)) {
      if (underWay.size >= maxJobs) return
      const job = await leaseJob(db, organisationId)
      if (job) start(job)
    }
  }

  async function work(): Promise<boolean> {
    if (performance.now() - schedulesKeptAt > scheduleEveryMs) {
      await keepSchedules(tools)
      schedulesKeptAt = performance.now()
    }
    if (performance.now() - prunedAt > pruneEveryMs) {
      await pruneJobs(tools)
      prunedAt = performance.now()
    }
    await startJobs()
    return false
  }

  const loop = createLoop({ name: 'jobs', work, pollMs, logger })
  return {
    ...loop,
    async stop() {
      isStopping = true
      await loop.stop()
      await Promise.all(underWay)
    },
  }
}
