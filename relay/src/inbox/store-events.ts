import { createHash } from 'node:crypto'
import { crashPoint } from '../platform/crash-point.ts'
import type { Db } from '../platform/db.ts'
import { isConnectionLoss, isStatementTimeout } from '../platform/db-errors.ts'
import { Unavailable } from '../platform/errors.ts'
import type { Wake } from '../platform/wake.ts'
import type { IncomingEvent, StoreResult } from './incoming-event.ts'
import { storeItems } from './store-items.ts'

export type Store = (args: {
  organisationId: string
  connectionId: string
  events: IncomingEvent[]
}) => Promise<StoreResult[]>

type Job = {
  connectionId: string
  events: IncomingEvent[]
  bytes: number
  resolve: (results: StoreResult[]) => void
  reject: (error: unknown) => void
}

const maxGroup = 400
const maxWaitingCalls = 1_000
const maxFlushesPerOrganisation = 1
const maxWaitingBytes = 67_108_864
const maxWaitingBytesPerOrganisation = 16_777_216

/**
 * Stores what the doors received, once only, before anyone is answered. Calls of one organisation that arrive while a
 * transaction is under way share the next one, so that many small calls cost few commits; a group that fails is tried again
 * call by call.
 */
export function createStore({ db, wake }: { db: Db; wake: Wake }): Store {
  const queues = new Map<string, { jobs: Job[]; flushes: number; bytes: number }>()
  let waitingBytes = 0

  async function flush(organisationId: string, jobs: Job[]): Promise<void> {
    try {
      const results = await storeGroup(db, organisationId, jobs)
      wake.wake('inbox')
      crashPoint('before_response')
      let at = 0
      for (const job of jobs) {
        job.resolve(results.slice(at, at + job.events.length))
        at += job.events.length
      }
    } catch (error) {
      if (jobs.length === 1 || isOutage(error)) for (const job of jobs) job.reject(error)
      else await flushSingly(organisationId, jobs)
    }
  }

  /** One call spoils a group at most; where the database is what fails, the rest need not wait to be told. */
  async function flushSingly(organisationId: string, jobs: Job[]): Promise<void> {
    for (const [n, job] of jobs.entries()) {
      let outage: unknown = null
      await flush(organisationId, [
        {
          ...job,
          reject: (error) => {
            if (isOutage(error) || isStatementTimeout(error)) outage = error
            job.reject(error)
          },
        },
      ])
      if (outage === null) continue
      for (const left of jobs.slice(n + 1)) left.reject(outage)
      return
    }
  }

  function pump(organisationId: string): void {
    const queue = queues.get(organisationId)
    if (!queue || queue.flushes >= maxFlushesPerOrganisation) return
    if (queue.jobs.length === 0) {
      if (queue.flushes === 0) queues.delete(organisationId)
      return
    }
    const group: Job[] = []
    for (let size = 0; queue.jobs[0] && (size === 0 || size + queue.jobs[0].events.length <= maxGroup); ) {
      const job = queue.jobs.shift()
      if (!job) break
      group.push(job)
      queue.bytes -= job.bytes
      waitingBytes -= job.bytes
      size += job.events.length
    }
    queue.flushes++
    flush(organisationId, group).finally(() => {
      queue.flushes--
      pump(organisationId)
    })
  }

  return ({ organisationId, connectionId, events }) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(organisationId) ?? { jobs: [], flushes: 0, bytes: 0 }
      const bytes = events.reduce((sum, { raw }) => sum + raw.byteLength, 0)
      if (
        queue.jobs.length >= maxWaitingCalls ||
        queue.bytes + bytes > maxWaitingBytesPerOrganisation ||
        waitingBytes + bytes > maxWaitingBytes
      )
        return reject(new Unavailable('Too much waits to be stored'))
      queues.set(organisationId, queue)
      queue.bytes += bytes
      waitingBytes += bytes
      queue.jobs.push({ connectionId, events, bytes, resolve, reject })
      pump(organisationId)
    })
}

async function storeGroup(db: Db, organisationId: string, jobs: Job[]): Promise<StoreResult[]> {
  const items = jobs.flatMap((job) =>
    job.events.map((event) => ({ ...event, connectionId: job.connectionId, hash: event.hash ?? hashOf(event) })),
  )
  return db.inOrganisation(organisationId, (tx) => storeItems(tx, organisationId, items))
}

const isOutage = (error: unknown): boolean => error instanceof Unavailable || isConnectionLoss(error)

const hashOf = (event: IncomingEvent) => createHash('sha256').update(event.raw).digest('hex')
