import { isConnectionLoss } from './db-errors.ts'
import type { Logger } from './logger.ts'

/**
 * Two faults of the database driver (postgres 3.4.9) reach nobody who could catch them: the query by which a new connection asks
 * for the types, where the server ends the session just then, and a write to a socket that is gone. Whoever waited has been told
 * already, or will be by the watchdog. Anything else that nobody caught ends the process, as it should.
 */
export function surviveDriver(logger: Logger): void {
  const end = (error: unknown, what: string) => {
    logger.fatal({ err: error }, what)
    process.exit(1)
  }
  process.on('unhandledRejection', (reason) => {
    if (isConnectionLoss(reason)) logger.warn({ err: reason }, 'a connection to the database was lost while it opened')
    else end(reason, 'unhandled rejection')
  })
  process.on('uncaughtException', (error) => {
    if (isDriverFault(error))
      logger.warn({ err: error }, 'a connection to the database was lost while it was written to')
    else end(error, 'uncaught exception')
  })
}

const isDriverFault = (error: Error): boolean =>
  isConnectionLoss(error) ||
  (error instanceof TypeError && /[\\/]postgres[\\/](src|cjs)[\\/].*connection\.js/.test(error.stack ?? ''))
