import type { Tx } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { JobKind } from './tables.ts'

export type WantedJob = {
  connectionId: string
  kind: JobKind
  /** All that the connector can pull where it is absent. */
  nouns?: readonly string[] | null
  changedAfter?: Date | null
  createdBy: string
}

/** How far a reconcile reaches back behind the one before: clocks differ, and the source's own times have gaps. */
export const overlapMinutes = 15

/**
 * Makes a job in the caller's transaction and answers its id. Throws NotFound where there is no such connection and Conflict
 * where it has a job of that kind that is not at its end, or is switched off.
 */
export async function requestJob(tx: Tx, organisationId: string, wanted: WantedJob): Promise<string> {
  const { connectionId, kind, nouns = null, changedAfter = null, createdBy } = wanted
  const [connection] = await tx.sql<{ state: string }[]>`
    select state from connections where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid for update`
  if (!connection) throw new NotFound('not_found', 'There is no such connection')
  if (connection.state === 'disabled')
    throw new Conflict('connection_disabled', 'The other side said that it is gone for good')
  const [open] = await findOpenJob(tx, organisationId, { connectionId, kind })
  if (open) throw new Conflict('job_in_progress', `The job ${open.id} is not at its end`)
  const id = newId()
  await tx.sql`
    insert into jobs (organisation_id, id, connection_id, kind, state, nouns, changed_after, progress, created_by)
    values (${organisationId}::uuid, ${id}::uuid, ${connectionId}::uuid, ${kind}, 'queued', ${nouns === null ? null : [...nouns]}::text[],
      ${changedAfter}, '[]'::jsonb, ${createdBy})`
  return id
}

/**
 * What a schedule asks for, in the caller's transaction: a job of the kind, unless one is open or the connection is not in use.
 * One that waits because it was not let in is tried again. A reconcile reads what changed since the last one began; where all is
 * being read, there is nothing to compare.
 */
export async function requestScheduledJob(
  tx: Tx,
  organisationId: string,
  { connectionId, kind }: { connectionId: string; kind: 'compare' | 'reconcile' },
): Promise<void> {
  const [connection] = await tx.sql`
    select from connections where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid and state = 'active'
    for update`
  if (!connection) return
  const open = await findOpenJob(tx, organisationId, { connectionId, kind })
  if (kind === 'compare') open.push(...(await findOpenJob(tx, organisationId, { connectionId, kind: 'backfill' })))
  if (open.length > 0) {
    await tx.sql`
      update jobs set state = 'queued', reason = null, due_at = app_now() where organisation_id = ${organisationId}::uuid
        and id = any(${open.map(({ id }) => id)}::uuid[]) and state = 'paused' and reason = 'unauthorized'`
    return
  }
  // A shop that was never read whole is not read whole by the way: the last day will do until someone asks, or the night comes.
  const since =
    kind === 'reconcile' ? ((await findStart(tx, organisationId, connectionId)) ?? (await readDayAgo(tx))) : null
  await requestJob(tx, organisationId, { connectionId, kind, changedAfter: since, createdBy: 'schedule' })
}

/** The jobs of a connection and kind that are not at their end. */
export const findOpenJob = (tx: Tx, organisationId: string, at: { connectionId: string; kind: JobKind }) =>
  tx.sql<{ id: string }[]>`
    select id from jobs where organisation_id = ${organisationId}::uuid and connection_id = ${at.connectionId}::uuid
      and kind = ${at.kind} and state in ('queued', 'running', 'paused') order by id`

/** From when on a reconcile reads: since the last complete reading began, and some minutes before; null where there was none. */
export async function findStart(tx: Tx, organisationId: string, connectionId: string): Promise<Date | null> {
  const [row] = await tx.sql<{ since: Date | null }[]>`
    select max(started_at) - make_interval(mins => ${overlapMinutes}) as since
    from jobs where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and state = 'done'
      and nouns is null and (kind = 'reconcile' or (kind = 'backfill' and changed_after is null))`
  return row?.since ?? null
}

async function readDayAgo(tx: Tx): Promise<Date | null> {
  const [row] = await tx.sql<{ at: Date }[]>`select app_now() - interval '1 day' as at`
  return row?.at ?? null
}
