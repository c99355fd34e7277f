import type { Tx } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'

type Row = {
  id: string
  connection_id: string
  kind: string
  external_id: string | null
  seq: number | null
  source_version: number | null
  state: string
}

/**
 * Puts a stored event in line again, to be read anew (after a mapper was mended, say). Where something newer of the same
 * entity was applied since, it has nothing to say any more, and is recorded as superseded.
 */
export async function replayEvent({
  tx,
  organisationId,
  id,
}: {
  tx: Tx
  organisationId: string
  id: string
}): Promise<{ state: 'pending' | 'superseded' }> {
  const { sql } = tx
  const [event] = isUuid(id)
    ? await sql<Row[]>`
        select id, connection_id, kind, external_id, seq, source_version, state from inbox_events
        where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
    : []
  if (!event) throw new NotFound('not_found', 'There is no such event')
  if (event.state === 'pending') throw new Conflict('event_still_pending', 'The event has not had its turn yet')
  if (event.external_id === null) throw new Conflict('event_not_identified', 'The event names no entity')
  await sql`
    insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq)
    values (${organisationId}::uuid, ${event.connection_id}::uuid, ${event.kind}, ${event.external_id}, 0, 0) on conflict do nothing`
  const [head] = await sql<{ last_seq: number; newest_version: number | null }[]>`
    select last_seq, newest_version from inbox_heads where organisation_id = ${organisationId}::uuid
      and connection_id = ${event.connection_id}::uuid and kind = ${event.kind} and external_id = ${event.external_id} for update`
  const [newer] = await sql`
    select from inbox_events where organisation_id = ${organisationId}::uuid and connection_id = ${event.connection_id}::uuid
      and kind = ${event.kind} and external_id = ${event.external_id} and state in ('applied', 'pending') and id > ${event.id}::uuid limit 1`
  const isStale =
    event.source_version !== null && head?.newest_version != null && event.source_version < head.newest_version
  if (newer || isStale) {
    await sql`
      update inbox_events set state = 'superseded', reason = 'newer_was_applied', finished_at = app_now()
      where organisation_id = ${organisationId}::uuid and id = ${event.id}::uuid`
    return { state: 'superseded' }
  }
  await sql`
    update inbox_events set state = 'pending', reason = null, detail = null, attempt_count = 0, finished_at = null, seq = ${(head?.last_seq ?? 0) + 1}
    where organisation_id = ${organisationId}::uuid and id = ${event.id}::uuid`
  await sql`
    update inbox_heads set last_seq = last_seq + 1, due_at = coalesce(due_at, app_now())
    where organisation_id = ${organisationId}::uuid and connection_id = ${event.connection_id}::uuid and kind = ${event.kind}
      and external_id = ${event.external_id}`
  return { state: 'pending' }
}
