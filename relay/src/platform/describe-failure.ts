import { ConfigError, exitConfig } from './config.ts'
import { isConnectionLoss } from './db-errors.ts'
import { type FieldError, Refused } from './errors.ts'

export type Failure = { exit: number; code: string; detail: string; errors?: FieldError[] }

const wrongAccess = new Set(['28P01', '28000', '3D000', '42501', 'ENOTFOUND'])
const listenFailures: Record<string, { exit: number; reason: string }> = {
  EADDRINUSE: { exit: 1, reason: 'PORT: another program listens there already' },
  EACCES: { exit: exitConfig, reason: 'PORT: this user may not listen there' },
  EADDRNOTAVAIL: { exit: exitConfig, reason: 'HOST: this machine has no such address' },
}

/** What a process says before it ends: one sentence without values of queries, and 78 where only the configuration can help. */
export function describeFailure(error: unknown): Failure {
  const cause = findCause(error)
  if (cause instanceof Refused) {
    const failure = { exit: 1, code: cause.code, detail: cause.message }
    return cause.errors ? { ...failure, errors: cause.errors } : failure
  }
  if (cause instanceof ConfigError) return { exit: exitConfig, code: 'configuration', detail: cause.message }
  const { code, syscall } = readCode(cause)
  const listen = syscall === 'listen' ? listenFailures[code] : undefined
  if (listen)
    return { exit: listen.exit, code: listen.exit === 1 ? 'unavailable' : 'configuration', detail: listen.reason }
  if (wrongAccess.has(code))
    return { exit: exitConfig, code: 'configuration', detail: `DATABASE_URL: ${(cause as Error).message}` }
  if (code !== 'ENOENT' && isConnectionLoss(cause))
    return { exit: 1, code: 'unavailable', detail: `The database cannot be reached (${code})` }
  return { exit: 1, code: 'internal', detail: tellWithCauses(cause) }
}

/** The error behind Drizzle's own, whose message is the query with all its values. */
export function findCause(error: unknown): unknown {
  if (!(error instanceof Error && 'query' in error && 'params' in error)) return error
  return error.cause ? findCause(error.cause) : new Error('a query failed')
}

function readCode(error: unknown): { code: string; syscall: string } {
  const { code = '', syscall = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  return { code: String(code), syscall }
}

/** A library's error may say what failed and keep the reason for its cause. */
function tellWithCauses(error: unknown): string {
  const cause = findCause(error)
  if (!(cause instanceof Error)) return String(cause)
  return [cause.message.trim(), cause.cause ? tellWithCauses(cause.cause) : ''].filter(Boolean).join('\n')
}
