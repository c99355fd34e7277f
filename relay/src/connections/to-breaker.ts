import type { ConnectionRow } from './get-connection.ts'
import type { Limits } from './set-limits.ts'

export type BreakerJson = {
  state: 'closed' | 'open' | 'half_open'
  /** How often in a row it opened. */
  opens: number
  next_try_at: string | null
}

type BreakerColumns = Pick<ConnectionRow, 'breakerState' | 'breakerOpens' | 'notBefore'>

/** The breaker as the API shows it: while it is not closed nothing is sent, but one probe from `next_try_at` on. */
export const toBreaker = ({ breakerState, breakerOpens, notBefore }: BreakerColumns): BreakerJson => ({
  state: breakerState,
  opens: breakerOpens,
  next_try_at: breakerState === 'closed' ? null : (notBefore?.toISOString() ?? null),
})

/** The limits as the API shows them. */
export const toLimits = (row: Pick<ConnectionRow, 'ratePerSecond' | 'burst' | 'concurrency'>): Limits => ({
  rate_per_second: row.ratePerSecond,
  burst: row.burst,
  concurrency: row.concurrency,
})
