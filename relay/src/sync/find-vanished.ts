import type { Tx } from '../platform/db.ts'
import type { LeasedJob } from './lease-job.ts'

/** More than this, and more than a twentieth of what is alive of a kind, does not vanish at once: a source that says so is not believed. */
const maxVanished = 20
/** Things looked through in one statement: each is cut off at its time. */
const portion = 20_000

export type Vanished = { count: number; isBraked: boolean }

/** How many things were found missing, and whether that is of any kind more than a source plausibly loses. */
export async function countMissing(tx: Tx, job: LeasedJob): Promise<Vanished> {
  const rows = await tx.sql<{ kind: string; count: number }[]>`
    select kind, count(*)::int as count from job_items
    where organisation_id = ${job.organisationId}::uuid and job_id = ${job.id}::uuid and missing_at is not null group by kind`
  return judge(tx, job, new Map(rows.map(({ kind, count }) => [kind, count])))
}

/**
 * After a complete listing: opens the things that we hold as alive and that no page held, to be asked for one by one. Answers
 * how many; where it is of any kind more than a source plausibly loses, `isBraked` and none is opened.
 */
export async function openUnlisted(tx: Tx, job: LeasedJob, kinds: readonly string[]): Promise<Vanished> {
  const unlisted = new Map<string, string[]>()
  for (const kind of kinds) unlisted.set(kind, await findUnlisted(tx, job, kind))
  const vanished = await judge(tx, job, new Map([...unlisted].map(([kind, ids]) => [kind, ids.length])))
  if (vanished.isBraked) return vanished
  for (const [kind, ids] of unlisted)
    if (ids.length > 0)
      await tx.sql`
        insert into job_items (organisation_id, job_id, kind, external_id, is_open)
        select ${job.organisationId}::uuid, ${job.id}::uuid, ${kind}, e, true from unnest(${ids}::text[]) as t(e)`
  return vanished
}

async function judge(tx: Tx, job: LeasedJob, lost: Map<string, number>): Promise<Vanished> {
  let isBraked = false
  for (const [kind, count] of lost) {
    if (isBraked || count <= maxVanished) continue
    isBraked = !(await areAlive(tx, job, kind, count * 20))
  }
  return { count: [...lost.values()].reduce((sum, count) => sum + count, 0), isBraked }
}

/** Key by key and one step after the other: without statistics, a join of all with all could be chosen. */
async function findUnlisted({ sql }: Tx, job: LeasedJob, kind: string): Promise<string[]> {
  const unlisted: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const [row]: { last: string | null; size: number; unlisted: string[] }[] = await sql`
      with heads as materialized (${nextHeads(sql, job, kind, after)}), unmet as materialized (
        select h.* from heads h left join lateral (
          select true as is_met from job_items i where i.organisation_id = h.organisation_id and i.job_id = ${job.id}::uuid
            and i.kind = h.kind and i.external_id = h.external_id limit 1
        ) i on true where i.is_met is null
      )
      select (select max(external_id) from heads) as last, (select count(*)::int from heads) as size, array(
        select h.external_id from unmet h cross join lateral (${newestEvent(sql)}) e
        where e.topic not like '%.deleted'
          and e.received_at < (select started_at from jobs where organisation_id = ${job.organisationId}::uuid and id = ${job.id}::uuid)
      ) as unlisted`
    for (const id of row?.unlisted ?? []) unlisted.push(id)
    after = row && row.size === portion ? row.last : null
  }
  return unlisted
}

/** Whether at least so many things of a kind are alive; it counts no further than that. */
async function areAlive({ sql }: Tx, job: LeasedJob, kind: string, enough: number): Promise<boolean> {
  let alive = 0
  for (let after: string | null = ''; after !== null && alive < enough; ) {
    const [row]: { last: string | null; size: number; alive: number }[] = await sql`
      with heads as materialized (${nextHeads(sql, job, kind, after)})
      select max(h.external_id) as last, count(*)::int as size, (count(*) filter (where e.topic not like '%.deleted'))::int as alive
      from heads h left join lateral (${newestEvent(sql)}) e on true`
    alive += row?.alive ?? 0
    after = row && row.size === portion ? row.last : null
  }
  return alive >= enough
}

const nextHeads = (sql: Tx['sql'], { organisationId, connectionId }: LeasedJob, kind: string, after: string) => sql`
  select organisation_id, connection_id, kind, external_id from inbox_heads
  where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = ${kind} and external_id > ${after}
  order by external_id limit ${portion}`

const newestEvent = (sql: Tx['sql']) => sql`
  select topic, received_at from inbox_events e
  where e.organisation_id = h.organisation_id and e.connection_id = h.connection_id and e.kind = h.kind
    and e.external_id = h.external_id and e.seq is not null
  order by e.seq desc limit 1`
