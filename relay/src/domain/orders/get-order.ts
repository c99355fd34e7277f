import { and, eq, inArray } from 'drizzle-orm'
import { findMappings } from '../../mapping/find-mappings.ts'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import type { OrderRow } from './rows.ts'
import { orders } from './tables.ts'

const notFound = () => new NotFound('not_found', 'There is no such order')

/** One order, drafts and deleted ones included, or NotFound. */
export async function getOrder(tx: Tx, organisationId: string, id: string): Promise<OrderRow> {
  const [row] = isUuid(id) ? await findOrders(tx, organisationId, [id]) : []
  if (!row) throw notFound()
  return row
}

/** The order that a connection knows by an id of its own, or NotFound. */
export async function getOrderByExternalId(
  tx: Tx,
  organisationId: string,
  at: { connectionId: string; externalId: string },
): Promise<OrderRow> {
  if (!isUuid(at.connectionId)) throw notFound()
  const [mapping] = [...(await findMappings(tx, organisationId, [{ ...at, kind: 'order' }])).values()]
  if (!mapping) throw notFound()
  return getOrder(tx, organisationId, mapping.id)
}

/** Those of the orders that there are, in no order. */
export async function findOrders(tx: Tx, organisationId: string, ids: readonly string[]): Promise<OrderRow[]> {
  if (ids.length === 0) return []
  return tx.orm
    .select()
    .from(orders)
    .where(and(eq(orders.organisationId, organisationId), inArray(orders.id, [...ids])))
}
