import type { Tx } from '../platform/db.ts'

/**
 * Takes one call from the budget that all replicas share, where the connection has one. Answers 0, or the milliseconds until
 * the next may be taken; nothing is taken then.
 */
export async function takeCall(tx: Tx, organisationId: string, connectionId: string): Promise<number> {
  const [budget] = await tx.sql<{ rate: number; tokens: number }[]>`
    with budget as (
      select rate_per_second as rate,
        least(size, coalesce(tokens, size) + rate_per_second * greatest(0, extract(epoch from now - coalesce(tokens_at, now)))) as tokens
      from (
        select *, coalesce(burst, greatest(1, ceil(rate_per_second)))::float8 as size, app_now() as now from connections
        where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid and rate_per_second is not null
        for no key update
      ) c
    ), spent as (
      update connections c set tokens = b.tokens - 1, tokens_at = app_now() from budget b
      where c.organisation_id = ${organisationId}::uuid and c.id = ${connectionId}::uuid and b.tokens >= 1
    )
    select rate, tokens from budget`
  return !budget || budget.tokens >= 1 ? 0 : Math.ceil(((1 - budget.tokens) / budget.rate) * 1_000)
}
