import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'
import { findCause } from './describe-failure.ts'

export type Logger = PinoLogger

const secretNames = [
  'authorization',
  'cookie',
  'x-api-key',
  'webhook-signature',
  'x-wc-webhook-signature',
  'secret',
  'secrets',
  'key',
  'api_key',
  'apiKey',
  'consumer_key',
  'consumer_secret',
  'webhook_secret',
  'signing_secret',
  'access_token',
  'token',
  'password',
  'encryptionKey',
  'databaseUrl',
]
const secretPaths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

/** Secrets that tell themselves by their shape, wherever in a line they stand: our keys, signing secrets, the secret part of an address. */
const shapes: readonly [RegExp, string][] = [
  [/psr_(live|test)_\w+/g, 'psr_$1_[redacted]'],
  [/whsec_[\w+/=-]+/g, 'whsec_[redacted]'],
  [/(\/webhooks\/dolibarr\/[^/\s"\\]+\/[^/\s"\\]+\/)[^\s"\\?]+/g, '$1[redacted]'],
  [/(:\/\/[^\s:/@"\\]+:)[^\s@"\\]+@/g, '$1[redacted]@'],
  [/\b(Basic|Bearer) +[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
]
const hideShapes = (line: string) => shapes.reduce((text, [shape, mark]) => text.replace(shape, mark), line)

/**
 * One JSON line per unit of work, on stderr, so that stdout stays for answers of the command line. Secrets are left out by the
 * names and by the shapes that they have. Where nobody reads stderr any more, logging ends and the work goes on.
 */
export function createLogger(
  level: string,
  stream: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretPaths, censor: '[redacted]' },
      serializers: { err: describeError },
      hooks: { streamWrite: hideShapes },
    },
    stream,
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
