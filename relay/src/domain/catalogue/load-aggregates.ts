import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import type { Aggregate, VariationRow } from './rows.ts'
import { products, variations } from './tables.ts'

/** Locks the products in id order, so that two batches cannot deadlock, and reads them with their variations. */
export async function loadAggregates(
  tx: Tx,
  organisationId: string,
  productIds: string[],
): Promise<Map<string, Aggregate>> {
  if (productIds.length === 0) return new Map()
  // The second is on its way while the first waits for its locks, and is run after it.
  const [rows, children] = await Promise.all([
    tx.orm
      .select()
      .from(products)
      .where(and(eq(products.organisationId, organisationId), inArray(products.id, productIds)))
      .orderBy(products.id)
      .for('update'),
    tx.orm
      .select()
      .from(variations)
      .where(and(eq(variations.organisationId, organisationId), inArray(variations.productId, productIds))),
  ])
  const aggregates = new Map<string, Aggregate>(
    rows.map((row) => [row.id, { before: row, after: row, variationsBefore: new Map(), variations: new Map() }]),
  )
  for (const row of children) {
    const aggregate = aggregates.get(row.productId ?? '')
    aggregate?.variationsBefore.set(row.id, row)
    aggregate?.variations.set(row.id, row)
  }
  return aggregates
}

/** The products that variations stand under, read without a lock: which products to lock. */
export async function findParentIds(tx: Tx, organisationId: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.orm
    .select({ productId: variations.productId })
    .from(variations)
    .where(and(eq(variations.organisationId, organisationId), inArray(variations.id, ids)))
  return rows.flatMap(({ productId }) => (productId === null ? [] : [productId]))
}

/** Variations by id, locked in id order. */
export async function loadVariations(
  tx: Tx,
  organisationId: string,
  ids: string[],
): Promise<Map<string, VariationRow>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.orm
    .select()
    .from(variations)
    .where(and(eq(variations.organisationId, organisationId), inArray(variations.id, ids)))
    .orderBy(variations.id)
    .for('update')
  return new Map(rows.map((row) => [row.id, row]))
}

/** Variations that came before these parents, locked in id order; others of the same names may be among them. */
export async function loadOrphans(
  tx: Tx,
  organisationId: string,
  parents: { connectionId: string; externalId: string }[],
): Promise<VariationRow[]> {
  if (parents.length === 0) return []
  const connectionIds = [...new Set(parents.map((parent) => parent.connectionId))]
  const externalIds = parents.map((parent) => parent.externalId)
  return tx.orm
    .select()
    .from(variations)
    .where(
      and(
        eq(variations.organisationId, organisationId),
        inArray(variations.connectionId, connectionIds),
        inArray(variations.parentExternalId, externalIds),
        isNull(variations.productId),
      ),
    )
    .orderBy(variations.id)
    .for('update')
}
