import type { Db } from '../platform/db.ts'
import type { PairedConnection } from './load-paired-connection.ts'
import { overlapHours } from './rotate-secret.ts'

/**
 * Keeps that a paired shop has signed with its newest secret: from here on, what was good before it ends. Nothing is kept where
 * the connection has changed since it was read: the secret may not be the newest any more, and the next call shows it.
 */
export async function noteSecretUse(db: Db, { context, version }: PairedConnection): Promise<void> {
  const { organisationId, connectionId } = context
  await db.inOrganisation(
    organisationId,
    (tx) => tx.sql`
      update connections set is_new_secret_unused = false, version = version + 1,
        previous_ends_at = coalesce(previous_ends_at, app_now() + make_interval(hours => ${overlapHours}))
      where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid and version = ${version}
        and is_new_secret_unused`,
  )
}
