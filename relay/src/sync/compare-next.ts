import type { DigestBucket, DigestResult } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'
import { type At, askDigest } from './ask-source.ts'
import { digestHeads, listBuckets, listVersions, type Version } from './digest-heads.ts'
import { countMissing } from './find-vanished.ts'
import type { LeasedJob, Move } from './lease-job.ts'
import { fail, move, moveWith, waitFor } from './move-on.ts'
import { planNouns } from './plan-job.ts'
import type { NounProgress } from './tables.ts'

/** Buckets held against each other in one step: some 50,000 things. */
const pageSize = 100
export const tooManyMissing = 'too_many_missing'

/** Whether the digests left out more than is believed. */
export const hasBraked = ({ progress }: LeasedJob): boolean => progress.some(({ error }) => error === tooManyMissing)

/**
 * Takes a compare one call further: a page of the source's digests is held against our own, then each bucket that differs is
 * looked into, and what differs in it is opened to be read singly. Nothing else is read.
 */
export async function compareNext(at: At): Promise<LeasedJob | null> {
  const { tools, job, connector } = at
  const progress = job.progress.length > 0 ? job.progress : planNouns(job, connector)
  const noun = progress.find((one) => !one.isDone)
  if (!noun) return endComparing(at, progress)
  const { noun: kind, toDrill } = noun
  const bucket = toDrill?.buckets[0]
  const after = noun.cursor === null ? null : Number(noun.cursor)
  const result = await askDigest(at, bucket === undefined ? { kind, after, limit: pageSize } : { kind, bucket })
  if (result.kind === 'unsupported') return readWhole(at)
  if (result.kind === 'rejected')
    return move(tools, job, { progress: replace(progress, { ...noun, isDone: true, error: result.reason }) })
  if (result.kind === 'retry' || result.kind === 'unauthorized') return waitFor(at, result)
  return moveWith(tools, job, async (tx) => {
    const step = await holdAgainst(tx, job, { noun, after, bucket, result })
    return { progress: replace(progress, step.noun), counts: { done: step.equal, unchanged: step.equal } }
  })
}

type Asked = { noun: NounProgress; after: number | null; bucket: number | undefined; result: DigestResult }

async function holdAgainst(
  tx: Tx,
  job: LeasedJob,
  { noun, after, bucket, result }: Asked,
): Promise<{ noun: NounProgress; equal: number }> {
  const kind = noun.noun
  if (result.kind === 'entities' && bucket !== undefined) {
    const own = await listVersions(tx, job, { kind, buckets: [bucket] })
    const equal = await openDifferent(tx, job, { kind, own, theirs: result.entities })
    const { buckets = [], isLast = false } = noun.toDrill ?? {}
    return { noun: advance(noun, { done: result.entities.length, buckets: buckets.slice(1), isLast }), equal }
  }
  if (result.kind !== 'buckets') throw new Error(`a digest of ${kind} was answered by ${result.kind}`)
  // What stands above the last bucket comes with the next page, whatever the source takes `next` for.
  const upTo = result.next === null ? null : (result.buckets.at(-1)?.bucket ?? result.next)
  const known = await listBuckets(tx, job, { kind, after, upTo })
  const buckets = [...new Set([...known, ...result.buckets.map((one) => one.bucket)])].sort((a, b) => a - b)
  const reached = buckets[pageSize] === undefined ? upTo : (buckets[pageSize - 1] ?? upTo)
  const own = await digestHeads(tx, job, { kind, buckets: buckets.slice(0, pageSize) })
  const theirs = result.buckets.filter((one) => reached === null || one.bucket <= reached)
  const { equal, different, onlyOwn } = holdBuckets(own, theirs)
  await openDifferent(tx, job, { kind, own: await listVersions(tx, job, { kind, buckets: onlyOwn }), theirs: [] })
  const cursor = reached === null ? noun.cursor : String(reached)
  return {
    noun: advance({ ...noun, cursor }, { done: equal, buckets: different, isLast: reached === null }),
    equal,
  }
}

/** `equal` counts things, of buckets that are equal. */
function holdBuckets(own: readonly DigestBucket[], theirs: readonly DigestBucket[]) {
  const ownOf = new Map(own.map((one) => [one.bucket, one]))
  const isEqual = ({ bucket, count, hash }: DigestBucket) =>
    ownOf.get(bucket)?.hash === hash && ownOf.get(bucket)?.count === count
  const theirNumbers = new Set(theirs.map(({ bucket }) => bucket))
  return {
    equal: theirs.filter(isEqual).reduce((sum, { count }) => sum + count, 0),
    different: theirs.filter((one) => !isEqual(one)).map(({ bucket }) => bucket),
    onlyOwn: own.flatMap(({ bucket }) => (theirNumbers.has(bucket) ? [] : [bucket])),
  }
}

/** Opens what is not the same on both sides, and marks what is only with us. Answers how many are the same. */
async function openDifferent(
  { sql }: Tx,
  job: LeasedJob,
  { kind, own, theirs }: { kind: string; own: readonly Version[]; theirs: readonly Version[] },
): Promise<number> {
  const ownOf = new Map(own.map(({ externalId, version }) => [externalId, version]))
  const theirIds = new Set(theirs.map(({ externalId }) => externalId))
  const toRead = theirs.filter(({ externalId, version }) => ownOf.get(externalId) !== version)
  const unlisted = own.filter(({ externalId }) => !theirIds.has(externalId))
  const ids = [...toRead, ...unlisted].map(({ externalId }) => externalId)
  if (ids.length > 0)
    await sql`
      insert into job_items as i (organisation_id, job_id, kind, external_id, is_open, missing_at)
      select ${job.organisationId}::uuid, ${job.id}::uuid, ${kind}, t.e, true, case when t.n > ${toRead.length} then app_now() end
      from unnest(${ids}::text[]) with ordinality as t(e, n)
      on conflict (organisation_id, job_id, kind, external_id) do update set is_open = true, missing_at = excluded.missing_at`
  return theirs.length - toRead.length
}

function advance(
  { toDrill: _, ...noun }: NounProgress,
  { done, buckets, isLast }: { done: number; buckets: number[]; isLast: boolean },
): NounProgress {
  const compared = noun.done + done
  if (buckets.length > 0) return { ...noun, done: compared, toDrill: { buckets, isLast } }
  return { ...noun, done: compared, isDone: isLast, total: isLast ? compared : null }
}

const replace = (progress: readonly NounProgress[], noun: NounProgress) =>
  progress.map((one) => (one.noun === noun.noun ? noun : one))

/** Where more was left out than a source plausibly loses, none of it is asked for; what differs is read all the same. */
function endComparing({ tools, job }: At, progress: NounProgress[]): Promise<LeasedJob | null> {
  if (progress.length > 0 && progress.every(({ error }) => error !== null))
    return move(tools, job, { ...fail(progress[0]?.error ?? 'rejected'), progress })
  return moveWith(tools, job, async (tx): Promise<Move> => {
    const { count, isBraked } = await countMissing(tx, job)
    if (!isBraked) return { phase: 'check', progress }
    const kinds = await dropUnlisted(tx, job)
    tools.logger.warn({ job: job.id, connection: job.connectionId, count }, 'too much is missing at the source')
    return {
      phase: 'check',
      progress: progress.map((one) => (kinds.includes(one.noun) ? { ...one, error: tooManyMissing } : one)),
      counts: { missing: count },
    }
  })
}

async function dropUnlisted({ sql }: Tx, { organisationId, id }: LeasedJob): Promise<string[]> {
  const rows = await sql<{ kind: string }[]>`
    with dropped as (
      delete from job_items where organisation_id = ${organisationId}::uuid and job_id = ${id}::uuid and missing_at is not null returning kind
    )
    select distinct kind from dropped`
  return rows.map(({ kind }) => kind)
}

/** A source that keeps no versions is read whole: the job becomes that, unless another one does it already. */
function readWhole({ tools, job }: At): Promise<LeasedJob | null> {
  const { organisationId, id, connectionId } = job
  return moveWith(tools, job, async (tx) => {
    const open = await tx.sql`
      select from jobs where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = 'backfill'
        and state in ('queued', 'running') and nouns is null and changed_after is null`
    if (open.length > 0) return { state: 'done', reason: 'job_in_progress', outcome: { changed: 0, failed: 0 } }
    await tx.sql`delete from job_items where organisation_id = ${organisationId}::uuid and job_id = ${id}::uuid`
    await tx.sql`
      update jobs set kind = 'backfill', done = 0, unchanged = 0, failed = 0, missing = 0, rate = null, moved_at = null
      where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
    return { phase: 'list', progress: [], afterMs: 0 }
  })
}
