import type { Db } from '../platform/db.ts'
import type { ClaimedHead } from './claim-heads.ts'
import { maxEventsPerHead } from './load-waiting.ts'

export const maxTries = 8

/** Seconds to wait after the n-th failure: 1, 2, 4, … */
export const retrySeconds = (failures: number): number => 2 ** (failures - 1)

/**
 * Notes that applying what waits for the entity failed. What failed together is tried one by one from the oldest on; an event
 * that fails alone for the 8th time is parked, out of the line, and what waits behind it has its turn.
 */
export async function recordFailure(db: Db, head: ClaimedHead, error: unknown): Promise<{ isParked: boolean }> {
  const { organisationId, connectionId, kind, externalId } = head
  const detail = (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    .toWellFormed()
    .replaceAll('\u0000', '\ufffd')
    .slice(0, 500)
  return db.inOrganisation(organisationId, async ({ sql }) => {
    const entity = sql`organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
      and kind = ${kind} and external_id = ${externalId}`
    const [held] = await sql<{ to_try_singly: number }[]>`
      select to_try_singly from inbox_heads where ${entity} and fence = ${head.fence} and done_seq = ${head.doneSeq} for update`
    if (!held) return { isParked: false }
    const waiting = await sql<{ id: string }[]>`
      select id from inbox_events where ${entity} and seq > ${head.doneSeq} order by seq limit ${maxEventsPerHead}`
    const [oldest] = waiting
    const wasAlone = held.to_try_singly > 0 || waiting.length === 1
    const [event] =
      wasAlone && oldest
        ? await sql<{ id: string; attempt_count: number }[]>`
            update inbox_events set attempt_count = attempt_count + 1, detail = ${detail}, reason = 'handler_failed'
            where organisation_id = ${organisationId}::uuid and id = ${oldest.id}::uuid
            returning id, attempt_count`
        : []
    const isParked = event !== undefined && event.attempt_count >= maxTries
    if (isParked) {
      await sql`
        update inbox_events set state = 'parked', seq = null, finished_at = app_now()
        where organisation_id = ${organisationId}::uuid and id = ${event.id}::uuid`
    }
    const isLeft = waiting.length > (isParked ? 1 : 0)
    const singly = wasAlone ? Math.max(held.to_try_singly - (isParked ? 1 : 0), 0) : waiting.length
    const waitSeconds = isParked || !wasAlone ? 0 : retrySeconds(event?.attempt_count ?? 1)
    await sql`
      update inbox_heads set lease_until = null, to_try_singly = ${singly},
        done_seq = case when ${isLeft} then done_seq else last_seq end,
        due_at = case when ${isLeft} then app_now() + make_interval(secs => ${waitSeconds}) end
      where ${entity}`
    return { isParked }
  })
}
