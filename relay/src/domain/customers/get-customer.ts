import { and, eq, inArray } from 'drizzle-orm'
import { findMappings } from '../../mapping/find-mappings.ts'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import type { CustomerRow } from './rows.ts'
import { customers } from './tables.ts'

const notFound = () => new NotFound('not_found', 'There is no such customer')

/** One customer, deleted ones included, or NotFound. */
export async function getCustomer(tx: Tx, organisationId: string, id: string): Promise<CustomerRow> {
  const [row] = isUuid(id) ? await findCustomers(tx, organisationId, [id]) : []
  if (!row) throw notFound()
  return row
}

/** The customer that a connection knows by an id of its own, or NotFound. */
export async function getCustomerByExternalId(
  tx: Tx,
  organisationId: string,
  at: { connectionId: string; externalId: string },
): Promise<CustomerRow> {
  if (!isUuid(at.connectionId)) throw notFound()
  const [mapping] = [...(await findMappings(tx, organisationId, [{ ...at, kind: 'customer' }])).values()]
  if (!mapping) throw notFound()
  return getCustomer(tx, organisationId, mapping.id)
}

/** Those of the customers that there are, in no order. */
export async function findCustomers(tx: Tx, organisationId: string, ids: readonly string[]): Promise<CustomerRow[]> {
  if (ids.length === 0) return []
  return tx.orm
    .select()
    .from(customers)
    .where(and(eq(customers.organisationId, organisationId), inArray(customers.id, [...ids])))
}

/** Which of our ids stand for customers that a source told of; an id may be reserved for one that is only mentioned. */
export async function findKnownCustomers(tx: Tx, organisationId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.orm
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.organisationId, organisationId), inArray(customers.id, [...ids])))
  return new Set(rows.map(({ id }) => id))
}
