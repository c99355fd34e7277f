import { Product } from '@passerelle/shared-types/api/catalogue'
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
  InstantQuery,
  pageQuery,
  sendBulk,
  sendList,
  sendOne,
} from '../../platform/wire.ts'
import { getProduct, getProductByExternalId } from './get-product.ts'
import { findProducts, listProducts } from './list-products.ts'
import type { ProductRow, VariationRow } from './rows.ts'
import { toProductJson } from './to-product-json.ts'

const tag = 'Products'

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List products, oldest first',
  query: z.strictObject({
    ...pageQuery,
    sku: z.string().optional(),
    updated_since: InstantQuery.optional(),
    deleted: FlagQuery.meta({ description: 'With the deleted ones' }),
  }),
  answers: { 200: { description: 'A page', schema: listOf(Product) } },
  refusals: { 400: ['invalid_cursor'], 422: ['invalid_datetime'] },
})

const getExternal = endpoint({
  method: 'get',
  path: '/external/{connection_id}/{external_id}',
  tag,
  summary: 'Get the product that a connection knows by an id of its own',
  params: ExternalParams,
  answers: { 200: { description: 'The product', schema: Product } },
  isVersioned: true,
})

const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get a product, deleted ones included',
  params: IdParams,
  answers: { 200: { description: 'The product', schema: Product } },
  isVersioned: true,
})

const bulk = endpoint({
  method: 'post',
  path: '/bulk',
  tag,
  summary: 'Get up to 200 products by their ids',
  scope: 'read',
  body: BulkBody,
  answers: { 200: { description: 'What was found, in the order of the ids', schema: bulkOf(Product) } },
})

type Found = { row: ProductRow; variations: VariationRow[] }
const toText = ({ row, variations }: Found) => toProductJson(row, variations)
const toOne = (found: Found) => ({ version: found.row.version, body: toText(found) })

export function catalogueRoutes({ db }: { db: Db }): Api {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const page = readPage(query)
    const filter = {
      after: page.after,
      limit: page.limit + 1,
      sku: query.sku,
      updatedSince: query.updated_since,
      withDeleted: query.deleted,
    }
    const found = await db.inOrganisation(organisationId, (tx) => listProducts(tx, organisationId, filter))
    const { rows, nextCursor } = cutPage(
      found.map((product) => ({ id: product.row.id, ...product })),
      page,
    )
    return sendList(c, { data: rows.map(toText), nextCursor })
  })

  app.openapi(getExternal, async (c) => {
    const { organisationId } = c.get('principal')
    const { connection_id: connectionId, external_id: externalId } = c.req.valid('param')
    const at = { connectionId, externalId }
    return sendOne(
      c,
      toOne(await db.inOrganisation(organisationId, (tx) => getProductByExternalId(tx, organisationId, at))),
    )
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return sendOne(c, toOne(await db.inOrganisation(organisationId, (tx) => getProduct(tx, organisationId, id))))
  })

  app.openapi(bulk, async (c) => {
    const { organisationId } = c.get('principal')
    const { ids } = c.req.valid('json')
    const found = await db.inOrganisation(organisationId, (tx) => findProducts(tx, organisationId, ids))
    return sendBulk(ids, new Map(found.map((product) => [product.row.id, toText(product)])))
  })

  return app
}
