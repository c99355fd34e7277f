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

/** True for errors that say nothing about the work itself: the database went away, is full, or has no place left. */
export function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionLoss.has(String(error.code))
}

/** True for a deadlock or a serialization failure: the same work may pass when it is tried again. */
export function isContention(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001')
}

/** True where a statement was cut off at `statement_timeout`: too much at once, or a database that is too slow just now. */
export function isStatementTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014'
}

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
