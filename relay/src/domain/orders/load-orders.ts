import { and, eq, inArray } from 'drizzle-orm'
import { type ExternalKey, externalKeyText, findMappings } from '../../mapping/find-mappings.ts'
import { reserveLinks } from '../../mapping/reserve-links.ts'
import type { Application, Context } from '../context.ts'
import type { Aggregate } from './rows.ts'
import { orders } from './tables.ts'

export type Said = Application & { reading: Extract<Application['reading'], { type: 'order' }> }
export type Deleted = Application & { reading: Extract<Application['reading'], { type: 'deletion' }> }

export type Batch = {
  now: Date
  /** Our ids by `externalKeyText`: of the orders, and of what they mention. */
  ids: ReadonlyMap<string, string>
  aggregates: Map<string, Aggregate>
}

/** Gives ids to all that is named, then locks the orders in id order, so that two batches cannot deadlock, and reads them. */
export async function loadOrders(
  { tx, organisationId }: Context,
  { said, deleted }: { said: Said[]; deleted: Deleted[] },
): Promise<Batch> {
  const keyOfOrder = ({ connectionId, reading }: Said | Deleted): ExternalKey => ({
    connectionId,
    kind: 'order',
    externalId: reading.externalId,
  })
  const ids = await reserveLinks(tx, organisationId, [...said.map(keyOfOrder), ...said.flatMap(mentionedBy)])
  const found = await findMappings(tx, organisationId, deleted.map(keyOfOrder))
  for (const [text, { id }] of found) ids.set(text, id)

  const orderIds = [...said, ...deleted].flatMap((item) => ids.get(externalKeyText(keyOfOrder(item))) ?? [])
  // On one connection in order: the clock is read when the orders are locked.
  const [rows, [clock]] = await Promise.all([
    tx.orm
      .select()
      .from(orders)
      .where(and(eq(orders.organisationId, organisationId), inArray(orders.id, orderIds)))
      .orderBy(orders.id)
      .for('update'),
    tx.sql<{ now: Date }[]>`select app_now() as now`,
  ])
  return {
    now: new Date(clock?.now ?? Date.now()),
    ids,
    aggregates: new Map(rows.map((row) => [row.id, { before: row, after: row }])),
  }
}

/** What an order names by the source's ids: its customer, what was bought, and subscriptions. */
function mentionedBy({ connectionId, reading: { fields } }: Said): ExternalKey[] {
  const { customerExternalId, lines = [], subscriptions = [] } = fields
  const named: [kind: string, externalId: string | null | undefined][] = [
    ['customer', customerExternalId],
    ...lines.flatMap((line): [string, string | null][] => [
      ['product', line.productExternalId],
      ['variation', line.variationExternalId],
    ]),
    ...subscriptions.map(({ externalId }): [string, string] => ['subscription', externalId]),
  ]
  return named.flatMap(([kind, externalId]) => (externalId == null ? [] : [{ connectionId, kind, externalId }]))
}
