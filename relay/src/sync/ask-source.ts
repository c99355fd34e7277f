import type { LoadedConnection } from '../connections/load-connections.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Connector, Io, PullArgs, PullResult } from '../connectors/connector.ts'
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
  const heartbeat = setInterval(
    () => {
      keepLease(tools.db, job).catch((error) => tools.logger.warn({ err: error, job: job.id }, 'lease was not kept'))
    },
    (leaseSeconds * 1_000) / 3,
  )
  try {
    const result = await connector.pull?.({
      io: spaceCalls(tools.db, tools.io, job),
      context: connection.context,
      ...args,
    })
    return result ?? { kind: 'rejected', reason: 'connection_cannot_pull' }
  } catch (error) {
    tools.logger.error({ err: error, connection: job.connectionId, job: job.id, kind: args.kind }, 'connector failed')
    return { kind: 'retry', reason: 'connector_failed' }
  } finally {
    clearInterval(heartbeat)
  }
}

/** By the database's clock. */
export async function readNow(db: Db, { organisationId }: { organisationId: string }): Promise<Date> {
  const [row] = await db.inOrganisation(organisationId, ({ sql }) => sql<{ now: Date }[]>`select app_now() as now`)
  return row?.now ?? new Date()
}
