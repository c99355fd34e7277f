import { Product } from '@passerelle/shared-types/api/catalogue'
import { z } from 'zod'
import type { Api } from '../../platform/api.ts'
import type { Db } from '../../platform/db.ts'
import { serveNoun } from '../../platform/serve-noun.ts'
import { FlagQuery, InstantQuery } from '../../platform/wire.ts'
import { getProduct, getProductByExternalId } from './get-product.ts'
import { findProducts, listProducts } from './list-products.ts'
import { toProductJson } from './to-product-json.ts'

export const catalogueRoutes = ({ db }: { db: Db }): Api =>
  serveNoun(db, {
    tag: 'Products',
    one: 'a product',
    many: 'products',
    schema: Product,
    filters: {
      sku: z.string().optional(),
      updated_since: InstantQuery.optional(),
      deleted: FlagQuery.meta({ description: 'With the deleted ones' }),
    },
    list: (tx, organisationId, { after, limit, sku, updated_since: updatedSince, deleted: withDeleted }) =>
      listProducts(tx, organisationId, { after, limit, sku, updatedSince, withDeleted }),
    get: getProduct,
    getExternal: getProductByExternalId,
    find: findProducts,
    toItem: ({ row, variations }) => ({ id: row.id, version: row.version, body: toProductJson(row, variations) }),
  })
