import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { getConnection } from './get-connection.ts'

type Args = { tx: Tx; organisationId: string; id: string }

/** Stops sending to a connection; what is due waits. */
export async function pauseConnection({ tx, organisationId, id }: Args): Promise<void> {
  await requireUsable({ tx, organisationId, id })
  await tx.sql`update connections set state = 'paused', reason = 'paused_by_hand' where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
}

/** Sends again, what waited included. */
export async function resumeConnection({ tx, organisationId, id }: Args): Promise<void> {
  await requireUsable({ tx, organisationId, id })
  await tx.sql`
    update connections set state = 'active', reason = null, not_before = null where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
}

async function requireUsable({ tx, organisationId, id }: Args): Promise<void> {
  const row = await getConnection(tx, organisationId, id)
  if (row.state === 'disabled')
    throw new Conflict('connection_disabled', 'The other side said that it is gone for good')
}
