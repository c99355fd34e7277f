import { and, eq } from 'drizzle-orm'
import type { Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { connections } from './tables.ts'

export type ConnectionRow = typeof connections.$inferSelect

/** The connection of this organisation, or NotFound: another organisation's looks the same as none. */
export async function getConnection(tx: Tx, organisationId: string, id: string): Promise<ConnectionRow> {
  const [row] = isUuid(id)
    ? await tx.orm
        .select()
        .from(connections)
        .where(and(eq(connections.organisationId, organisationId), eq(connections.id, id)))
    : []
  if (!row) throw new NotFound('not_found', 'There is no such connection')
  return row
}
