import type { Sql } from '../platform/db.ts'
import { type ClaimedDelivery, leaseSeconds } from './claim-deliveries.ts'

/** Which of the leases are still held, each then good for `leaseSeconds` more. */
export async function renewLeases(sql: Sql, claims: readonly ClaimedDelivery[]): Promise<Set<ClaimedDelivery>> {
  const rows = await moveLeases(sql, claims, sql`app_now() + make_interval(secs => ${leaseSeconds})`)
  return new Set(rows.flatMap(({ n }) => claims[n - 1] ?? []))
}

/** Gives back what was leased and not sent. */
export async function releaseLeases(sql: Sql, claims: readonly ClaimedDelivery[]): Promise<void> {
  await moveLeases(sql, claims, sql`null::timestamptz`)
}

const moveLeases = async (sql: Sql, claims: readonly ClaimedDelivery[], until: ReturnType<Sql>) =>
  claims.length === 0
    ? []
    : sql<{ n: number }[]>`
        update delivery_heads h set lease_until = ${until}
        from unnest(${claims.map((c) => c.organisationId)}::uuid[], ${claims.map((c) => c.connectionId)}::uuid[],
          ${claims.map((c) => c.entityKind)}::text[], ${claims.map((c) => c.entityId)}::uuid[],
          ${claims.map((c) => c.fence)}::bigint[]) with ordinality as m(o, c, k, e, fence, n)
        where h.organisation_id = m.o and h.connection_id = m.c and h.entity_kind = m.k and h.entity_id = m.e
          and h.fence = m.fence and h.lease_until is not null
        returning m.n::int as n`
