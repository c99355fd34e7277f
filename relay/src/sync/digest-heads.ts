import { bucketSize } from '@passerelle/shared-types/digest'
import type { DigestBucket } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'
import type { LeasedJob } from './lease-job.ts'

/** Things looked through in one statement: each is cut off at its time. */
const portion = 100_000

export type Version = { externalId: string; version: number | null }
type Range = { kind: string; after: number | null; upTo: number | null }

/**
 * The buckets after `after` up to `upTo` (null: all after it) in which we know things of a kind, alive or not, in no order. Ids
 * that are no plain numbers are in no bucket.
 */
export async function listBuckets({ sql }: Tx, job: LeasedJob, { kind, after, upTo }: Range): Promise<number[]> {
  const buckets = new Set<number>()
  for (let last: string | null = ''; last !== null; ) {
    const [row]: { last: string | null; size: number; buckets: number[] | null }[] = await sql`
      with heads as materialized (
        select external_id, case when external_id ~ '^(0|[1-9][0-9]{0,14})$' then external_id::bigint / ${bucketSize}::bigint end as bucket
        from (
          select external_id from inbox_heads where ${ofKind(sql, job, kind)} and external_id > ${last}
          order by external_id limit ${portion}
        ) h
      )
      select (select max(external_id) from heads) as last, (select count(*)::int from heads) as size, (
        select jsonb_agg(distinct bucket) from heads
        where bucket > ${after ?? -1}::bigint and (${upTo === null} or bucket <= ${upTo ?? 0}::bigint)
      ) as buckets`
    for (const bucket of row?.buckets ?? []) buckets.add(bucket)
    last = row && row.size === portion ? row.last : null
  }
  return [...buckets]
}

/** The digests of what we hold as alive of a kind in some buckets, computed where it stands; an empty bucket is left out. */
export async function digestHeads(tx: Tx, job: LeasedJob, at: InBuckets): Promise<DigestBucket[]> {
  const { sql } = tx
  return sql<DigestBucket[]>`
    with alive as materialized (${aliveIn(sql, job, at)})
    select id / ${bucketSize}::bigint as bucket, count(*)::int as count, encode(sha256(convert_to(
      string_agg(external_id || ':' || coalesce(newest_version::text, ''), ',' order by id), 'UTF8')), 'hex') as hash
    from alive group by 1`
}

/** What we hold as alive of a kind in some buckets. */
export async function listVersions(tx: Tx, job: LeasedJob, at: InBuckets): Promise<Version[]> {
  if (at.buckets.length === 0) return []
  const rows = await tx.sql<{ external_id: string; newest_version: number | null }[]>`
    select external_id, newest_version from (${aliveIn(tx.sql, job, at)}) a order by id`
  return rows.map((row) => ({ externalId: row.external_id, version: row.newest_version }))
}

type InBuckets = { kind: string; buckets: readonly number[] }

/** Key by key: without statistics, a join of all with all could be chosen. */
const aliveIn = (sql: Tx['sql'], job: LeasedJob, { kind, buckets }: InBuckets) => sql`
  select i.id, h.external_id, h.newest_version
  from unnest(${[...buckets]}::bigint[]) as b(n)
    cross join lateral generate_series(b.n * ${bucketSize}::bigint, b.n * ${bucketSize}::bigint + ${bucketSize - 1}::bigint) as i(id)
    cross join lateral (
      select external_id, newest_version from inbox_heads where ${ofKind(sql, job, kind)} and external_id = i.id::text limit 1
    ) h
    cross join lateral (
      select topic from inbox_events where ${ofKind(sql, job, kind)} and external_id = i.id::text and seq is not null
      order by seq desc limit 1
    ) e
  where e.topic not like '%.deleted'`

const ofKind = (sql: Tx['sql'], { organisationId, connectionId }: LeasedJob, kind: string) =>
  sql`organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = ${kind}`
