import { and, asc, eq } from 'drizzle-orm'
import { findMappings } from '../../mapping/find-mappings.ts'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import type { LogRow, SubscriptionRow } from './rows.ts'
import { subscriptionLog, subscriptions } from './tables.ts'

const notFound = () => new NotFound('not_found', 'There is no such subscription')

/** One subscription, deleted ones included, or NotFound. */
export async function getSubscription(tx: Tx, organisationId: string, id: string): Promise<SubscriptionRow> {
  const [row] = isUuid(id)
    ? await tx.orm
        .select()
        .from(subscriptions)
        .where(and(eq(subscriptions.organisationId, organisationId), eq(subscriptions.id, id)))
    : []
  if (!row) throw notFound()
  return row
}

/** The subscription that a connection knows by an id of its own, or NotFound. */
export async function getSubscriptionByExternalId(
  tx: Tx,
  organisationId: string,
  at: { connectionId: string; externalId: string },
): Promise<SubscriptionRow> {
  if (!isUuid(at.connectionId)) throw notFound()
  const [link] = (await findMappings(tx, organisationId, [{ ...at, kind: 'subscription' }])).values()
  if (!link) throw notFound()
  return getSubscription(tx, organisationId, link.id)
}

/** Every change of a subscription's status or reason, oldest first, or NotFound. */
export async function getHistory(tx: Tx, organisationId: string, id: string): Promise<LogRow[]> {
  await getSubscription(tx, organisationId, id)
  return tx.orm
    .select()
    .from(subscriptionLog)
    .where(and(eq(subscriptionLog.organisationId, organisationId), eq(subscriptionLog.subscriptionId, id)))
    .orderBy(asc(subscriptionLog.version))
}
