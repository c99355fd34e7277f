import type postgres from 'postgres'
import type { Sql } from '../platform/db.ts'
import { type ClaimedDelivery, leaseSeconds } from './claim-deliveries.ts'

/** Which of the leases are still held, each then good for `leaseSeconds` more. */
export async function renewLeases(sql: Sql, claims: readonly ClaimedDelivery[]): Promise<Set<ClaimedDelivery>> {
  const rows = await moveLeases(sql, claims, sql`app_now() + make_interval(secs => ${leaseSeconds})`)
  const kept = new Set(rows.map((row) => [row.connection_id, row.entity_kind, row.entity_id, row.fence].join(' ')))
  return new Set(claims.filter((c) => kept.has([c.connectionId, c.entityKind, c.entityId, c.fence].join(' '))))
}

/** Gives back what was leased and not sent. */
export async function releaseLeases(sql: Sql, claims: readonly ClaimedDelivery[]): Promise<void> {
  await moveLeases(sql, claims, sql`null::timestamptz`)
}

type Row = { connection_id: string; entity_kind: string; entity_id: string; fence: number }

/** Each is looked up by its key (lateral, limit), whatever the planner knows of a young table. */
const moveLeases = async (sql: Sql, claims: readonly ClaimedDelivery[], until: postgres.Fragment) =>
  claims.length === 0
    ? []
    : sql<Row[]>`
        update delivery_heads h set lease_until = ${until}
        where h.ctid = any(array(
          select l.ctid
          from unnest(${claims.map((c) => c.organisationId)}::uuid[], ${claims.map((c) => c.connectionId)}::uuid[],
            ${claims.map((c) => c.entityKind)}::text[], ${claims.map((c) => c.entityId)}::uuid[],
            ${claims.map((c) => c.fence)}::bigint[]) as m(o, c, k, e, fence)
          cross join lateral (
            select h.ctid from delivery_heads h
            where h.organisation_id = m.o and h.connection_id = m.c and h.entity_kind = m.k and h.entity_id = m.e
              and h.fence = m.fence and h.lease_until is not null
            limit 1 for update
          ) l
        ))
        returning h.connection_id, h.entity_kind, h.entity_id, h.fence`
