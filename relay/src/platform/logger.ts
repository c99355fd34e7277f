import { type Logger as PinoLogger, pino } from 'pino'
import { findCause } from './describe-failure.ts'

export type Logger = PinoLogger

const secretPaths = ['authorization', 'x-api-key', 'secret', 'secrets', 'key', 'password', 'url_password'].flatMap(
  (name) => [name, `*.${name}`, `headers["${name}"]`],
)

/** One JSON line per unit of work, on stderr, so that stdout stays for answers of the command line. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretPaths, censor: '[redacted]' },
      serializers: { err: describeError },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}

/** Named members only: an error may carry a query, its values, or the row that a constraint refused. */
export function describeError(error: unknown): object {
  const cause = findCause(error)
  if (!(cause instanceof Error)) return { message: String(cause) }
  return {
    type: cause.name,
    message: cause.message,
    ...('code' in cause ? { code: cause.code } : {}),
    stack: cause.stack,
    ...(cause.cause ? { cause: describeError(cause.cause) } : {}),
  }
}
