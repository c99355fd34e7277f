import { setTimeout as sleep } from 'node:timers/promises'
import type { ShopTestAnswer } from '@passerelle/shared-types/shop-calls'
import type { ConnectionContext } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'

type Found = NonNullable<ShopTestAnswer['event']>

const pauseMs = 50
// A shop is tried by hand: older pings are of no use to anyone.
const newest = 50

/** What became of a shop's ping: waited for until it is applied, at most `timeoutMs`; null where it was not stored by then. */
export async function awaitPing(
  db: Db,
  at: Pick<ConnectionContext, 'organisationId' | 'connectionId'>,
  { eventId, timeoutMs }: { eventId: string; timeoutMs: number },
): Promise<Found | null> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const found = await findPing(db, at, eventId)
    if ((found && found.state !== 'pending') || performance.now() >= until) return found
    await sleep(pauseMs)
  }
}

async function findPing(
  db: Db,
  { organisationId, connectionId }: Pick<ConnectionContext, 'organisationId' | 'connectionId'>,
  eventId: string,
): Promise<Found | null> {
  const [row] = await db.inOrganisation(
    organisationId,
    (tx) => tx.sql<{ state: string; received_at: Date; finished_at: Date | null }[]>`
      select state, received_at, finished_at from (
        select e.* from inbox_heads h cross join lateral (
          select state, source_event_id, received_at, finished_at from inbox_events e
          where e.organisation_id = ${organisationId}::uuid and e.connection_id = ${connectionId}::uuid and e.kind = 'ping'
            and e.external_id = h.external_id order by e.seq desc limit ${newest}
        ) e
        where h.organisation_id = ${organisationId}::uuid and h.connection_id = ${connectionId}::uuid and h.kind = 'ping'
      ) pings where source_event_id = ${eventId} limit 1`,
  )
  if (!row) return null
  const { state, received_at: storedAt, finished_at: appliedAt } = row
  return { state, stored_at: storedAt.toISOString(), applied_at: appliedAt?.toISOString() ?? null }
}
