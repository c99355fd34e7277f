import type { Connector } from '../connectors/connector.ts'
import type { Transact } from '../domain/transact.ts'
import { type Db, isConnectionLoss, isContention } from '../platform/db.ts'
import { Unavailable } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import { applyHeads } from './apply-heads.ts'
import { type ClaimedHead, claimHeads, findDueOrganisations } from './claim-heads.ts'
import { recordFailure } from './record-failure.ts'

type Dependencies = {
  db: Db
  transact: Transact
  findConnector: (name: string) => Connector | undefined
  logger: Logger
  pollMs?: number
}

export const claimSize = 200
const maxContentionTries = 3

/** Leases due entities, organisation by organisation, and applies what waits for them, in bulk first and singly after an error. */
export function createInboxWorker({ db, transact, findConnector, logger, pollMs = 500 }: Dependencies): Loop {
  const apply = (organisationId: string, heads: ClaimedHead[]) =>
    transact(organisationId, (ctx) => applyHeads({ ctx, heads, findConnector }))

  async function applySingly(organisationId: string, heads: ClaimedHead[]): Promise<void> {
    for (const head of heads) {
      try {
        await retryContention(() => apply(organisationId, [head]))
      } catch (error) {
        if (isOutage(error)) throw error
        const { isParked } = await recordFailure(db, head, error)
        logger.warn(
          { organisation: organisationId, entity: `${head.kind} ${head.externalId}`, is_parked: isParked, err: error },
          'apply failed',
        )
      }
    }
  }

  async function work(): Promise<boolean> {
    let isMore = false
    for (const organisationId of await db.asSystem(findDueOrganisations)) {
      const heads = await db.asSystem((sql) => claimHeads(sql, organisationId, claimSize))
      if (heads.length === 0) continue
      isMore = true
      const startedAt = performance.now()
      try {
        await apply(organisationId, heads)
      } catch (error) {
        if (isOutage(error)) throw error
        await applySingly(organisationId, heads)
      }
      logger.debug(
        { organisation: organisationId, entities: heads.length, ms: Math.round(performance.now() - startedAt) },
        'applied',
      )
    }
    return isMore
  }

  return createLoop({ name: 'inbox', work, pollMs, logger })
}

const isOutage = (error: unknown) => error instanceof Unavailable || isConnectionLoss(error)

async function retryContention<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      if (!isContention(error) || tries >= maxContentionTries) throw error
    }
  }
}
