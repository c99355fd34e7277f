import { and, eq } from 'drizzle-orm'
import { findMappings } from '../../mapping/find-mappings.ts'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import { withVariations } from './list-products.ts'
import { products } from './tables.ts'

const notFound = () => new NotFound('not_found', 'There is no such product')

/** One product, deleted ones included, or NotFound. */
export async function getProduct(tx: Tx, organisationId: string, id: string) {
  const rows = isUuid(id)
    ? await tx.orm
        .select()
        .from(products)
        .where(and(eq(products.organisationId, organisationId), eq(products.id, id)))
    : []
  const [product] = await withVariations(tx, organisationId, rows)
  if (!product) throw notFound()
  return product
}

/** The product that a connection knows by an id of its own, or NotFound. */
export async function getProductByExternalId(
  tx: Tx,
  organisationId: string,
  at: { connectionId: string; externalId: string },
) {
  if (!isUuid(at.connectionId)) throw notFound()
  const found = await findMappings(tx, organisationId, [{ ...at, kind: 'product' }])
  const [mapping] = [...found.values()]
  if (!mapping) throw notFound()
  return getProduct(tx, organisationId, mapping.id)
}
