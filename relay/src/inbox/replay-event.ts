import type { Tx } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'

type Row = {
  connection_id: string
  kind: string
  external_id: string | null
  hash: Buffer
  source_version: number | null
  is_fact: boolean
  state: string
}

type Args = { tx: Tx; organisationId: string; id: string }

/**
 * Puts a stored event in line again, to be read anew (after a mapper was mended, say). Where something newer of the same
 * entity was applied since, a snapshot has nothing to say any more, and is recorded as superseded; a fact still counts as a step.
 */
export async function replayEvent({ tx, organisationId, id }: Args): Promise<{ state: 'pending' | 'superseded' }> {
  const { sql } = tx
  const { connection_id: connectionId, kind, external_id: externalId } = await readEvent({ tx, organisationId, id })
  if (externalId === null) throw new Conflict('event_not_identified', 'The event names no entity')
  const entity = sql`organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = ${kind} and external_id = ${externalId}`
  await sql`
    insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq)
    values (${organisationId}::uuid, ${connectionId}::uuid, ${kind}, ${externalId}, 0, 0) on conflict do nothing`
  const [head] = await sql<{ last_seq: number; newest_version: number | null }[]>`
    select last_seq, newest_version from inbox_heads where ${entity} for update`
  const event = await readEvent({ tx, organisationId, id })
  if (event.state === 'pending') throw new Conflict('event_still_pending', 'The event has not had its turn yet')

  const [newer] = await sql`
    select from inbox_events where ${entity} and state in ('applied', 'pending') and id <> ${id}::uuid
      and received_at > (select received_at from inbox_events where organisation_id = ${organisationId}::uuid and id = ${id}::uuid) limit 1`
  const isStale =
    event.source_version !== null && head?.newest_version != null && event.source_version < head.newest_version
  if ((newer || isStale) && !event.is_fact) {
    await sql`
      update inbox_events set state = 'superseded', reason = 'newer_was_applied', finished_at = app_now()
      where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
    return { state: 'superseded' }
  }
  const isOld = newer !== undefined || isStale
  await sql`
    update inbox_events set state = 'pending', reason = null, detail = null, attempt_count = 0, finished_at = null, seq = ${(head?.last_seq ?? 0) + 1},
      is_stale = ${isOld}
    where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
  await sql`
    update inbox_heads set last_seq = last_seq + 1, due_at = coalesce(due_at, app_now()),
      newest_hash = case when ${isOld} then newest_hash else ${event.hash} end,
      newest_version = case when ${isOld} then newest_version else coalesce(${event.source_version}::bigint, newest_version) end
    where ${entity}`
  return { state: 'pending' }
}

async function readEvent({ tx, organisationId, id }: Args): Promise<Row> {
  const [event] = isUuid(id)
    ? await tx.sql<Row[]>`
        select connection_id, kind, external_id, hash, source_version, is_fact, state from inbox_events where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
    : []
  if (!event) throw new NotFound('not_found', 'There is no such event')
  return event
}
