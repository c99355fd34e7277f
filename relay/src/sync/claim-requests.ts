import type { Db } from '../platform/db.ts'
import { holdMentions } from './hold-mentions.ts'
import { idsPerCall } from './step-job.ts'

/** `stamp` tells whether it was made anew meanwhile, or taken by another. */
export type PullRequest = { externalId: string; attemptCount: number; stamp: string }
/** Things of one kind to be read in one call. */
export type Group = {
  organisationId: string
  connectionId: string
  connector: string
  kind: string
  requests: PullRequest[]
}

/** As long as requests stand still after their reader was killed; while it lives it renews the claim. */
export const claimSeconds = 60
/** What failed before is read in smaller groups: some things cost a call each, and one that fails spends those of all. */
const idsPerRepeat = 10

type Chosen = {
  connection_id: string
  kind: string
  error: string | null
  connector: string | null
  state: string | null
}

/**
 * Takes the longest waiting requests of one connection and kind, for as long as a call may take. A paused connection's wait.
 * What could not be stored is taken one by one, so that the one that is at fault holds up no other.
 */
export async function claimGroup(db: Db, organisationId: string): Promise<Group | null> {
  return db.inOrganisation(organisationId, async (tx) => {
    const { sql } = tx
    await holdMentions(tx, organisationId)
    const [first] = await sql<Chosen[]>`
      select r.connection_id, r.kind, r.error, c.connector, c.state from pull_requests r
      left join connections c on c.organisation_id = r.organisation_id and c.id = r.connection_id
      where r.organisation_id = ${organisationId}::uuid and r.due_at <= (select app_now()) order by r.due_at limit 1`
    if (!first) return null
    const { connection_id: connectionId, kind, connector, state } = first
    const group = sql`organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = ${kind}`
    if (state === 'paused') {
      await sql`update pull_requests set due_at = app_now() + interval '30 seconds' where ${group} and due_at <= app_now()`
      return null
    }
    if (state !== 'active' || connector === null) {
      await sql`delete from pull_requests where ${group}`
      return null
    }
    const isSingle = first.error === 'internal'
    const limit = isSingle ? 1 : first.error === null ? idsPerCall : idsPerRepeat
    const rows = await sql<{ external_id: string; attempt_count: number; stamp: string }[]>`
      update pull_requests r set attempt_count = attempt_count + 1, due_at = app_now() + make_interval(secs => ${claimSeconds})
      where r.ctid = any(array(
        select ctid from pull_requests where ${group} and due_at <= (select app_now()) and (error is not distinct from 'internal') = ${isSingle}
        order by due_at limit ${limit} for update skip locked))
      returning external_id, attempt_count, due_at::text as stamp`
    if (rows.length === 0) return null
    const requests = rows.map((row) => ({
      externalId: row.external_id,
      attemptCount: row.attempt_count,
      stamp: row.stamp,
    }))
    return { organisationId, connectionId, connector, kind, requests }
  })
}
