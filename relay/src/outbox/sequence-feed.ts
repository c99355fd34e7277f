import type { Db, Sql } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'

const batchSize = 2_000

/**
 * Gives committed events their place in the organisation's feed: gapless, and without a hot row in the path that writes them.
 * One at a time per organisation, by the lock on its feed head. Answers how many were placed.
 */
export async function sequenceFeed(db: Db, organisationId: string): Promise<number> {
  return db.inOrganisation(organisationId, async ({ sql }) => {
    await sql`insert into feed_heads (organisation_id, position) values (${organisationId}::uuid, 0) on conflict do nothing`
    const [head] = await sql<{ position: number }[]>`
      select position from feed_heads where organisation_id = ${organisationId}::uuid for update skip locked`
    if (!head) return 0
    // By their places: after a first burst the statistics know nothing of it, and by keys it was joined row by row.
    await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
      set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`
    const placed = await sql`
      with w as materialized (
        select ctid as place, row_number() over (order by write_order) as n from events
        where organisation_id = ${organisationId}::uuid and position is null order by write_order limit ${batchSize}
      )
      update events e set position = ${head.position}::bigint + w.n from w where e.ctid = w.place`
    if (placed.count > 0) {
      await sql`update feed_heads set position = position + ${placed.count} where organisation_id = ${organisationId}::uuid`
    }
    return placed.count
  })
}

export async function findUnsequenced(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from organisations o
    where exists (select from events e where e.organisation_id = o.id and e.position is null) order by o.id`
  return rows.map((row) => row.id)
}

/** Keeps every feed in step; `onPlaced` tells those who wait for news. */
export function createFeedSequencer({
  db,
  logger,
  onPlaced,
  pollMs = 500,
}: {
  db: Db
  logger: Logger
  onPlaced: () => void
  pollMs?: number
}): Loop {
  async function work(): Promise<boolean> {
    let placed = 0
    for (const organisationId of await db.asSystem(findUnsequenced)) {
      placed += await sequenceFeed(db, organisationId).catch((error) => {
        logger.error({ err: error, organisation: organisationId }, 'the feed could not be put in order')
        return 0
      })
    }
    if (placed > 0) onPlaced()
    return placed > 0
  }
  return createLoop({ name: 'feed', work, pollMs, logger })
}
