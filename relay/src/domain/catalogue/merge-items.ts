import { externalKeyText, type Mapping } from '../../mapping/find-mappings.ts'
import { newId } from '../../platform/ids.ts'
import type { Application } from '../context.ts'
import type { Batch } from './load-batch.ts'
import { mergeProduct, mergeVariation } from './merge-snapshot.ts'
import { newProduct, newVariation } from './new-rows.ts'
import type { VariationRow } from './rows.ts'
import { type Items, isVariable, keyOf, keyTextOf } from './sort-items.ts'

/** Merges what the items say into the batch; products first, so that variations of the same call find their parents. */
export function mergeItems(batch: Batch, items: Items): void {
  for (const item of items.products) mergeProductItem(batch, item)
  for (const item of items.variations) mergeVariationItem(batch, item)
  for (const item of items.deletions) deleteItem(batch, item)
  adoptOrphans(batch)
}

function mergeProductItem(batch: Batch, item: Items['products'][number]): void {
  const { organisationId, aggregates, now } = batch
  const { reading } = item
  const linkedId = idOf(batch, 'product', item, reading.externalId)
  const aggregate = aggregates.get(linkedId ?? '') ?? {
    before: null,
    after: newProduct(organisationId, linkedId ?? newId(), item.currency, now),
    variationsBefore: new Map(),
    variations: new Map(),
  }
  aggregate.after = mergeProduct(aggregate.after, reading)
  const { id } = aggregate.after
  aggregates.set(id, aggregate)
  touch(batch, id, item)
  agree(batch, { ...keyOf('product', item, reading.externalId), id, agreed: reading.agreed })
}

function mergeVariationItem(batch: Batch, item: Items['variations'][number]): void {
  const { organisationId, known, aggregates } = batch
  const { connectionId, currency, reading } = item
  const id = idOf(batch, 'variation', item, reading.externalId) ?? newId()
  agree(batch, { ...keyOf('variation', item, reading.externalId), id, agreed: reading.agreed })

  const before = known.get(id) ?? newVariation(organisationId, id, { ...reading, connectionId, currency })
  const merged = mergeVariation(before, reading)
  if (merged === before) return
  const namedId = idOf(batch, 'product', item, reading.parentExternalId)
  const parentId = namedId !== undefined && aggregates.has(namedId) ? namedId : undefined
  const isSameParent = before.parentExternalId === reading.parentExternalId
  const after = { ...merged, productId: parentId ?? (isSameParent ? before.productId : null) }
  if (before.productId !== null && before.productId !== after.productId) {
    aggregates.get(before.productId)?.variations.delete(id)
    touch(batch, before.productId, item)
  }
  place(batch, after, item)
}

function deleteItem(batch: Batch, item: Items['deletions'][number]): void {
  const { aggregates, known, now } = batch
  const { externalId } = item.reading
  const aggregate = aggregates.get(idOf(batch, 'product', item, externalId) ?? '')
  if (aggregate) {
    aggregate.after = { ...aggregate.after, deletedAt: aggregate.after.deletedAt ?? now }
    touch(batch, aggregate.after.id, item)
  }
  const variation = known.get(idOf(batch, 'variation', item, externalId) ?? '')
  if (variation) place(batch, { ...variation, deletedAt: variation.deletedAt ?? now }, item)
}

/** What the same call speaks of itself has found its place already. */
function adoptOrphans(batch: Batch): void {
  for (const orphan of batch.orphans) {
    if (batch.known.has(orphan.id)) continue
    const parent = batch.aggregates.get(idOf(batch, 'product', orphan, orphan.parentExternalId) ?? '')
    if (!parent || !isVariable(parent.after.kind)) continue
    parent.variations.set(orphan.id, { ...orphan, productId: parent.after.id })
  }
}

/** Puts a variation under its product; one whose parent is not known yet waits by itself. */
function place(batch: Batch, row: VariationRow, item: Application): void {
  const aggregate = batch.aggregates.get(row.productId ?? '')
  if (!aggregate) {
    batch.loose.set(row.id, row)
    return
  }
  aggregate.variations.set(row.id, row)
  touch(batch, aggregate.after.id, item)
}

function agree(batch: Batch, link: Mapping): void {
  batch.agreed.push(link)
  batch.links.set(externalKeyText(link), link)
}

/** Of what two connections changed at once, neither knows the whole: it is nobody's, and both are told. */
function touch({ sources }: Batch, productId: string, { connectionId, eventId }: Application): void {
  const source = sources.get(productId)
  if (source === undefined) sources.set(productId, { connectionId, eventId })
  else if (source.connectionId !== connectionId) sources.set(productId, { connectionId: null, eventId })
}

function idOf(batch: Batch, kind: 'product' | 'variation', named: { connectionId: string }, externalId: string) {
  return batch.links.get(keyTextOf(kind, named, externalId))?.id
}
