import { Subscription, SubscriptionStatus, SubscriptionStatusChange } from '@passerelle/shared-types/api/subscriptions'
import { listOf } from '@passerelle/shared-types/envelope'
import { type Api, endpoint } from '../../platform/api.ts'
import type { Db } from '../../platform/db.ts'
import { serveNoun } from '../../platform/serve-noun.ts'
import { FlagQuery, IdParams, IdQuery, InstantQuery, sendList } from '../../platform/wire.ts'
import { getHistory, getSubscription, getSubscriptionByExternalId } from './get-subscription.ts'
import { findSubscriptions, listSubscriptions } from './list-subscriptions.ts'
import type { LogRow } from './rows.ts'
import { toSubscriptionJson } from './to-subscription-json.ts'

const tag = 'Subscriptions'

const history = endpoint({
  method: 'get',
  path: '/{id}/history',
  tag,
  summary: 'List every change of its status or reason, oldest first',
  params: IdParams,
  answers: { 200: { description: 'All of them', schema: listOf(SubscriptionStatusChange) } },
})

const toStatusChange = (row: LogRow): SubscriptionStatusChange => ({
  version: row.version,
  from: row.fromStatus === null ? null : { status: row.fromStatus, reason: row.fromReason },
  to: { status: row.toStatus, reason: row.toReason },
  raw_status: row.rawStatus,
  occurred_at: row.occurredAt.toISOString(),
  created_at: row.createdAt.toISOString(),
  source: { connection_id: row.connectionId, event_id: row.eventId },
})

export function subscriptionRoutes({ db }: { db: Db }): Api {
  const app = serveNoun(db, {
    tag,
    one: 'a subscription',
    many: 'subscriptions',
    schema: Subscription,
    filters: {
      status: SubscriptionStatus.optional(),
      customer_id: IdQuery.optional(),
      company_id: IdQuery.optional(),
      connection_id: IdQuery.optional(),
      updated_since: InstantQuery.optional(),
      deleted: FlagQuery.meta({ description: 'With those that the shop deleted' }),
    },
    list: (tx, organisationId, { after, limit, status, ...query }) =>
      listSubscriptions(tx, organisationId, {
        after,
        limit,
        status,
        customerId: query.customer_id,
        companyId: query.company_id,
        connectionId: query.connection_id,
        updatedSince: query.updated_since,
        withDeleted: query.deleted,
      }),
    get: getSubscription,
    getExternal: getSubscriptionByExternalId,
    find: findSubscriptions,
    toItem: (row) => ({ id: row.id, version: row.version, body: toSubscriptionJson(row) }),
  })
  app.openapi(history, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const rows = await db.inOrganisation(organisationId, (tx) => getHistory(tx, organisationId, id))
    return sendList(c, { data: rows.map(toStatusChange), nextCursor: null })
  })
  return app
}
