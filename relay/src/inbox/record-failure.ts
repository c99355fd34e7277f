import type { Db } from '../platform/db.ts'
import type { ClaimedHead } from './claim-heads.ts'

export const maxTries = 8

/** Seconds to wait after the n-th failure: 1, 2, 4, … */
export const retrySeconds = (failures: number): number => 2 ** (failures - 1)

/**
 * Notes that applying the entity's waiting run, that is its newest event, failed. After 8 tries the event is parked, and what came after it has
 * its turn: a later snapshot is whole in itself.
 */
export async function recordFailure(db: Db, head: ClaimedHead, error: unknown): Promise<{ isParked: boolean }> {
  const detail = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error).slice(0, 500)
  return db.inOrganisation(head.organisationId, async ({ sql }) => {
    const [held] = await sql`
      select from inbox_heads where organisation_id = ${head.organisationId}::uuid and connection_id = ${head.connectionId}::uuid
        and kind = ${head.kind} and external_id = ${head.externalId} and fence = ${head.fence} and done_seq = ${head.doneSeq} for update`
    if (!held) return { isParked: false }
    const [event] = await sql<{ id: string; seq: number; attempt_count: number }[]>`
      update inbox_events e set attempt_count = e.attempt_count + 1, detail = ${detail}, reason = 'handler_failed'
      where e.organisation_id = ${head.organisationId}::uuid and e.id = (
        select id from inbox_events where organisation_id = ${head.organisationId}::uuid and connection_id = ${head.connectionId}::uuid
          and kind = ${head.kind} and external_id = ${head.externalId} and seq > ${head.doneSeq} order by seq desc limit 1)
      returning e.id, e.seq, e.attempt_count`
    const isParked = event !== undefined && event.attempt_count >= maxTries
    if (isParked) {
      await sql`
        update inbox_events set finished_at = app_now(), state = case when seq = ${event.seq} then 'parked' else 'superseded' end,
          reason = case when seq = ${event.seq} then reason else 'folded_into_newer' end
        where organisation_id = ${head.organisationId}::uuid and connection_id = ${head.connectionId}::uuid and kind = ${head.kind}
          and external_id = ${head.externalId} and seq > ${head.doneSeq} and seq <= ${event.seq} and state = 'pending'`
    }
    await sql`
      update inbox_heads set lease_until = null,
        done_seq = ${isParked ? event.seq : head.doneSeq},
        due_at = case when ${isParked} and last_seq <= ${event?.seq ?? 0} then null
          else app_now() + make_interval(secs => ${isParked ? 0 : retrySeconds(event?.attempt_count ?? 1)}) end
      where organisation_id = ${head.organisationId}::uuid and connection_id = ${head.connectionId}::uuid and kind = ${head.kind}
        and external_id = ${head.externalId}`
    return { isParked }
  })
}
