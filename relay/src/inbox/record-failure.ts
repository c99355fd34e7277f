import type { Db } from '../platform/db.ts'
import type { ClaimedHead } from './claim-heads.ts'
import { maxEventsPerHead } from './load-waiting.ts'

export const maxTries = 8

/** Seconds to wait after the n-th failure: 1, 2, 4, … */
export const retrySeconds = (failures: number): number => 2 ** (failures - 1)

/**
 * Notes that applying what waits for the entity failed, and blames the newest event of the portion that was read. After 8 tries
 * that one is parked, out of the line, and what waits beside it has its turn.
 */
export async function recordFailure(db: Db, head: ClaimedHead, error: unknown): Promise<{ isParked: boolean }> {
  const { organisationId, connectionId, kind, externalId } = head
  const detail = (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    .toWellFormed()
    .replaceAll('\u0000', '\ufffd')
  return db.inOrganisation(organisationId, async ({ sql }) => {
    const [held] = await sql`
      select from inbox_heads where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
        and kind = ${kind} and external_id = ${externalId} and fence = ${head.fence} and done_seq = ${head.doneSeq} for update`
    if (!held) return { isParked: false }
    const [event] = await sql<{ id: string; attempt_count: number }[]>`
      update inbox_events e set attempt_count = e.attempt_count + 1, detail = ${detail.slice(0, 500)}, reason = 'handler_failed'
      where e.organisation_id = ${organisationId}::uuid and e.id = (
        select id from (
          select id, seq from inbox_events where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
            and kind = ${kind} and external_id = ${externalId} and seq > ${head.doneSeq} order by seq limit ${maxEventsPerHead}
        ) run order by seq desc limit 1)
      returning e.id, e.attempt_count`
    const isParked = event !== undefined && event.attempt_count >= maxTries
    if (isParked) {
      await sql`
        update inbox_events set state = 'parked', seq = null, finished_at = app_now()
        where organisation_id = ${organisationId}::uuid and id = ${event.id}::uuid`
    }
    const waitSeconds = isParked ? 0 : retrySeconds(event?.attempt_count ?? 1)
    await sql`
      update inbox_heads h set lease_until = null,
        done_seq = case when next.seq is null then h.last_seq else h.done_seq end,
        due_at = case when next.seq is null then null else app_now() + make_interval(secs => ${waitSeconds}) end
      from (
        select min(seq) as seq from inbox_events where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
          and kind = ${kind} and external_id = ${externalId} and seq > ${head.doneSeq}
      ) next
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = ${connectionId}::uuid and h.kind = ${kind}
        and h.external_id = ${externalId}`
    return { isParked }
  })
}
