import type { Tx } from '../../platform/db.ts'
import type { Change } from '../context.ts'
import { findProducts } from './list-products.ts'
import { toProductJson } from './to-product-json.ts'

/**
 * The active products after an id, as the changes that would tell them as they are. They are locked, so that no newer state is
 * told before the transaction ends.
 */
export async function listActiveChanges(
  tx: Tx,
  organisationId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<Change[]> {
  const locked = await tx.sql<{ id: string }[]>`
    select id from products where organisation_id = ${organisationId}::uuid and status = 'active' and deleted_at is null
      and (${after}::uuid is null or id > ${after}::uuid)
    order by id limit ${limit} for share`
  const ids = locked.map(({ id }) => id)
  const found = await findProducts(tx, organisationId, ids)
  return found
    .toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1))
    .map(({ row, variations }) => ({
      type: 'product.updated',
      entity: { kind: 'product', id: row.id, version: row.version },
      data: toProductJson(row, variations),
      previous: '{}',
      source: { connectionId: null, eventId: null },
    }))
}

/** How many products are active. */
export async function countActive(tx: Tx, organisationId: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from products where organisation_id = ${organisationId}::uuid and status = 'active' and deleted_at is null`
  return row?.count ?? 0
}
