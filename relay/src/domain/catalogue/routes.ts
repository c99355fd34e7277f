import { Hono } from 'hono'
import type { AuthEnv } from '../../platform/auth.ts'
import type { Db } from '../../platform/db.ts'
import { cutPage, linkNext, readPage } from '../../platform/paging.ts'
import { getProduct, getProductByExternalId } from './get-product.ts'
import { listProducts } from './list-products.ts'
import type { ProductRow, VariationRow } from './rows.ts'
import { toProductJson } from './to-product-json.ts'

const json = (body: string, headers: Record<string, string> = {}) =>
  new Response(body, { headers: { 'content-type': 'application/json', ...headers } })
const one = ({ row, variations }: { row: ProductRow; variations: VariationRow[] }) =>
  json(toProductJson(row, variations), { etag: `"${row.version}"` })

export function catalogueRoutes({ db }: { db: Db }): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()

  app.get('/', async (c) => {
    const { organisationId } = c.get('principal')
    const page = readPage((name) => c.req.query(name))
    const filter = {
      after: page.after,
      limit: page.limit + 1,
      sku: c.req.query('sku'),
      withDeleted: c.req.query('deleted') === 'true',
    }
    const found = await db.inOrganisation(organisationId, (tx) => listProducts(tx, organisationId, filter))
    const cut = cutPage(
      found.map((product) => ({ id: product.row.id, ...product })),
      page,
    )
    const data = cut.rows.map((product) => toProductJson(product.row, product.variations))
    return json(
      `{"data":[${data.join(',')}],"next_cursor":${JSON.stringify(cut.nextCursor)}}`,
      linkNext(c, cut.nextCursor),
    )
  })

  app.get('/external/:connectionId/:externalId', async (c) => {
    const { organisationId } = c.get('principal')
    const at = { connectionId: c.req.param('connectionId'), externalId: c.req.param('externalId') }
    return one(await db.inOrganisation(organisationId, (tx) => getProductByExternalId(tx, organisationId, at)))
  })

  app.get('/:id', async (c) => {
    const { organisationId } = c.get('principal')
    return one(await db.inOrganisation(organisationId, (tx) => getProduct(tx, organisationId, c.req.param('id'))))
  })

  return app
}
