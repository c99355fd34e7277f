import { Order, OrderStatus } from '@passerelle/shared-types/api/orders'
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
import { findOrders, getOrder, getOrderByExternalId } from './get-order.ts'
import { listOrders } from './list-orders.ts'
import type { OrderRow } from './rows.ts'
import { toOrderJson } from './to-order-json.ts'

const tag = 'Orders'

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List orders, oldest first',
  query: z.strictObject({
    ...pageQuery,
    status: OrderStatus.optional().meta({ description: 'Drafts of checkouts are listed only by `draft`' }),
    customer_id: IdQuery.optional(),
    connection_id: IdQuery.optional(),
    number: z.string().optional(),
    placed_after: InstantQuery.optional(),
    placed_before: InstantQuery.optional(),
    updated_since: InstantQuery.optional(),
    deleted: FlagQuery.meta({ description: 'With the deleted ones' }),
  }),
  answers: { 200: { description: 'A page', schema: listOf(Order) } },
  refusals: { 400: ['invalid_cursor'], 422: ['invalid_datetime'] },
})

const getExternal = endpoint({
  method: 'get',
  path: '/external/{connection_id}/{external_id}',
  tag,
  summary: 'Get the order that a connection knows by an id of its own',
  params: ExternalParams,
  answers: { 200: { description: 'The order', schema: Order } },
  isVersioned: true,
})

const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get an order, drafts and deleted ones included',
  params: IdParams,
  answers: { 200: { description: 'The order', schema: Order } },
  isVersioned: true,
})

const bulk = endpoint({
  method: 'post',
  path: '/bulk',
  tag,
  summary: 'Get up to 200 orders by their ids',
  scope: 'read',
  body: BulkBody,
  answers: { 200: { description: 'What was found, in the order of the ids', schema: bulkOf(Order) } },
})

const toOne = (row: OrderRow) => ({ version: row.version, body: toOrderJson(row) })

export function orderRoutes({ db }: { db: Db }): Api {
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
      connectionId: query.connection_id,
      number: query.number,
      placedAfter: query.placed_after,
      placedBefore: query.placed_before,
      updatedSince: query.updated_since,
      withDeleted: query.deleted,
    }
    const found = await db.inOrganisation(organisationId, (tx) => listOrders(tx, organisationId, filter))
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toOrderJson), nextCursor })
  })

  app.openapi(getExternal, async (c) => {
    const { organisationId } = c.get('principal')
    const { connection_id: connectionId, external_id: externalId } = c.req.valid('param')
    const at = { connectionId, externalId }
    return sendOne(
      c,
      toOne(await db.inOrganisation(organisationId, (tx) => getOrderByExternalId(tx, organisationId, at))),
    )
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return sendOne(c, toOne(await db.inOrganisation(organisationId, (tx) => getOrder(tx, organisationId, id))))
  })

  app.openapi(bulk, async (c) => {
    const { organisationId } = c.get('principal')
    const { ids } = c.req.valid('json')
    const found = await db.inOrganisation(organisationId, (tx) => findOrders(tx, organisationId, ids))
    return sendBulk(ids, new Map(found.map((row) => [row.id, toOrderJson(row)])))
  })

  return app
}
