import type { Db } from '../platform/db.ts'
import type { Silent } from './claim-silent.ts'

const shortestWait = 15
const longestWait = 300

/** How an asking ended: with all that there was, with more to come, or why it could not. */
export type Asked = { kind: 'done' } | { kind: 'more' } | { kind: 'failed'; reason: string }

/**
 * Ends the lease of a shop that was asked. One that answered was heard; one that did not is asked less and less often, and says
 * why for those who look. One with more to come is due at once, after those that wait already.
 */
export async function noteAsked(db: Db, shop: Silent, asked: Asked): Promise<void> {
  const reason = asked.kind === 'failed' ? asked.reason : null
  const isMore = asked.kind === 'more'
  await db.inOrganisation(
    shop.organisationId,
    (tx) => tx.sql`
      update installations
      set ask_failures = case when ${reason}::text is null then 0 else ask_failures + 1 end, ask_error = ${reason},
        last_seen_at = case when ${reason}::text is null then app_now() else last_seen_at end,
        asked_at = case when ${isMore}::boolean then asked_at else app_now() end,
        ask_due_at = case
          when ask_due_at is distinct from ${shop.lease}::timestamptz then ask_due_at
          when ${isMore}::boolean then app_now()
          when ${reason}::text is null then app_now() + make_interval(secs => ${shortestWait})
          else app_now() + make_interval(secs => least(${longestWait}, ${shortestWait} * power(2, least(ask_failures + 1, 10))))
        end
      where organisation_id = ${shop.organisationId}::uuid and connection_id = ${shop.connectionId}::uuid
        and installation_id = ${shop.installationId}`,
  )
}
