import { and, asc, eq, gt, gte, isNull, type SQL } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import type { CustomerRow } from './rows.ts'
import { customers } from './tables.ts'

export type CustomerFilter = {
  after: string | null
  limit: number
  email?: string | undefined
  connectionId?: string | undefined
  updatedSince?: Date | undefined
  withDeleted?: boolean
}

/** What an e-mail address is found by: capitals do not tell two apart. */
export const toEmailKey = (email: string | null): string | null => email?.trim().toLowerCase() ?? null

/** Customers by id, oldest first. */
export async function listCustomers(tx: Tx, organisationId: string, filter: CustomerFilter): Promise<CustomerRow[]> {
  const conditions: SQL[] = [eq(customers.organisationId, organisationId)]
  if (filter.after) conditions.push(gt(customers.id, filter.after))
  if (filter.email !== undefined) conditions.push(eq(customers.emailKey, toEmailKey(filter.email) ?? ''))
  if (filter.connectionId !== undefined) conditions.push(eq(customers.connectionId, filter.connectionId))
  if (filter.updatedSince) conditions.push(gte(customers.updatedAt, filter.updatedSince))
  if (!filter.withDeleted) conditions.push(isNull(customers.deletedAt))
  return tx.orm
    .select()
    .from(customers)
    .where(and(...conditions))
    .orderBy(asc(customers.id))
    .limit(filter.limit)
}
