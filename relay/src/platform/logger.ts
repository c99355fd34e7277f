import { type Logger as PinoLogger, pino } from 'pino'

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
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
