import { forgetKeys } from '../platform/act-once.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'

const hourMs = 3_600_000
const batchSize = 1_000

/**
 * Ends what the feed has kept for 30 days, with its deliveries and attempts, from the oldest on and up to the first that still
 * has a delivery to make: what is left has no gap. A destination that is gone for good is waited for by nothing. One batch;
 * answers how many events went.
 */
export async function pruneFeed({ sql }: Tx, organisationId: string, limit = batchSize): Promise<number> {
  const [head] = await sql<{ pruned_to: number }[]>`
    select pruned_to from feed_heads where organisation_id = ${organisationId}::uuid for update`
  if (!head) return 0
  const rows = await sql<{ id: string; position: number; is_over: boolean }[]>`
    select e.id, e.position, e.created_at < app_now() - interval '30 days' and not exists (
      select from deliveries d join connections c on c.organisation_id = d.organisation_id and c.id = d.connection_id
      where d.organisation_id = e.organisation_id and d.event_id = e.id and d.finished_at is null and c.state <> 'disabled') as is_over
    from events e where e.organisation_id = ${organisationId}::uuid and e.position > ${head.pruned_to} order by e.position limit ${limit}`
  const end = rows.findIndex((row) => !row.is_over)
  const old = end === -1 ? rows : rows.slice(0, end)
  // Someone may be putting one in line again at this moment: what is open once it is locked stays, and what came after it.
  const mine = sql`organisation_id = ${organisationId}::uuid and event_id = any(${old.map(({ id }) => id)}::uuid[])`
  await sql`select from deliveries where ${mine} order by id for update`
  const reopened = await sql<{ event_id: string }[]>`
    select d.event_id from (select * from deliveries where ${mine}) d
    join connections c on c.organisation_id = d.organisation_id and c.id = d.connection_id
    where d.finished_at is null and c.state <> 'disabled'`
  const isOpen = new Set(reopened.map(({ event_id: id }) => id))
  const firstOpen = old.findIndex(({ id }) => isOpen.has(id))
  const over = firstOpen === -1 ? old : old.slice(0, firstOpen)
  const last = over.at(-1)
  if (!last) return 0
  const ids = over.map(({ id }) => id)
  await sql`
    with gone as (
      delete from deliveries where organisation_id = ${organisationId}::uuid and event_id = any(${ids}::uuid[]) returning id
    )
    delete from delivery_attempts a using gone where a.organisation_id = ${organisationId}::uuid and a.delivery_id = gone.id`
  await sql`delete from events where organisation_id = ${organisationId}::uuid and id = any(${ids}::uuid[])`
  await sql`update feed_heads set pruned_to = ${last.position} where organisation_id = ${organisationId}::uuid`
  return over.length
}

/** Once an hour, for every organisation: the end of the feed, and of answers kept for repeated calls. */
export function createPruneLoop({ db, logger }: { db: Db; logger: Logger }): Loop {
  async function work(): Promise<boolean> {
    const rows = await db.asSystem((sql) => sql<{ id: string }[]>`select id from organisations order by id`)
    for (const { id } of rows) {
      try {
        while ((await db.inOrganisation(id, (tx) => pruneFeed(tx, id))) === batchSize);
        while ((await db.inOrganisation(id, (tx) => forgetKeys(tx, id, batchSize))) === batchSize);
      } catch (error) {
        // The others have their turn all the same.
        logger.error({ err: error, organisation: id }, 'the feed could not be pruned')
      }
    }
    return false
  }
  return createLoop({ name: 'prune', work, pollMs: hourMs, logger })
}
