import { and, asc, eq, gt, gte, inArray, isNull, type SQL } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import type { SubscriptionRow } from './rows.ts'
import { type SubscriptionStatus, subscriptions } from './tables.ts'

export type SubscriptionFilter = {
  after: string | null
  limit: number
  status?: SubscriptionStatus | undefined
  customerId?: string | undefined
  companyId?: string | undefined
  connectionId?: string | undefined
  updatedSince?: Date | undefined
  withDeleted?: boolean
}

/** Subscriptions by id, oldest first. */
export async function listSubscriptions(
  tx: Tx,
  organisationId: string,
  filter: SubscriptionFilter,
): Promise<SubscriptionRow[]> {
  const conditions: SQL[] = [eq(subscriptions.organisationId, organisationId)]
  if (filter.after) conditions.push(gt(subscriptions.id, filter.after))
  if (filter.status) conditions.push(eq(subscriptions.status, filter.status))
  if (filter.customerId) conditions.push(eq(subscriptions.customerId, filter.customerId))
  if (filter.companyId) conditions.push(eq(subscriptions.companyId, filter.companyId))
  if (filter.connectionId) conditions.push(eq(subscriptions.connectionId, filter.connectionId))
  if (filter.updatedSince) conditions.push(gte(subscriptions.updatedAt, filter.updatedSince))
  if (!filter.withDeleted) conditions.push(isNull(subscriptions.deletedAt))
  return tx.orm
    .select()
    .from(subscriptions)
    .where(and(...conditions))
    .orderBy(asc(subscriptions.id))
    .limit(filter.limit)
}

/** Those of the subscriptions that exist, deleted ones included. */
export async function findSubscriptions(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<SubscriptionRow[]> {
  return tx.orm
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.organisationId, organisationId), inArray(subscriptions.id, ids)))
}
