import { Customer } from '@passerelle/shared-types/api/customers'
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
import { findCustomers, getCustomer, getCustomerByExternalId } from './get-customer.ts'
import { listCustomers } from './list-customers.ts'
import type { CustomerRow } from './rows.ts'
import { toCustomerJson } from './to-customer-json.ts'

const tag = 'Customers'

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List customers, oldest first',
  query: z.strictObject({
    ...pageQuery,
    email: z.string().optional().meta({ description: 'Whatever its capitals' }),
    connection_id: IdQuery.optional(),
    updated_since: InstantQuery.optional(),
    deleted: FlagQuery.meta({ description: 'With the deleted ones' }),
  }),
  answers: { 200: { description: 'A page', schema: listOf(Customer) } },
  refusals: { 400: ['invalid_cursor'], 422: ['invalid_datetime'] },
})

const getExternal = endpoint({
  method: 'get',
  path: '/external/{connection_id}/{external_id}',
  tag,
  summary: 'Get the customer that a connection knows by an id of its own',
  params: ExternalParams,
  answers: { 200: { description: 'The customer', schema: Customer } },
  isVersioned: true,
})

const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get a customer, deleted ones included',
  params: IdParams,
  answers: { 200: { description: 'The customer', schema: Customer } },
  isVersioned: true,
})

const bulk = endpoint({
  method: 'post',
  path: '/bulk',
  tag,
  summary: 'Get up to 200 customers by their ids',
  scope: 'read',
  body: BulkBody,
  answers: { 200: { description: 'What was found, in the customer of the ids', schema: bulkOf(Customer) } },
})

const toOne = (row: CustomerRow) => ({ version: row.version, body: toCustomerJson(row) })

export function customerRoutes({ db }: { db: Db }): Api {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const page = readPage(query)
    const filter = {
      after: page.after,
      limit: page.limit + 1,
      email: query.email,
      connectionId: query.connection_id,
      updatedSince: query.updated_since,
      withDeleted: query.deleted,
    }
    const found = await db.inOrganisation(organisationId, (tx) => listCustomers(tx, organisationId, filter))
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toCustomerJson), nextCursor })
  })

  app.openapi(getExternal, async (c) => {
    const { organisationId } = c.get('principal')
    const { connection_id: connectionId, external_id: externalId } = c.req.valid('param')
    const at = { connectionId, externalId }
    return sendOne(
      c,
      toOne(await db.inOrganisation(organisationId, (tx) => getCustomerByExternalId(tx, organisationId, at))),
    )
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return sendOne(c, toOne(await db.inOrganisation(organisationId, (tx) => getCustomer(tx, organisationId, id))))
  })

  app.openapi(bulk, async (c) => {
    const { organisationId } = c.get('principal')
    const { ids } = c.req.valid('json')
    const found = await db.inOrganisation(organisationId, (tx) => findCustomers(tx, organisationId, ids))
    return sendBulk(ids, new Map(found.map((row) => [row.id, toCustomerJson(row)])))
  })

  return app
}
