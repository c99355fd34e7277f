import type { Tx } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'
import { getConnection } from './get-connection.ts'

/**
 * What the other side bears: `rate_per_second` and `burst` over all replicas, `concurrency` in each worker process. Null leaves
 * it to the connector; a member that is absent stays.
 */
export type Limits = { rate_per_second: number | null; burst: number | null; concurrency: number | null }

const ranges = {
  rate_per_second: { min: 0.001, max: 10_000, isWhole: false },
  burst: { min: 1, max: 10_000, isWhole: true },
  concurrency: { min: 1, max: 100, isWhole: true },
} as const

/** Changes the limits of a connection; the budget starts full. Throws NotFound, and Invalid where a limit is out of range. */
export async function setLimits(
  { tx, organisationId, id }: { tx: Tx; organisationId: string; id: string },
  limits: { [K in keyof Limits]?: Limits[K] | undefined },
): Promise<void> {
  for (const [name, { min, max, isWhole }] of Object.entries(ranges)) {
    const value = limits[name as keyof Limits]
    if (value == null || (value >= min && value <= max && (!isWhole || Number.isInteger(value)))) continue
    throw new Invalid('validation_failed', `${name} is between ${min} and ${max}`, {
      errors: [{ pointer: `/limits/${name}`, code: 'out_of_range' }],
    })
  }
  const row = await getConnection(tx, organisationId, id)
  const next = {
    rate: limits.rate_per_second === undefined ? row.ratePerSecond : limits.rate_per_second,
    burst: limits.burst === undefined ? row.burst : limits.burst,
    concurrency: limits.concurrency === undefined ? row.concurrency : limits.concurrency,
  }
  await tx.sql`
    update connections set rate_per_second = ${next.rate}, burst = ${next.burst}, concurrency = ${next.concurrency}, tokens = null, tokens_at = null
    where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
}
