import type { Connection } from '@passerelle/shared-types/api/connections'
import type { ConnectionRow } from './get-connection.ts'
import { toBreaker } from './to-breaker.ts'

/** A connection as the API shows it. Secrets are not among the settings: they are kept apart, sealed. */
export function toConnection(row: ConnectionRow): Connection {
  const isPreviousGood = row.previousEndsAt !== null && row.previousEndsAt.getTime() > Date.now()
  return {
    id: row.id,
    version: row.version,
    company_id: row.companyId,
    connector: row.connector,
    name: row.name,
    state: row.state,
    reason: row.reason,
    settings: row.settings,
    limits: { rate_per_second: row.ratePerSecond, burst: row.burst, concurrency: row.concurrency },
    breaker: toBreaker(row),
    previous_secret_ends_at: isPreviousGood ? (row.previousEndsAt?.toISOString() ?? null) : null,
    created_at: row.createdAt.toISOString(),
  }
}
