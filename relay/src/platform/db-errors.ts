const connectionLoss = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '53300',
  '53100',
  '08001',
  '08004',
  '25P03',
  '25006',
  '53000',
  '53200',
  '58030',
  '55P03',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** PostgreSQL's or the driver's code, also behind an error that wraps it, as Drizzle's do. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  return 'code' in error && error.code !== undefined ? String(error.code) : codeOf(error.cause)
}

/** True for errors that say nothing about the work itself: the database went away, is full, or has no place left. */
export const isConnectionLoss = (error: unknown): boolean => connectionLoss.has(codeOf(error) ?? '')

const linkGone = /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|ECONNRESET|EPIPE|57P0[123]|25P03)$/

/** True where the very connection of a transaction is gone: there is nobody left to roll back. */
export const isLinkGone = (error: unknown): boolean => linkGone.test(codeOf(error) ?? '')

/** True for a deadlock or a serialization failure: the same work may pass when it is tried again. */
export const isContention = (error: unknown): boolean => ['40P01', '40001'].includes(codeOf(error) ?? '')

/** True where a statement was cut off at `statement_timeout`: too much at once, or a database that is too slow just now. */
export const isStatementTimeout = (error: unknown): boolean => codeOf(error) === '57014'

/** An error that has the transaction done again, where it finds itself that another one came between. */
export const makeContention = (message: string): Error => Object.assign(new Error(message), { code: '40001' })

const maxContentionTries = 3

/** Runs a transaction again, twice at most, where it met another one crosswise (40P01, 40001). */
export async function retryContention<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      if (!isContention(error) || tries >= maxContentionTries) throw error
    }
  }
}
