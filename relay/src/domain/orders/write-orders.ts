import { and, eq, inArray } from 'drizzle-orm'
import { type ExternalKey, externalKeyText } from '../../mapping/find-mappings.ts'
import { saveMappings } from '../../mapping/save-mappings.ts'
import { upsertRows } from '../../platform/upsert-rows.ts'
import { requestPull, type WantedEntity } from '../../sync/request-pull.ts'
import type { Change, Context } from '../context.ts'
import { findKnownCustomers } from '../customers/get-customer.ts'
import type { Batch, Deleted, Said } from './load-orders.ts'
import { isUnsaid } from './merge-order.ts'
import type { Aggregate, OrderLinkJson, OrderLinkRow, OrderRow } from './rows.ts'
import { orderSubscriptions, orders } from './tables.ts'

export type Applied = Aggregate & { item: Said | Deleted; changes: Change[] }

/** Writes what is not as it was, asks the source for what is mentioned and not known, and emits the changes. */
export async function writeOrders(ctx: Context, batch: Batch, applied: Applied[]): Promise<void> {
  const { tx, organisationId } = ctx
  const changed = applied.filter(({ before, after }) => before === null || !isSame(before, after))
  await upsertRows(
    tx,
    orders,
    ['organisation_id', 'id'],
    changed.map(({ after }) => after),
  )
  await writeLinks(ctx, changed)
  const agreed = applied.flatMap(({ item: { connectionId, reading, isStale }, after: { id } }) =>
    reading.type === 'order' && !isStale && Object.keys(reading.agreed).length > 0
      ? [{ connectionId, kind: 'order', externalId: reading.externalId, id, agreed: reading.agreed }]
      : [],
  )
  await saveMappings(tx, organisationId, agreed)
  await requestPull(tx, organisationId, [...(await findStrangers(ctx, batch, changed)), ...changed.flatMap(findUnsaid)])
  for (const { changes } of applied) for (const change of changes) ctx.emit(change)
}

/** By value: two rows of one shape that were read and merged, dates among their columns. */
const isSame = (before: OrderRow, after: OrderRow): boolean =>
  before === after || JSON.stringify(before) === JSON.stringify({ ...before, ...after })

async function writeLinks({ tx, organisationId }: Context, changed: Applied[]): Promise<void> {
  const moved = changed.filter(({ before, after }) => (before?.subscriptions ?? '[]') !== after.subscriptions)
  if (moved.length === 0) return
  const outdated = moved.flatMap(({ before }) => (before ? [before.id] : []))
  if (outdated.length > 0) {
    await tx.orm
      .delete(orderSubscriptions)
      .where(and(eq(orderSubscriptions.organisationId, organisationId), inArray(orderSubscriptions.orderId, outdated)))
  }
  const rows = moved.flatMap(({ after: { subscriptions, connectionId, id } }) =>
    (JSON.parse(subscriptions) as OrderLinkJson[]).map(
      (link): OrderLinkRow => ({
        organisationId,
        connectionId,
        subscriptionExternalId: link.external_id,
        relation: link.relation,
        orderId: id,
      }),
    ),
  )
  if (rows.length > 0) await tx.orm.insert(orderSubscriptions).values(rows).onConflictDoNothing()
}

/** Customers that orders name for the first time and that nobody told of: asked for once per order. */
async function findStrangers(ctx: Context, { ids }: Batch, changed: Applied[]): Promise<WantedEntity[]> {
  const named = changed.flatMap(({ before, after: { connectionId, customerExternalId: externalId } }): ExternalKey[] =>
    externalId === null || externalId === before?.customerExternalId
      ? []
      : [{ connectionId, kind: 'customer', externalId }],
  )
  const known = await findKnownCustomers(
    ctx.tx,
    ctx.organisationId,
    named.flatMap((key) => ids.get(externalKeyText(key)) ?? []),
  )
  return named
    .filter((key) => !known.has(ids.get(externalKeyText(key)) ?? ''))
    .map((key) => ({ ...key, reason: 'mentioned_by_order' }))
}

/** Orders that a fact alone made known: how they stand must be read. */
function findUnsaid({ before, after }: Applied): WantedEntity[] {
  if (before !== null || !isUnsaid(after)) return []
  return [
    { connectionId: after.connectionId, kind: 'order', externalId: after.externalId, reason: 'fact_without_state' },
  ]
}
