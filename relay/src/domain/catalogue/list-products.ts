import { and, asc, eq, gt, gte, inArray, isNull, type SQL } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import type { ProductRow, VariationRow } from './rows.ts'
import { products, variations } from './tables.ts'

export type ProductFilter = {
  after: string | null
  limit: number
  sku?: string | undefined
  updatedSince?: Date | undefined
  withDeleted?: boolean
}

/** Products by id, oldest first, each with its variations. */
export async function listProducts(
  tx: Tx,
  organisationId: string,
  filter: ProductFilter,
): Promise<{ row: ProductRow; variations: VariationRow[] }[]> {
  const conditions: SQL[] = [eq(products.organisationId, organisationId)]
  if (filter.after) conditions.push(gt(products.id, filter.after))
  if (filter.sku !== undefined) conditions.push(eq(products.sku, filter.sku))
  if (filter.updatedSince) conditions.push(gte(products.updatedAt, filter.updatedSince))
  if (!filter.withDeleted) conditions.push(isNull(products.deletedAt))
  const rows = await tx.orm
    .select()
    .from(products)
    .where(and(...conditions))
    .orderBy(asc(products.id))
    .limit(filter.limit)
  return withVariations(tx, organisationId, rows)
}

/** Those of the products that exist, deleted ones included. */
export async function findProducts(tx: Tx, organisationId: string, ids: readonly string[]) {
  const rows = await tx.orm
    .select()
    .from(products)
    .where(and(eq(products.organisationId, organisationId), inArray(products.id, ids)))
  return withVariations(tx, organisationId, rows)
}

/** The same products with their variations, read in one query. */
export async function withVariations(tx: Tx, organisationId: string, rows: ProductRow[]) {
  if (rows.length === 0) return []
  const children = await tx.orm
    .select()
    .from(variations)
    .where(
      and(
        eq(variations.organisationId, organisationId),
        inArray(
          variations.productId,
          rows.map((row) => row.id),
        ),
      ),
    )
  const byProduct = Map.groupBy(children, (child) => child.productId)
  return rows.map((row) => ({ row, variations: byProduct.get(row.id) ?? [] }))
}
