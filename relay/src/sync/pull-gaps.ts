import { type BatchAnswer, maxBatchEvents, type OutboxAsk } from '@passerelle/shared-types/batch'
import { findMissing } from '../connections/find-missing.ts'
import { loadPairedConnection, type PairedConnection } from '../connections/load-paired-connection.ts'
import { registerLost } from '../connections/register-sequences.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Io } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import { Refused } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import { askOutbox } from './ask-outbox.ts'
import { claimSilent, type Patience, type Silent } from './claim-silent.ts'
import { requestWhole } from './request-whole.ts'

type Pulled = { answer: BatchAnswer; eventIds: string[]; unknown: number[]; sequences: number[] }

type Dependencies = {
  db: Db
  box: SecretBox
  io: Io
  /** What the shop answers enters as if it had sent it. */
  acceptBatch: (args: { connection: PairedConnection; body: Uint8Array; via: 'pull' }) => Promise<Pulled>
  logger: Logger
  pollMs?: number
  patience?: Partial<Patience>
}

const usual: Patience = { gapGraceSeconds: 10, silenceSeconds: 300, askEverySeconds: 60 }
const maxAsks = 50

/** The loop that asks paired shops for events whose numbers are missing, and for the outboxes of those that fell silent. */
export function createGapPuller({ pollMs = 1_000, patience = {}, ...tools }: Dependencies): Loop {
  const { db, logger } = tools
  let isStopping = false
  /** One shop that cannot be served takes nothing from the others. */
  async function ask(shop: Silent): Promise<void> {
    try {
      const reason = await pullOutbox(tools, shop, () => isStopping).catch((error: unknown) => {
        if (error instanceof Refused && error.status < 500) return error.code
        throw error
      })
      await noteAsked(db, shop, reason)
      if (reason !== null) logger.warn({ connection: shop.connectionId, reason }, 'the shop gave no outbox')
    } catch (error) {
      logger.error({ err: error, connection: shop.connectionId }, 'the outbox could not be taken')
    }
  }

  async function work(): Promise<boolean> {
    const silent = await db.asSystem((sql) => claimSilent(sql, { ...usual, ...patience }))
    await Promise.all(silent.map(ask))
    return silent.length > 0
  }
  const loop = createLoop({ name: 'gaps', work, pollMs, logger })
  return {
    ...loop,
    stop() {
      isStopping = true
      return loop.stop()
    },
  }
}

/** Asks until nothing more comes; answers why it could not, or null. */
async function pullOutbox(
  { db, box, io, acceptBatch }: Pick<Dependencies, 'db' | 'box' | 'io' | 'acceptBatch'>,
  shop: Silent,
  isStopping: () => boolean,
): Promise<string | null> {
  const connection = await loadPairedConnection({ db, box }, shop.connectionId)
  if (!connection || connection.installation.id !== shop.installationId) return null
  let settled: OutboxAsk['settled'] = null
  let after = shop.highest
  for (let asks = 0; asks < maxAsks && !isStopping(); asks++) {
    const range = shop.hasGap ? await findNext(db, shop) : null
    const ask = range ?? { after }
    const answered = await askOutbox(io, connection, { ...ask, limit: maxBatchEvents, settled })
    if (answered.kind === 'failed') return answered.reason
    const { answer, eventIds, unknown, sequences } = await acceptBatch({ connection, body: answered.body, via: 'pull' })
    const lost = range ? unknown.filter((n) => n >= range.from && n <= range.to && !sequences.includes(n)) : []
    if (lost.length > 0) {
      await db.inOrganisation(shop.organisationId, async (tx) => {
        // What they told is only to be found in the shop as it stands now.
        await requestWhole(tx, shop.organisationId, shop.connectionId)
        await registerLost(tx, shop, { sequences: lost, reason: 'unknown_to_plugin' })
      })
    }
    // What is neither sent nor given up would be asked for again and again.
    if (range && lost.length === 0 && !sequences.some((n) => n >= range.from && n <= range.to))
      return 'gap_not_answered'
    if (!range && sequences.length === 0 && eventIds.length === 0 && answer.rejected.length === 0) return null
    const told: readonly string[] = settled?.event_ids ?? []
    if (!range && eventIds.length > 0 && eventIds.every((id) => told.includes(id))) return 'not_settled'
    settled = {
      event_ids: eventIds,
      rejected: answer.rejected.map(({ event_id, code, pointer }) => ({ event_id, code, pointer })),
      highest: answer.highest,
    }
    after = answer.highest.sequence
  }
  return null
}

async function findNext(db: Db, shop: Silent): Promise<{ from: number; to: number } | null> {
  const [range] = await db.inOrganisation(shop.organisationId, (tx) => findMissing(tx, shop))
  return range ? { from: range[0], to: Math.min(range[1], range[0] + maxBatchEvents - 1) } : null
}

/** A shop that answered was heard; one that did not is asked later, and says why for those who look. */
async function noteAsked(db: Db, { organisationId, connectionId }: Silent, reason: string | null): Promise<void> {
  await db.inOrganisation(
    organisationId,
    (tx) => tx.sql`
      update installations
      set ask_failures = case when ${reason}::text is null then 0 else ask_failures + 1 end, ask_error = ${reason},
        last_seen_at = case when ${reason}::text is null then app_now() else last_seen_at end
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`,
  )
}
