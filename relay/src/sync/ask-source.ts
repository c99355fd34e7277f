import type { LoadedConnection } from '../connections/load-connections.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Connector, DigestResult, Io, PullArgs, PullResult } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { keepLease, type LeasedJob, leaseSeconds } from './lease-job.ts'
import { spaceCalls } from './space-calls.ts'

export type JobTools = {
  db: Db
  box: SecretBox
  io: Io
  findConnector: (name: string) => Connector | undefined
  logger: Logger
}

export type At = { tools: JobTools; job: LeasedJob; connector: Connector; connection: LoadedConnection }

/** Asks a source for a page or for single things, while the lease is kept; what the connector throws is a failed call. */
export async function askSource(
  { tools, job, connector, connection }: At,
  args: Omit<PullArgs, 'io' | 'context'>,
): Promise<PullResult> {
  try {
    const result = await holdLease(tools, job, () =>
      connector.pull?.({ io: spaceCalls(tools.db, tools.io, job), context: connection.context, ...args }),
    )
    return result ?? { kind: 'rejected', reason: 'connection_cannot_pull' }
  } catch (error) {
    tools.logger.error({ err: error, connection: job.connectionId, job: job.id, kind: args.kind }, 'connector failed')
    return { kind: 'retry', reason: 'connector_failed' }
  }
}

/** Asks a source for digests of one kind, while the lease is kept. */
export async function askDigest(
  { tools, job, connector, connection }: At,
  args: { kind: string } & ({ after: number | null; limit: number } | { bucket: number }),
): Promise<DigestResult> {
  const io = spaceCalls(tools.db, tools.io, job)
  try {
    const result = await holdLease(tools, job, () => connector.digest?.({ io, context: connection.context, ...args }))
    return result ?? { kind: 'unsupported' }
  } catch (error) {
    tools.logger.error({ err: error, connection: job.connectionId, job: job.id, kind: args.kind }, 'connector failed')
    return { kind: 'retry', reason: 'connector_failed' }
  }
}

/** Looks for what is wrong at the source though it answers: a code to be noted on the job, or null. It never fails. */
export async function askTrouble({ tools, job, connector, connection }: At): Promise<string | null> {
  const { db, io, logger } = tools
  const about = { connection: job.connectionId, job: job.id }
  const args = { io: spaceCalls(db, io, job), context: connection.context }
  const trouble = await holdLease(tools, job, async () => connector.findTrouble?.(args)).catch((error) => {
    logger.error({ err: error, ...about }, 'connector failed')
    return null
  })
  if (!trouble) return null
  logger.warn({ ...about, code: trouble.code }, trouble.detail)
  return trouble.code
}

async function holdLease<T>({ db, logger }: JobTools, job: LeasedJob, call: () => T): Promise<Awaited<T>> {
  const renew = () =>
    void keepLease(db, job).catch((error) => logger.warn({ err: error, job: job.id }, 'lease was not kept'))
  const heartbeat = setInterval(renew, (leaseSeconds * 1_000) / 3)
  try {
    return await call()
  } finally {
    clearInterval(heartbeat)
  }
}

/** By the database's clock. */
export async function readNow(db: Db, { organisationId }: { organisationId: string }): Promise<Date> {
  const [row] = await db.inOrganisation(organisationId, ({ sql }) => sql<{ now: Date }[]>`select app_now() as now`)
  return row?.now ?? new Date()
}
