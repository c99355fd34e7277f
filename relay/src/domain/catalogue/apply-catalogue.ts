import { and, eq, inArray } from 'drizzle-orm'
import { externalKeyText, findMappings, type Mapping } from '../../mapping/find-mappings.ts'
import { saveMappings } from '../../mapping/save-mappings.ts'
import { isUuid, newId } from '../../platform/ids.ts'
import { upsertRows } from '../../platform/upsert-rows.ts'
import type { Context } from '../context.ts'
import type { Application } from '../index.ts'
import { describeChange, hasChanged } from './describe-change.ts'
import { loadAggregates, loadOrphans, lockParents } from './load-aggregates.ts'
import { mergeProduct, mergeVariation } from './merge-snapshot.ts'
import { newProduct, newVariation } from './new-rows.ts'
import type { Aggregate, VariationRow } from './rows.ts'
import { products, variations } from './tables.ts'

type Of<T extends Application['reading']['type']> = Application & {
  reading: Extract<Application['reading'], { type: T }>
}
const ofType = <T extends Application['reading']['type']>(items: Application[], type: T) =>
  items.filter((item): item is Of<T> => item.reading.type === type)
const key = (kind: string, item: { connectionId: string }, externalId: string) =>
  externalKeyText({ connectionId: item.connectionId, kind, externalId })

/**
 * Applies what sources said of products and variations, in bulk: creates, updates, deletes or revives, links ids, and emits
 * one change per product that is not as it was. What says nothing new changes nothing, so that an echo dies here.
 */
export async function applyCatalogue({ ctx, items }: { ctx: Context; items: Application[] }): Promise<void> {
  const { tx, organisationId } = ctx
  const productItems = ofType(items, 'product')
  const variationItems = ofType(items, 'variation')
  const deletions = ofType(items, 'product-deletion')

  const mappings = await lookUp(ctx, productItems, variationItems, deletions)
  const links: Mapping[] = []
  const idOf = (kind: string, item: Application, externalId: string) => mappings.get(key(kind, item, externalId))?.id

  const variationIds = [...variationItems, ...deletions]
    .map((item) => idOf('variation', item, item.reading.externalId))
    .filter((id) => id !== undefined)
  const knownVariations = await loadVariations(ctx, variationIds)
  const productIds = new Set<string>()
  for (const item of [...productItems, ...deletions])
    addIfKnown(productIds, idOf('product', item, item.reading.externalId))
  for (const item of variationItems) addIfKnown(productIds, idOf('product', item, item.reading.parentExternalId))
  for (const row of knownVariations.values()) addIfKnown(productIds, row.productId)
  const aggregates = await loadAggregates(tx, organisationId, [...productIds])
  const now = await readNow(ctx)

  const touchedBy = new Map<string, Application>()
  const looseVariations = new Map<string, VariationRow>()

  const fresh: Of<'product'>[] = []
  for (const item of productItems) {
    const { reading } = item
    let id = idOf('product', item, reading.externalId)
    let aggregate = id === undefined ? undefined : aggregates.get(id)
    if (!aggregate) {
      id ??= newId()
      const row = newProduct(organisationId, id, item.currency, now)
      aggregate = { before: null, after: row, variationsBefore: new Map(), variations: new Map() }
      aggregates.set(id, aggregate)
      fresh.push(item)
    }
    aggregate.after = mergeProduct(aggregate.after, reading)
    touchedBy.set(aggregate.after.id, item)
    const mapping = {
      connectionId: item.connectionId,
      kind: 'product',
      externalId: reading.externalId,
      id: aggregate.after.id,
      agreed: reading.agreed,
    }
    links.push(mapping)
    mappings.set(externalKeyText(mapping), mapping)
  }

  for (const item of variationItems) {
    const { reading } = item
    const known = idOf('variation', item, reading.externalId)
    const id = known ?? newId()
    const before =
      knownVariations.get(id) ??
      newVariation(organisationId, id, { ...reading, connectionId: item.connectionId, currency: item.currency })
    const parentId = idOf('product', item, reading.parentExternalId)
    const after = { ...mergeVariation(before, reading), productId: parentId ?? before.productId }
    if (before.productId !== null && before.productId !== after.productId) {
      aggregates.get(before.productId)?.variations.delete(id)
      touchedBy.set(before.productId, item)
    }
    place(after, item)
    links.push({
      connectionId: item.connectionId,
      kind: 'variation',
      externalId: reading.externalId,
      id,
      agreed: reading.agreed,
    })
  }

  for (const item of deletions) {
    const productId = idOf('product', item, item.reading.externalId)
    const aggregate = productId === undefined ? undefined : aggregates.get(productId)
    if (aggregate) {
      aggregate.after = { ...aggregate.after, deletedAt: aggregate.after.deletedAt ?? now }
      touchedBy.set(aggregate.after.id, item)
    }
    const variation = knownVariations.get(idOf('variation', item, item.reading.externalId) ?? '')
    if (variation) place({ ...variation, deletedAt: variation.deletedAt ?? now }, item)
  }

  const parents = fresh.map((item) => ({ connectionId: item.connectionId, externalId: item.reading.externalId }))
  const variableParents = parents.filter((_, n) => fresh[n]?.reading.fields.kind?.includes('variable'))
  for (const orphan of await loadOrphans(tx, organisationId, variableParents)) {
    const parentId = mappings.get(key('product', orphan, orphan.parentExternalId))?.id
    if (parentId === undefined || orphan.productId !== null || looseVariations.has(orphan.id)) continue
    aggregates.get(parentId)?.variations.set(orphan.id, { ...orphan, productId: parentId })
  }

  await write(ctx, { aggregates, looseVariations, links, touchedBy, now })

  /** Puts a variation under its product; one whose parent is not known yet waits by itself. */
  function place(row: VariationRow, item: Application): void {
    const aggregate = row.productId === null ? undefined : aggregates.get(row.productId)
    if (!aggregate) {
      looseVariations.set(row.id, row)
      return
    }
    aggregate.variations.set(row.id, row)
    if (!touchedBy.has(aggregate.after.id)) touchedBy.set(aggregate.after.id, item)
  }
}

const addIfKnown = (set: Set<string>, id: string | null | undefined) => {
  if (id) set.add(id)
}

async function lookUp(
  ctx: Context,
  productItems: Of<'product'>[],
  variationItems: Of<'variation'>[],
  deletions: Of<'product-deletion'>[],
) {
  const { tx, organisationId } = ctx
  const keys = [
    ...[...productItems, ...deletions].map((item) => ({
      connectionId: item.connectionId,
      kind: 'product',
      externalId: item.reading.externalId,
    })),
    ...[...variationItems, ...deletions].map((item) => ({
      connectionId: item.connectionId,
      kind: 'variation',
      externalId: item.reading.externalId,
    })),
    ...variationItems.map((item) => ({
      connectionId: item.connectionId,
      kind: 'product',
      externalId: item.reading.parentExternalId,
    })),
  ]
  const mappings = await findMappings(tx, organisationId, keys)

  const orphanParents = variationItems
    .map((item) => ({ connectionId: item.connectionId, kind: 'product', externalId: item.reading.parentExternalId }))
    .filter((parent) => !mappings.has(externalKeyText(parent)))
  if (orphanParents.length > 0) {
    await lockParents(tx, orphanParents)
    for (const [text, mapping] of await findMappings(tx, organisationId, orphanParents)) mappings.set(text, mapping)
  }

  // A destination that was sent our own id speaks of the thing by it: that is a link, not a new product.
  const ours = productItems.filter(
    (item) => !mappings.has(key('product', item, item.reading.externalId)) && isUuid(item.reading.externalId),
  )
  if (ours.length > 0) {
    const rows = await tx.orm
      .select({ id: products.id })
      .from(products)
      .where(
        and(
          eq(products.organisationId, organisationId),
          inArray(
            products.id,
            ours.map((item) => item.reading.externalId),
          ),
        ),
      )
    const existing = new Set(rows.map((row) => row.id))
    for (const item of ours) {
      const { externalId } = item.reading
      if (!existing.has(externalId)) continue
      mappings.set(key('product', item, externalId), {
        connectionId: item.connectionId,
        kind: 'product',
        externalId,
        id: externalId,
        agreed: {},
      })
    }
  }
  return mappings
}

async function loadVariations({ tx, organisationId }: Context, ids: string[]): Promise<Map<string, VariationRow>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.orm
    .select()
    .from(variations)
    .where(and(eq(variations.organisationId, organisationId), inArray(variations.id, ids)))
  return new Map(rows.map((row) => [row.id, row]))
}

async function readNow({ tx }: Context): Promise<Date> {
  const [row] = await tx.sql<{ now: Date }[]>`select app_now() as now`
  return new Date(row?.now ?? Date.now())
}

type Result = {
  aggregates: Map<string, Aggregate>
  looseVariations: Map<string, VariationRow>
  links: Mapping[]
  touchedBy: Map<string, Application>
  now: Date
}

async function write(ctx: Context, { aggregates, looseVariations, links, touchedBy, now }: Result): Promise<void> {
  const changed = [...aggregates.values()].filter(hasChanged)
  for (const aggregate of changed) {
    aggregate.after = { ...aggregate.after, version: aggregate.after.version + 1, updatedAt: now }
  }
  const changedVariations = changed.flatMap((aggregate) =>
    [...aggregate.variations.values()].filter((row) => row !== aggregate.variationsBefore.get(row.id)),
  )
  await Promise.all([
    upsertRows(
      ctx.tx,
      products,
      ['organisation_id', 'id'],
      changed.map((aggregate) => aggregate.after),
    ),
    upsertRows(ctx.tx, variations, ['organisation_id', 'id'], [...changedVariations, ...looseVariations.values()]),
    saveMappings(ctx.tx, ctx.organisationId, links),
  ])
  for (const aggregate of changed) {
    const cause = touchedBy.get(aggregate.after.id)
    ctx.emit(describeChange(aggregate, { connectionId: cause?.connectionId ?? null, eventId: cause?.eventId ?? null }))
  }
}
