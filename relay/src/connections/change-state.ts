import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { getConnection } from './get-connection.ts'

type Args = { tx: Tx; organisationId: string; id: string }

/** A pause that is longer leaves out, when it ends, what a newer event has made old. */
const longPauseSeconds = 3_600

/** Stops sending to a connection; what is due waits. */
export async function pauseConnection({ tx, organisationId, id }: Args): Promise<void> {
  await requireUsable({ tx, organisationId, id })
  await tx.sql`
    update connections set state = 'paused', reason = 'paused_by_hand', version = version + 1, paused_at = coalesce(paused_at, app_now())
    where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
}

/**
 * Sends again, what waited included: after a long pause the newest state per entity and every fact. Where it had paused by
 * itself, or its breaker was open, one delivery goes first, and the rest follows once that is answered.
 */
export async function resumeConnection({ tx, organisationId, id }: Args): Promise<void> {
  await requireUsable({ tx, organisationId, id })
  await tx.sql`
    update connections set state = 'active', reason = null, version = version + 1, not_before = null, paused_at = null,
      fold_before = case when paused_at < app_now() - make_interval(secs => ${longPauseSeconds}) then app_now() else fold_before end,
      breaker_state = case when breaker_state <> 'closed' or (state = 'paused' and reason is distinct from 'paused_by_hand')
        then 'open' else 'closed' end,
      breaker_opens = 0, failure_streak = 0, misconfigured_streak = 0, opened_at = null, first_failure_at = null
    where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
}

async function requireUsable({ tx, organisationId, id }: Args): Promise<void> {
  const row = await getConnection(tx, organisationId, id)
  if (row.state === 'disabled')
    throw new Conflict('connection_disabled', 'The other side said that it is gone for good')
}
