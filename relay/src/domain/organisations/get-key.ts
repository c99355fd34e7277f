import { and, eq } from 'drizzle-orm'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import { apiKeys } from './tables.ts'

/** The key of this organisation, or NotFound. */
export async function getKey(tx: Tx, organisationId: string, id: string): Promise<typeof apiKeys.$inferSelect> {
  const [row] = isUuid(id)
    ? await tx.orm
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.organisationId, organisationId), eq(apiKeys.id, id)))
    : []
  if (!row) throw new NotFound('not_found', 'There is no such key')
  return row
}
