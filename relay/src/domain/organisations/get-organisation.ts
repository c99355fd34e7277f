import { and, eq } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import { companies, organisations } from './tables.ts'

/** The organisation, or NotFound. */
export async function getOrganisation(tx: Tx, id: string): Promise<typeof organisations.$inferSelect> {
  const [row] = isUuid(id) ? await tx.orm.select().from(organisations).where(eq(organisations.id, id)) : []
  if (!row) throw new NotFound('not_found', 'There is no such organisation')
  return row
}

/** The company of this organisation, or NotFound; `isLocked` holds it until the transaction ends. */
export async function getCompany(
  tx: Tx,
  organisationId: string,
  id: string,
  { isLocked = false } = {},
): Promise<typeof companies.$inferSelect> {
  const query = tx.orm
    .select()
    .from(companies)
    .where(and(eq(companies.organisationId, organisationId), eq(companies.id, id)))
  const [row] = isUuid(id) ? await (isLocked ? query.for('update') : query) : []
  if (!row) throw new NotFound('not_found', 'The organisation has no such company')
  return row
}

/** The company a connection goes to where none is named: the first. */
export async function getFirstCompany(tx: Tx, organisationId: string): Promise<string> {
  const [row] = await tx.orm
    .select({ id: companies.id })
    .from(companies)
    .where(eq(companies.organisationId, organisationId))
    .orderBy(companies.id)
    .limit(1)
  if (!row) throw new NotFound('not_found', 'The organisation has no company')
  return row.id
}
