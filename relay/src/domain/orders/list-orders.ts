import { and, asc, eq, gt, gte, isNull, lt, ne, type SQL } from 'drizzle-orm'
import type { OrderStatus } from '../../connectors/connector.ts'
import type { Tx } from '../../platform/db.ts'
import type { OrderRow } from './rows.ts'
import { orders } from './tables.ts'

export type OrderFilter = {
  after: string | null
  limit: number
  status?: OrderStatus | undefined
  customerId?: string | undefined
  number?: string | undefined
  connectionId?: string | undefined
  placedAfter?: Date | undefined
  placedBefore?: Date | undefined
  updatedSince?: Date | undefined
  withDeleted?: boolean
}

/** Orders by id, oldest first. Drafts are listed only where they are asked for by their status. */
export async function listOrders(tx: Tx, organisationId: string, filter: OrderFilter): Promise<OrderRow[]> {
  const conditions: SQL[] = [eq(orders.organisationId, organisationId)]
  if (filter.after) conditions.push(gt(orders.id, filter.after))
  conditions.push(filter.status === undefined ? ne(orders.status, 'draft') : eq(orders.status, filter.status))
  if (filter.customerId !== undefined) conditions.push(eq(orders.customerId, filter.customerId))
  if (filter.number !== undefined) conditions.push(eq(orders.number, filter.number))
  if (filter.connectionId !== undefined) conditions.push(eq(orders.connectionId, filter.connectionId))
  if (filter.placedAfter) conditions.push(gt(orders.placedAt, filter.placedAfter))
  if (filter.placedBefore) conditions.push(lt(orders.placedAt, filter.placedBefore))
  if (filter.updatedSince) conditions.push(gte(orders.updatedAt, filter.updatedSince))
  if (!filter.withDeleted) conditions.push(isNull(orders.deletedAt))
  return tx.orm
    .select()
    .from(orders)
    .where(and(...conditions))
    .orderBy(asc(orders.id))
    .limit(filter.limit)
}
