import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import type { Aggregate, VariationRow } from './rows.ts'
import { products, variations } from './tables.ts'

/** A parent as its source names it. */
export type ParentKey = { connectionId: string; externalId: string }

/** Locks the products in id order, so that two batches cannot deadlock, and reads them with their variations. */
export async function loadAggregates(
  tx: Tx,
  organisationId: string,
  productIds: string[],
): Promise<Map<string, Aggregate>> {
  if (productIds.length === 0) return new Map()
  const rows = await tx.orm
    .select()
    .from(products)
    .where(and(eq(products.organisationId, organisationId), inArray(products.id, productIds)))
    .orderBy(products.id)
    .for('update')
  const aggregates = new Map<string, Aggregate>(
    rows.map((row) => [row.id, { before: row, after: row, variationsBefore: new Map(), variations: new Map() }]),
  )
  const children = await tx.orm
    .select()
    .from(variations)
    .where(and(eq(variations.organisationId, organisationId), inArray(variations.productId, productIds)))
  for (const row of children) {
    const aggregate = aggregates.get(row.productId ?? '')
    aggregate?.variationsBefore.set(row.id, row)
    aggregate?.variations.set(row.id, row)
  }
  return aggregates
}

/**
 * Variations that came before their parent. Parent and variation may be applied at the same moment by two workers: both take
 * the parent's lock first, so the second sees what the first wrote.
 */
export async function loadOrphans(tx: Tx, organisationId: string, parents: ParentKey[]): Promise<VariationRow[]> {
  if (parents.length === 0) return []
  await lockParents(tx, parents)
  return tx.orm
    .select()
    .from(variations)
    .where(
      and(
        eq(variations.organisationId, organisationId),
        inArray(variations.connectionId, [...new Set(parents.map((parent) => parent.connectionId))]),
        inArray(
          variations.parentExternalId,
          parents.map((parent) => parent.externalId),
        ),
      ),
    )
}

export async function lockParents(tx: Tx, parents: ParentKey[]): Promise<void> {
  const keys = [...new Set(parents.map((parent) => `${parent.connectionId} ${parent.externalId}`))].sort()
  if (keys.length === 0) return
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(${keys}::text[]) with ordinality as t(k, n) order by n`
}
