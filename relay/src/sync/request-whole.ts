import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { LeasedJob } from './lease-job.ts'
import { requestJob } from './request-job.ts'

const createdBy = 'numbers'

/**
 * Has all of a shop read again, because part of what it told is lost; once, where it is asked for several times. A reading that
 * is under way may have passed what is lost: it is followed by another. By digests nothing would be saved: the versions that we
 * had were forgotten, or the shop gives them a second time, for another content.
 */
export async function requestWhole(tx: Tx, organisationId: string, connectionId: string): Promise<void> {
  if (await markOpen(tx, organisationId, connectionId)) return
  try {
    await requestJob(tx, organisationId, { connectionId, kind: 'backfill', createdBy })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    // Made by another transaction meanwhile, unless the connection is switched off.
    await markOpen(tx, organisationId, connectionId)
  }
}

async function markOpen({ sql }: Tx, organisationId: string, connectionId: string): Promise<boolean> {
  const { count } = await sql`
    update jobs set again = again or started_at is not null or nouns is not null or changed_after is not null
    where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = 'backfill'
      and state in ('queued', 'running', 'paused')`
  return count > 0
}

/** In the transaction that ends a job, however it ended: begins the one that was asked for meanwhile. */
export async function startAgain({ sql }: Tx, { organisationId, id }: Pick<LeasedJob, 'organisationId' | 'id'>) {
  const begun = sql`
    update jobs set again = false where organisation_id = ${organisationId}::uuid and id = ${id}::uuid and again
    returning connection_id, kind`
  await sql`
    with begun as (${begun})
    insert into jobs (organisation_id, id, connection_id, kind, state, progress, created_by)
    select ${organisationId}::uuid, ${newId()}::uuid, b.connection_id, b.kind, 'queued', '[]'::jsonb, ${createdBy}
    from begun b join connections c on c.organisation_id = ${organisationId}::uuid and c.id = b.connection_id and c.state <> 'disabled'`
}
