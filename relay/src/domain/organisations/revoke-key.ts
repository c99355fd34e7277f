import type { Db, Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'

/** Ends a key at once, whatever organisation it belongs to: for the operator's command line. */
export async function revokeKey(db: Db, id: string): Promise<void> {
  const found = isUuid(id)
    ? await db.asSystem(
        (sql) =>
          sql`update api_keys set revoked_at = coalesce(revoked_at, app_now()) where id = ${id}::uuid returning id`,
      )
    : []
  if (found.length === 0) throw new NotFound('not_found', 'There is no such key')
}

/** Ends keys of one organisation in the caller's transaction; those that ended before stay as they are. */
export async function revokeKeysIn(tx: Tx, organisationId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.sql`
    update api_keys set revoked_at = coalesce(revoked_at, app_now())
    where organisation_id = ${organisationId}::uuid and id = any(${[...ids]}::uuid[])`
}
