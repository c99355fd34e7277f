import { Subscription, SubscriptionStatus, SubscriptionStatusChange } from '@passerelle/shared-types/api/subscriptions'
import { listOf } from '@passerelle/shared-types/envelope'
import { z } from 'zod'
import { type Api, createApi, endpoint } from '../../platform/api.ts'
import type { Db } from '../../platform/db.ts'
import { cutPage, readPage } from '../../platform/paging.ts'
import {
  BulkBody,
  bulkOf,
  ExternalParams,
  FlagQuery,
  IdParams,
  IdQuery,
  InstantQuery,
  pageQuery,
  sendBulk,
  sendList,
  sendOne,
} from '../../platform/wire.ts'
import { getHistory, getSubscription, getSubscriptionByExternalId } from './get-subscription.ts'
import { findSubscriptions, listSubscriptions } from './list-subscriptions.ts'
import type { LogRow, SubscriptionRow } from './rows.ts'
import { toSubscriptionJson } from './to-subscription-json.ts'

const tag = 'Subscriptions'

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List subscriptions, oldest first',
  query: z.strictObject({
    ...pageQuery,
    status: SubscriptionStatus.optional(),
    customer_id: IdQuery.optional(),
    company_id: IdQuery.optional(),
    connection_id: IdQuery.optional(),
    updated_since: InstantQuery.optional(),
    deleted: FlagQuery.meta({ description: 'With those that the shop deleted' }),
  }),
  answers: { 200: { description: 'A page', schema: listOf(Subscription) } },
  refusals: { 400: ['invalid_cursor'], 422: ['invalid_datetime'] },
})

const getExternal = endpoint({
  method: 'get',
  path: '/external/{connection_id}/{external_id}',
  tag,
  summary: 'Get the subscription that a connection knows by an id of its own',
  params: ExternalParams,
  answers: { 200: { description: 'The subscription', schema: Subscription } },
  isVersioned: true,
})

const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get a subscription, deleted ones included',
  params: IdParams,
  answers: { 200: { description: 'The subscription', schema: Subscription } },
  isVersioned: true,
})

const history = endpoint({
  method: 'get',
  path: '/{id}/history',
  tag,
  summary: 'List every change of its status or reason, oldest first',
  params: IdParams,
  answers: { 200: { description: 'All of them', schema: listOf(SubscriptionStatusChange) } },
})

const bulk = endpoint({
  method: 'post',
  path: '/bulk',
  tag,
  summary: 'Get up to 200 subscriptions by their ids',
  scope: 'read',
  body: BulkBody,
  answers: { 200: { description: 'What was found, in the order of the ids', schema: bulkOf(Subscription) } },
})

const toOne = (row: SubscriptionRow) => ({ version: row.version, body: toSubscriptionJson(row) })

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
  const app = createApi()

  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const page = readPage(query)
    const filter = {
      after: page.after,
      limit: page.limit + 1,
      status: query.status,
      customerId: query.customer_id,
      companyId: query.company_id,
      connectionId: query.connection_id,
      updatedSince: query.updated_since,
      withDeleted: query.deleted,
    }
    const found = await db.inOrganisation(organisationId, (tx) => listSubscriptions(tx, organisationId, filter))
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toSubscriptionJson), nextCursor })
  })

  app.openapi(getExternal, async (c) => {
    const { organisationId } = c.get('principal')
    const { connection_id: connectionId, external_id: externalId } = c.req.valid('param')
    const at = { connectionId, externalId }
    const row = await db.inOrganisation(organisationId, (tx) => getSubscriptionByExternalId(tx, organisationId, at))
    return sendOne(c, toOne(row))
  })

  app.openapi(history, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const rows = await db.inOrganisation(organisationId, (tx) => getHistory(tx, organisationId, id))
    return sendList(c, { data: rows.map(toStatusChange), nextCursor: null })
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return sendOne(c, toOne(await db.inOrganisation(organisationId, (tx) => getSubscription(tx, organisationId, id))))
  })

  app.openapi(bulk, async (c) => {
    const { organisationId } = c.get('principal')
    const { ids } = c.req.valid('json')
    const found = await db.inOrganisation(organisationId, (tx) => findSubscriptions(tx, organisationId, ids))
    return sendBulk(ids, new Map(found.map((row) => [row.id, toSubscriptionJson(row)])))
  })

  return app
}
