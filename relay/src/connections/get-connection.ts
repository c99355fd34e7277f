import { and, eq } from 'drizzle-orm'
import type { Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { connections } from './tables.ts'

export type ConnectionRow = typeof connections.$inferSelect

/** The connection of this organisation, or NotFound: another organisation's looks the same as none. */
export async function getConnection(tx: Tx, organisationId: string, id: string): Promise<ConnectionRow> {
  const [row] = isUuid(id) ? await select(tx, organisationId, id) : []
  return row ?? notFound()
}

/** The same, held until the transaction ends. */
export async function lockConnection(tx: Tx, organisationId: string, id: string): Promise<ConnectionRow> {
  const [row] = isUuid(id) ? await select(tx, organisationId, id).for('update') : []
  return row ?? notFound()
}

const select = (tx: Tx, organisationId: string, id: string) =>
  tx.orm
    .select()
    .from(connections)
    .where(and(eq(connections.organisationId, organisationId), eq(connections.id, id)))

function notFound(): never {
  throw new NotFound('not_found', 'There is no such connection')
}
