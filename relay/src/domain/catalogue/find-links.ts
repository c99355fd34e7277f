import { and, eq, inArray } from 'drizzle-orm'
import { externalKeyText, findMappings, type Link } from '../../mapping/find-mappings.ts'
import type { Tx } from '../../platform/db.ts'
import { isUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { type Items, isVariable, keyOf, keyTextOf } from './sort-items.ts'
import { products } from './tables.ts'

/**
 * Our ids for everything that the items name, by `externalKeyText`. A parent and its variation may be applied at the same
 * moment by two workers: both take the parent's lock first, here, so that the second sees what the first wrote.
 */
export async function findLinks({ tx, organisationId }: Context, items: Items): Promise<Map<string, Link>> {
  const parentsOf = items.variations.map((item) => keyOf('product', item, item.reading.parentExternalId))
  const links = await findMappings(tx, organisationId, [
    ...[...items.products, ...items.deletions].map((item) => keyOf('product', item, item.reading.externalId)),
    ...[...items.variations, ...items.deletions].map((item) => keyOf('variation', item, item.reading.externalId)),
    ...parentsOf,
  ])

  // A parent that an order alone mentioned has an id, and is not there yet.
  const known = await findExisting(
    tx,
    organisationId,
    parentsOf.flatMap((parent) => links.get(externalKeyText(parent))?.id ?? []),
  )
  const unknownParents = parentsOf.filter((parent) => !known.has(links.get(externalKeyText(parent))?.id ?? ''))
  const adopters = items.products
    .filter((item) => isVariable(item.reading.fields.kind))
    .map((item) => keyOf('product', item, item.reading.externalId))
  await lockParents(tx, [...unknownParents, ...adopters])
  for (const [text, link] of await findMappings(tx, organisationId, unknownParents)) links.set(text, link)

  for (const link of await findOwnIds(tx, organisationId, items, links)) links.set(externalKeyText(link), link)
  return links
}

/** All at once and in the order of the locks themselves, so that two batches cannot deadlock over them. */
async function lockParents(tx: Tx, parents: { connectionId: string; externalId: string }[]): Promise<void> {
  if (parents.length === 0) return
  const keys = parents.map((parent) => `${parent.connectionId} ${parent.externalId}`)
  await tx.sql`
    select pg_advisory_xact_lock(k) from (
      select distinct hashtextextended(t, 0) as k from unnest(${keys}::text[]) as t order by k offset 0
    ) keys`
}

async function findExisting(tx: Tx, organisationId: string, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.orm
    .select({ id: products.id })
    .from(products)
    .where(and(eq(products.organisationId, organisationId), inArray(products.id, ids)))
  return new Set(rows.map((row) => row.id))
}

/** A destination that was sent our own id speaks of the thing by it: that is a link, not a new product. */
async function findOwnIds(
  tx: Tx,
  organisationId: string,
  items: Items,
  links: ReadonlyMap<string, Link>,
): Promise<Link[]> {
  const ours = items.products.filter(
    (item) => isUuid(item.reading.externalId) && !links.has(keyTextOf('product', item, item.reading.externalId)),
  )
  if (ours.length === 0) return []
  const existing = await findExisting(
    tx,
    organisationId,
    ours.map((item) => item.reading.externalId),
  )
  return ours
    .filter((item) => existing.has(item.reading.externalId))
    .map((item) => ({
      ...keyOf('product', item, item.reading.externalId),
      id: item.reading.externalId,
    }))
}
