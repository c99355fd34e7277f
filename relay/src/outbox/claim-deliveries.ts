import type postgres from 'postgres'
import type { Sql } from '../platform/db.ts'

/** One leased pair of entity and destination; `fence` proves the lease when its place in line is moved. */
export type ClaimedDelivery = {
  organisationId: string
  connectionId: string
  entityKind: string
  entityId: string
  fence: number
  doneSeq: number
}

/**
 * A call may last 15 s; leases are renewed while they are held, and nothing is sent on one that would run out under the call.
 * What a worker held that was killed is free again after this.
 */
export const leaseSeconds = 20

export type DueConnection = {
  organisationId: string
  connectionId: string
  connector: string
  /** Null is the connector's own. */
  concurrency: number | null
  foldBefore: Date | null
  /** It has a rate budget, or its breaker is not closed: a claim then goes by its row. */
  isRationed: boolean
  /** Its breaker is not closed: what is claimed is a probe. */
  isProbe: boolean
}

type DueRow = {
  organisation_id: string
  id: string
  connector: string
  concurrency: number | null
  fold_before: Date | null
  is_rationed: boolean
  is_probe: boolean
}

/**
 * Destinations that have something due, leaving out those that are paused, asked us to wait or wait for their breaker. The
 * clock is volatile and so is no condition for an index: it is compared with the oldest due time, which the index gives at once.
 */
export async function findDueConnections(sql: Sql): Promise<DueConnection[]> {
  const rows = await sql<DueRow[]>`
    select c.organisation_id, c.id, c.connector, c.concurrency, c.fold_before,
      c.rate_per_second is not null or c.breaker_state <> 'closed' as is_rationed, c.breaker_state <> 'closed' as is_probe
    from connections c
    where c.state = 'active' and (c.not_before is null or c.not_before <= app_now())
      and (select min(h.due_at) from delivery_heads h
        where h.organisation_id = c.organisation_id and h.connection_id = c.id and h.due_at is not null) <= app_now()
    order by c.id`
  return rows.map((row) => ({
    organisationId: row.organisation_id,
    connectionId: row.id,
    connector: row.connector,
    concurrency: row.concurrency,
    foldBefore: row.fold_before,
    isRationed: row.is_rationed,
    isProbe: row.is_probe,
  }))
}

/** `retryInMs`: when the rate budget allows the next call, where it is what ran out. */
export type Claim = { claimed: ClaimedDelivery[]; retryInMs: number | null }

/** Leases up to `limit` due entities of one destination, the longest due first. */
export async function claimDeliveries(sql: Sql, due: DueConnection, limit: number): Promise<Claim> {
  if (limit <= 0) return { claimed: [], retryInMs: null }
  if (due.isRationed) return claimRationed(sql, due, limit)
  const rows = await sql<HeadRow[]>`
    ${leaseDue(
      sql,
      due,
      sql`(
      select ${limit}::int from connections c
      where c.organisation_id = ${due.organisationId}::uuid and c.id = ${due.connectionId}::uuid and c.state = 'active')`,
    )}`
  return { claimed: rows.map((row) => toClaimed(due, row)), retryInMs: null }
}

type At = { organisationId: string; connectionId: string }
type HeadRow = { entity_kind: string; entity_id: string; fence: number; done_seq: number }
type RationedRow = (HeadRow | { entity_kind: null }) & { rate: number | null; tokens: number | null }

/**
 * The budget is a bucket of tokens in the connection's row, which all replicas share: a claim takes what it leases. A breaker
 * that is not closed gives one entity at a time, and none while a probe may still be under way.
 */
async function claimRationed(sql: Sql, due: DueConnection, limit: number): Promise<Claim> {
  const rows = await sql<RationedRow[]>`
    with destination as (
      select breaker_state <> 'closed' as is_probing, rate_per_second as rate,
        least(size, coalesce(tokens, size) + rate_per_second * greatest(0, extract(epoch from now - coalesce(tokens_at, now)))) as tokens
      from (
        select *, coalesce(burst, greatest(1, ceil(rate_per_second)))::float8 as size, app_now() as now
        from connections
        where organisation_id = ${due.organisationId}::uuid and id = ${due.connectionId}::uuid and state = 'active'
          and (not_before is null or not_before <= app_now())
        for no key update
      ) c
    ), allowed as (
      select *, least(case when is_probing then 1 else ${limit}::int end, coalesce(floor(tokens)::int, ${limit}::int)) as size
      from destination
    ), leased as (${leaseDue(sql, due, sql`(select size from allowed)`)}),
    spent as (
      update connections c set tokens = a.tokens - taken, tokens_at = case when a.tokens is null then null else app_now() end,
        breaker_state = case when a.is_probing then 'half_open' else c.breaker_state end,
        not_before = case when a.is_probing then app_now() + make_interval(secs => ${leaseSeconds}) else c.not_before end
      from allowed a, (select count(*)::int as taken from leased) l
      where c.organisation_id = ${due.organisationId}::uuid and c.id = ${due.connectionId}::uuid and taken > 0
    )
    select l.*, a.rate, a.tokens from allowed a left join leased l on true`
  const claimed = rows.flatMap((row) => (row.entity_kind === null ? [] : [toClaimed(due, row)]))
  const [{ rate = null, tokens = null } = {}] = rows
  const left = tokens === null ? 1 : tokens - claimed.length
  return { claimed, retryInMs: rate === null || left >= 1 ? null : Math.ceil(((1 - left) / rate) * 1_000) }
}

/** By their place: a young table's statistics would have the planner read the whole line for each of them. */
const leaseDue = (sql: Sql, at: At, limit: postgres.Fragment) => sql`
  update delivery_heads h set fence = h.fence + 1, lease_until = app_now() + make_interval(secs => ${leaseSeconds})
  where h.ctid = any(array(
    select ctid from delivery_heads
    where organisation_id = ${at.organisationId}::uuid and connection_id = ${at.connectionId}::uuid and due_at <= (select app_now())
      and (lease_until is null or lease_until < app_now())
    order by due_at limit coalesce(${limit}, 0) for update skip locked
  ))
  returning h.entity_kind, h.entity_id, h.fence, h.done_seq`

const toClaimed = ({ organisationId, connectionId }: At, row: HeadRow): ClaimedDelivery => ({
  organisationId,
  connectionId,
  entityKind: row.entity_kind,
  entityId: row.entity_id,
  fence: row.fence,
  doneSeq: row.done_seq,
})
