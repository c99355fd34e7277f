import { loadConnections } from '../connections/load-connections.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import { type At, askSource, askTrouble, type JobTools, readNow } from './ask-source.ts'
import { canPull } from './can-pull.ts'
import { compareNext, hasBraked, tooManyMissing } from './compare-next.ts'
import { countMissing, openUnlisted } from './find-vanished.ts'
import { forgetHigher } from './forget-higher.ts'
import { dropAnswered, releaseMentions } from './hold-mentions.ts'
import { closeItems, countOutcome, listOpenItems, noteItems, openRecent, takeMissing } from './job-items.ts'
import { dropSchedules } from './keep-schedules.ts'
import type { LeasedJob, Move } from './lease-job.ts'
import { fail, move, moveWith, waitFor } from './move-on.ts'
import { chooseNoun, planNouns, reachBack } from './plan-job.ts'
import { canPush, isOutboxFull, pushPage, settlePush } from './push-page.ts'
import { type StoredPull, storePulled } from './store-pulled.ts'
import type { NounProgress } from './tables.ts'

/** While more entities of an organisation than this wait to be applied, no page is read. */
const maxWaiting = 2_000
export const idsPerCall = 50
const maxDeletions = 100
/** Counting takes longer the more there is to count, and is done less often. */
const settlePollMs = 200
const maxSettlePollMs = 5_000

/** Takes a job one page further. Answers the job as it then stands, or null where it ended, waits, or is no longer ours. */
export async function stepJob(tools: JobTools, job: LeasedJob): Promise<LeasedJob | null> {
  const connector = tools.findConnector(job.connector)
  if (job.connectionState === 'disabled') return move(tools, job, fail('connection_disabled'))
  if (job.connectionState === 'paused') return move(tools, job, { reason: 'connection_paused', afterMs: 15_000 })
  if (job.kind === 'push') return pushNext(tools, job, connector)
  const [connection] = await loadConnections(tools, job)
  if (!connector || !connection || !canPull(connector, connection.context))
    return moveWith(tools, job, async (tx) => {
      await dropSchedules(tx, job)
      return fail('connection_cannot_pull')
    })
  const at = { tools, job, connector, connection }
  if (job.phase === 'settle') return settle(at)
  if (await isInboxFull(tools.db, job)) return move(tools, job, { reason: 'inbox_is_full', afterMs: 1_000 })
  if (job.phase === 'check') return checkSome(at)
  return job.kind === 'compare' ? compareNext(at) : listPage(at)
}

async function pushNext(tools: JobTools, job: LeasedJob, connector: Connector | undefined): Promise<LeasedJob | null> {
  if (!canPush(connector)) return move(tools, job, fail('connection_cannot_sync'))
  if (job.phase === 'settle') return moveWith(tools, job, (tx) => settlePush(tx, job))
  if (await isOutboxFull(tools.db, job)) return move(tools, job, { reason: 'outbox_is_full', afterMs: 1_000 })
  return moveWith(tools, job, (tx) => pushPage(tx, job))
}

async function listPage(at: At): Promise<LeasedJob | null> {
  const { tools, job, connector } = at
  const progress = job.progress.length > 0 ? job.progress : await reachBack(tools.db, job, planNouns(job, connector))
  const noun = chooseNoun(progress)
  if (!noun) return endListing(at, progress)
  const readAt = await readNow(tools.db, job)
  const since = noun.since ? new Date(noun.since) : job.changedAfter
  const changed = since === null ? {} : { changedAfter: since }
  const result = await askSource(at, { kind: noun.noun, cursor: noun.cursor, ...changed })
  const replace = (change: Partial<NounProgress>) => progress.map((one) => (one === noun ? { ...one, ...change } : one))
  if (result.kind === 'rejected') return move(tools, job, { progress: replace({ isDone: true, error: result.reason }) })
  if (result.kind !== 'page') return waitFor(at, result)
  return moveWith(tools, job, async (tx) => {
    const { connectionId } = job
    const stored = await storePulled(tx, job.organisationId, { connectionId, items: result.items, readAt })
    await noteItems(tx, job, stored.things)
    await dropAnswered(tx, job, stored.things)
    const { nextCursor, items } = result
    const total = result.total ?? noun.total
    const done = noun.done + items.length
    return {
      progress: replace({
        cursor: nextCursor,
        isDone: nextCursor === null,
        total: nextCursor === null ? done : total,
        done,
      }),
      counts: countStored(stored, items.length),
    }
  })
}

/** A reconcile looks again at what is recent, a complete listing at what it should have held. */
function endListing({ tools, job, connector }: At, progress: NounProgress[]): Promise<LeasedJob | null> {
  if (progress.length > 0 && progress.every((one) => one.error !== null))
    return move(tools, job, { ...fail(progress[0]?.error ?? 'rejected'), progress })
  return moveWith(tools, job, async (tx) => {
    await releaseMentions(tx, job)
    const isComplete = job.changedAfter === null
    const listed = progress.filter((one) => one.error === null).map((one) => one.noun)
    if (!isComplete) {
      if (job.kind === 'reconcile') await openRecent(tx, job, job.nouns ?? connector.pulls ?? [])
      return { phase: 'check', progress }
    }
    const { count, isBraked } = await openUnlisted(tx, job, listed)
    return isBraked ? { ...brake(tools, job, count), progress } : { phase: 'check', progress }
  })
}

async function checkSome(at: At): Promise<LeasedJob | null> {
  const { tools, job } = at
  // A source too slow for so many at once is asked for fewer.
  const limit = Math.max(1, idsPerCall >> job.failureCount)
  const open = await tools.db.inOrganisation(job.organisationId, (tx) => listOpenItems(tx, job, limit))
  const [first] = open
  if (!first) return endChecking(at)
  const readAt = await readNow(tools.db, job)
  const { kind } = first
  const result = await askSource(at, { kind, cursor: null, externalIds: open.map((key) => key.externalId) })
  if (result.kind !== 'page' && result.kind !== 'rejected') return waitFor(at, result)
  return moveWith(tools, job, async (tx) => {
    const missing = result.kind === 'page' ? (result.missingIds ?? []).map((externalId) => ({ kind, externalId })) : []
    await closeItems(tx, job, { keys: open, missing, readAt })
    if (result.kind === 'rejected') return {}
    const { connectionId } = job
    if (job.kind === 'compare') await forgetHigher(tx, job, { keys: open, items: result.items, readAt })
    const stored = await storePulled(tx, job.organisationId, { connectionId, items: result.items, readAt })
    await noteItems(tx, job, stored.things)
    return { counts: countStored(stored, result.items.length) }
  })
}

/** Only when everything was asked for is it known how much is missing, and so whether that can be true. */
async function endChecking(at: At): Promise<LeasedJob | null> {
  const { tools, job } = at
  const reason = job.kind === 'reconcile' ? await askTrouble(at) : null
  return moveWith(tools, job, async (tx) => {
    const { count, isBraked } = await countMissing(tx, job)
    if (count === 0) return { phase: 'settle', reason: hasBraked(job) ? tooManyMissing : reason }
    if (isBraked || hasBraked(job)) return brake(tools, job, count)
    const { keys, readAt } = await takeMissing(tx, job, maxDeletions)
    const { connectionId } = job
    const stored = await storePulled(tx, job.organisationId, { connectionId, items: [], missing: keys, readAt })
    await noteItems(tx, job, stored.things)
    return { phase: count > keys.length ? 'check' : 'settle', reason, counts: { missing: stored.deleted } }
  })
}

function brake({ logger }: JobTools, job: LeasedJob, count: number): Move {
  logger.warn({ job: job.id, connection: job.connectionId, count }, 'too much is missing at the source')
  return { phase: 'settle', reason: tooManyMissing, counts: { missing: count } }
}

function settle({ tools, job }: At): Promise<LeasedJob | null> {
  return moveWith(tools, job, async (tx) => {
    const outcome = await countOutcome(tx, job)
    const { reason } = job
    if (outcome) return { state: 'done', outcome, reason }
    const things = job.progress.reduce((sum, { done }) => sum + done, 0)
    return { afterMs: Math.min(settlePollMs + things / 10, maxSettlePollMs), reason }
  })
}

function countStored({ things, unreadable }: StoredPull, done: number): Move['counts'] {
  return { done, failed: unreadable, unchanged: things.filter(({ eventId }) => eventId === null).length }
}

/** After an error of our own: the job is tried again as after one of the source's. */
export async function putOffJob(tools: JobTools, job: LeasedJob): Promise<void> {
  await waitFor({ tools, job }, { kind: 'retry', reason: 'internal' })
}

async function isInboxFull(db: Db, { organisationId }: LeasedJob): Promise<boolean> {
  const [row] = await db.inOrganisation(
    organisationId,
    ({ sql }) => sql<{ waiting: number }[]>`
      select count(*)::int as waiting from (
        select from inbox_heads where organisation_id = ${organisationId}::uuid and due_at is not null limit ${maxWaiting + 1}) w`,
  )
  return (row?.waiting ?? 0) > maxWaiting
}
