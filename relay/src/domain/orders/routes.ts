import { Order, OrderStatus } from '@passerelle/shared-types/api/orders'
import { z } from 'zod'
import type { Api } from '../../platform/api.ts'
import type { Db } from '../../platform/db.ts'
import { serveNoun } from '../../platform/serve-noun.ts'
import { FlagQuery, IdQuery, InstantQuery } from '../../platform/wire.ts'
import { findOrders, getOrder, getOrderByExternalId } from './get-order.ts'
import { listOrders } from './list-orders.ts'
import { toOrderJson } from './to-order-json.ts'

export const orderRoutes = ({ db }: { db: Db }): Api =>
  serveNoun(db, {
    tag: 'Orders',
    one: 'an order',
    many: 'orders',
    schema: Order,
    filters: {
      status: OrderStatus.optional().meta({ description: 'Drafts of checkouts are listed only by `draft`' }),
      customer_id: IdQuery.optional(),
      connection_id: IdQuery.optional(),
      number: z.string().optional(),
      placed_after: InstantQuery.optional(),
      placed_before: InstantQuery.optional(),
      updated_since: InstantQuery.optional(),
      deleted: FlagQuery.meta({ description: 'With the deleted ones' }),
    },
    list: (tx, organisationId, { after, limit, status, number, ...query }) =>
      listOrders(tx, organisationId, {
        after,
        limit,
        status,
        number,
        customerId: query.customer_id,
        connectionId: query.connection_id,
        placedAfter: query.placed_after,
        placedBefore: query.placed_before,
        updatedSince: query.updated_since,
        withDeleted: query.deleted,
      }),
    get: getOrder,
    getExternal: getOrderByExternalId,
    find: findOrders,
    toItem: (row) => ({ id: row.id, version: row.version, body: toOrderJson(row) }),
  })
