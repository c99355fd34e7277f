import type { ConnectionBreaker } from '@passerelle/shared-types/api/connections'
import type { ConnectionRow } from './get-connection.ts'

type BreakerColumns = Pick<ConnectionRow, 'breakerState' | 'breakerOpens' | 'notBefore'>

/** The breaker as the API shows it: while it is not closed nothing is sent, but one probe from `next_try_at` on. */
export const toBreaker = ({ breakerState, breakerOpens, notBefore }: BreakerColumns): ConnectionBreaker => ({
  state: breakerState,
  opens: breakerOpens,
  next_try_at: breakerState === 'closed' ? null : (notBefore?.toISOString() ?? null),
})
