import type { Link, Mapping } from '../../mapping/find-mappings.ts'
import type { Change, Context } from '../context.ts'
import { findLinks } from './find-links.ts'
import { findParentIds, loadAggregates, loadOrphans, loadVariations } from './load-aggregates.ts'
import type { Aggregate, VariationRow } from './rows.ts'
import { type Items, isVariable, keyTextOf } from './sort-items.ts'

/** What one call works on: first as it was found, then with the items merged in. */
export type Batch = {
  organisationId: string
  now: Date
  /** Our ids by `externalKeyText`; new ones join as things are made. */
  links: Map<string, Link>
  aggregates: Map<string, Aggregate>
  /** Variations that the items name, as they were. */
  known: ReadonlyMap<string, VariationRow>
  /** Variations that waited for one of the products here. */
  orphans: VariationRow[]
  /** Variations without a product. */
  loose: Map<string, VariationRow>
  /** Links to write. */
  agreed: Mapping[]
  sources: Map<string, Change['source']>
}

/** Finds, locks and reads what the items speak of, in this order: parents' names, products, variations. */
export async function loadBatch(ctx: Context, items: Items): Promise<Batch> {
  const { tx, organisationId } = ctx
  const links = await findLinks(ctx, items)
  const idOf = (kind: 'product' | 'variation', item: { connectionId: string }, externalId: string) =>
    links.get(keyTextOf(kind, item, externalId))?.id

  const variationIds = [...items.variations, ...items.deletions]
    .map((item) => idOf('variation', item, item.reading.externalId))
    .filter((id) => id !== undefined)
  const productIds = new Set<string>(await findParentIds(tx, organisationId, variationIds))
  for (const item of [...items.products, ...items.deletions]) {
    const id = idOf('product', item, item.reading.externalId)
    if (id !== undefined) productIds.add(id)
  }
  for (const item of items.variations) {
    const id = idOf('product', item, item.reading.parentExternalId)
    if (id !== undefined) productIds.add(id)
  }
  // On one connection in order: the clock is read when the products are locked.
  const [aggregates, now] = await Promise.all([loadAggregates(tx, organisationId, [...productIds]), readNow(ctx)])

  const known = await loadVariations(tx, organisationId, variationIds)
  // One may have been adopted by a new product in between.
  const missed = [...known.values()].flatMap(({ productId }) =>
    productId !== null && !productIds.has(productId) ? [productId] : [],
  )
  for (const [id, aggregate] of await loadAggregates(tx, organisationId, missed)) aggregates.set(id, aggregate)

  // Also of a product that was known as another kind: its variations may have come while it was not known at all.
  const adopters = items.products.filter((item) => {
    const before = aggregates.get(idOf('product', item, item.reading.externalId) ?? '')?.before
    return isVariable(item.reading.fields.kind) && !isVariable(before?.kind)
  })
  const orphans = await loadOrphans(
    tx,
    organisationId,
    adopters.map(({ connectionId, reading }) => ({ connectionId, externalId: reading.externalId })),
  )
  return {
    organisationId,
    now,
    links,
    aggregates,
    known,
    orphans,
    loose: new Map(),
    agreed: [],
    sources: new Map(),
  }
}

async function readNow({ tx }: Context): Promise<Date> {
  const [row] = await tx.sql<{ now: Date }[]>`select app_now() as now`
  return new Date(row?.now ?? Date.now())
}
