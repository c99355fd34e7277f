import type { Transact } from '../domain/transact.ts'
import type { Db } from '../platform/db.ts'
import { isConnectionLoss, isStatementTimeout } from '../platform/db-errors.ts'
import { Unavailable } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import { applyHeads } from './apply-heads.ts'
import { type ClaimedHead, claimHeads, findDueOrganisations, leaseSeconds } from './claim-heads.ts'
import { type FindReader, withClock } from './read-timer.ts'
import { recordFailure } from './record-failure.ts'
import { createStatisticsRefresh } from './refresh-statistics.ts'

type Dependencies = {
  db: Db
  transact: Transact
  findConnector: FindReader
  logger: Logger
  pollMs?: number
}

export const claimSize = 200
/** A claim that met an outage is tried again while its lease is surely ours. */
const keepClaimMs = (leaseSeconds - 10) * 1_000

type Claim = { organisationId: string; heads: ClaimedHead[]; claimedAt: number }

/** Leases due entities, organisation by organisation, and applies what waits for them, in bulk first and singly after an error. */
export function createInboxWorker({ db, transact, findConnector, logger, pollMs = 500 }: Dependencies): Loop {
  const findReader = withClock(findConnector)
  const refreshStatistics = createStatisticsRefresh(db)
  const apply = (organisationId: string, heads: ClaimedHead[]) =>
    transact(organisationId, (ctx) => applyHeads({ ctx, heads, findReader }))

  async function applySingly(organisationId: string, heads: ClaimedHead[]): Promise<void> {
    for (const head of heads) {
      try {
        await apply(organisationId, [head])
      } catch (error) {
        if (isOutage(error)) throw error
        // A slow database is no fault of the event: it has its turn again when the lease has run out.
        const { isParked } = isStatementTimeout(error) ? { isParked: false } : await recordFailure(db, head, error)
        const entity = `${head.kind} ${head.externalId}`
        logger.warn({ organisation: organisationId, entity, is_parked: isParked, err: error }, 'apply failed')
      }
    }
  }

  async function applyClaim({ organisationId, heads }: Claim): Promise<void> {
    const startedAt = performance.now()
    try {
      await apply(organisationId, heads)
    } catch (error) {
      if (isOutage(error)) throw error
      await applySingly(organisationId, heads)
    }
    const ms = Math.round(performance.now() - startedAt)
    logger.debug({ organisation: organisationId, entities: heads.length, ms }, 'applied')
  }

  let interrupted: Claim | null = null

  async function run(claim: Claim): Promise<void> {
    interrupted = claim
    await applyClaim(claim)
    interrupted = null
  }

  async function work(): Promise<boolean> {
    if (interrupted) {
      const claim = interrupted
      interrupted = null
      if (performance.now() - claim.claimedAt < keepClaimMs) await run(claim)
    }
    let isMore = false
    for (const organisationId of await db.asSystem(findDueOrganisations)) {
      const claimedAt = performance.now()
      const heads = await db.asSystem((sql) => claimHeads(sql, organisationId, claimSize))
      if (heads.length === 0) continue
      isMore = true
      await run({ organisationId, heads, claimedAt })
    }
    if (isMore) await refreshStatistics().catch((error) => logger.warn({ err: error }, 'statistics were not refreshed'))
    return isMore
  }

  return createLoop({ name: 'inbox', work, pollMs, logger })
}

const isOutage = (error: unknown) => error instanceof Unavailable || isConnectionLoss(error)
