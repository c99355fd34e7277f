import { type BatchAnswer, maxBatchEvents, type OutboxAsk } from '@passerelle/shared-types/batch'
import { findMissing } from '../connections/find-missing.ts'
import { loadPairedConnection, type PairedConnection } from '../connections/load-paired-connection.ts'
import { registerLost } from '../connections/register-sequences.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Io } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import { Forbidden, Refused } from '../platform/errors.ts'
import { askOutbox } from './ask-outbox.ts'
import type { Silent } from './claim-silent.ts'
import type { Asked } from './note-asked.ts'
import { requestWhole } from './request-whole.ts'

type Pulled = { answer: BatchAnswer; eventIds: string[]; unknown: number[]; sequences: number[] }

export type PullTools = {
  db: Db
  box: SecretBox
  io: Io
  /** What the shop answers enters as if it had sent it. */
  acceptBatch: (args: { connection: PairedConnection; body: Uint8Array; via: 'pull' }) => Promise<Pulled>
}

type Range = { from: number; to: number }
type Answered =
  | { kind: 'pulled'; pulled: Pulled }
  | { kind: 'refused'; reason: string }
  | Extract<Asked, { kind: 'failed' }>

const budgetMs = 20_000
// The second tells the shop what became of the first: with fewer, a slow shop would get no further.
const leastAsks = 2
// No shop has given such a number yet: what is asked for by it is answered without an event.
const farAbove = 1_000_000

/** How many events each shop is asked for at once: fewer where one among them cannot be read. */
export type Portions = Map<string, number>

/**
 * Asks a shop until nothing more comes, or the time of one turn is over. What cannot be read is asked for in halves, down to
 * the one number that is at fault: that one is lost, and the shop is read whole instead.
 */
export async function pullOutbox(
  tools: PullTools,
  shop: Silent,
  { portions, isStopping }: { portions: Portions; isStopping: () => boolean },
): Promise<Asked> {
  const startedAt = performance.now()
  let settled: OutboxAsk['settled'] = null
  for (let asks = 0; !isStopping(); asks++) {
    if (asks >= leastAsks && performance.now() - startedAt > budgetMs) return { kind: 'more' }
    // Each time anew: what was known before the asking is what the shop's own numbers are held against.
    const connection = await loadPairedConnection(tools, shop.connectionId)
    if (connection?.installation.id !== shop.installationId) return { kind: 'done' }
    const portion = portions.get(shop.connectionId) ?? maxBatchEvents
    const range = shop.hasGap ? await findNext(tools.db, shop, portion) : null
    const answered = await ask(tools, connection, {
      ...(range ?? { after: connection.installation.highest }),
      limit: portion,
      settled,
    })
    if (answered.kind === 'failed') return answered
    const fault =
      answered.kind === 'refused' ? answered.reason : await settleRange(tools.db, shop, range, answered.pulled)
    if (answered.kind === 'refused' || fault !== null) {
      const size = range ? range.to - range.from + 1 : portion
      portions.set(shop.connectionId, Math.ceil(size / 2))
      if (size > 1) continue
      const reason = fault ?? 'gap_not_answered'
      if (range === null || !(await isWell(tools, connection))) return { kind: 'failed', reason }
      await giveUp(tools.db, shop, [range.from], reason)
      continue
    }
    grow(portions, shop.connectionId, portion)
    const { answer, eventIds, sequences } = answered.pulled
    if (!range && sequences.length === 0 && eventIds.length === 0 && answer.rejected.length === 0)
      return { kind: 'done' }
    const told: readonly string[] = settled?.event_ids ?? []
    if (!range && eventIds.length > 0 && eventIds.every((id) => told.includes(id)))
      return { kind: 'failed', reason: 'not_settled' }
    settled = {
      event_ids: eventIds,
      rejected: answer.rejected.map(({ event_id, code, pointer }) => ({ event_id, code, pointer })),
      highest: answer.highest,
    }
  }
  return { kind: 'more' }
}

async function ask({ io, acceptBatch }: PullTools, connection: PairedConnection, ask: OutboxAsk): Promise<Answered> {
  const answered = await askOutbox(io, connection, ask)
  if (answered.kind !== 'batch') return answered
  try {
    return { kind: 'pulled', pulled: await acceptBatch({ connection, body: answered.body, via: 'pull' }) }
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) throw error
    return { kind: error instanceof Forbidden ? 'failed' : 'refused', reason: error.code }
  }
}

/** Whether a shop answers with batches at all: one in maintenance, or behind a cache, says nothing of a number. */
async function isWell(tools: PullTools, connection: PairedConnection): Promise<boolean> {
  const nowhere = connection.installation.highest + farAbove
  return (await ask(tools, connection, { from: nowhere, to: nowhere, limit: 1, settled: null })).kind === 'pulled'
}

/** Gives up what the shop has no more; answers what is wrong where it said nothing of the range that it was asked for. */
async function settleRange(
  db: Db,
  shop: Silent,
  range: Range | null,
  { unknown, sequences }: Pulled,
): Promise<string | null> {
  if (range === null) return null
  const isIn = (n: number) => n >= range.from && n <= range.to
  const lost = unknown.filter((n) => isIn(n) && !sequences.includes(n))
  if (lost.length > 0) await giveUp(db, shop, lost, 'unknown_to_plugin')
  // What is neither sent nor given up would be asked for again and again.
  return lost.length === 0 && !sequences.some(isIn) ? 'gap_not_answered' : null
}

/** What they told is only to be found in the shop as it stands now. */
const giveUp = (db: Db, shop: Silent, sequences: number[], reason: string) =>
  db.inOrganisation(shop.organisationId, async (tx) => {
    await requestWhole(tx, shop.organisationId, shop.connectionId)
    await registerLost(tx, shop, { sequences, reason })
  })

function grow(portions: Portions, connectionId: string, portion: number): void {
  if (portion * 2 >= maxBatchEvents) portions.delete(connectionId)
  else portions.set(connectionId, portion * 2)
}

async function findNext(db: Db, shop: Silent, portion: number): Promise<Range | null> {
  const [range] = await db.inOrganisation(shop.organisationId, (tx) => findMissing(tx, shop))
  return range ? { from: range[0], to: Math.min(range[1], range[0] + portion - 1) } : null
}
