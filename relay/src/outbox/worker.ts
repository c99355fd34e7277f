import { type LoadedConnection, loadConnections } from '../connections/load-connections.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Connector, Io, PushResult } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import { type ClaimedDelivery, claimDeliveries, type DueConnection, findDueConnections } from './claim-deliveries.ts'
import { decideNext } from './decide-next.ts'
import { loadDelivery } from './load-delivery.ts'
import { recordAttempt } from './record-attempt.ts'

type Dependencies = {
  db: Db
  box: SecretBox
  io: Io
  findConnector: (name: string) => Connector | undefined
  logger: Logger
  pollMs?: number
}

/**
 * Sends what is due. Each destination has its own few places (`connector.concurrency`), so that a slow one takes none of the
 * others', and each entity its own line, so that a refused one holds up nothing but itself.
 */
export function createOutboxWorker({ db, box, io, findConnector, logger, pollMs = 500 }: Dependencies): Loop {
  const underWay = new Map<string, number>()
  const sending = new Set<Promise<void>>()

  async function send(claimed: ClaimedDelivery, connection: LoadedConnection, connector: Connector): Promise<void> {
    const { push, pushes } = connector
    if (!push || !pushes) return
    const delivery = await db.inOrganisation(claimed.organisationId, (tx) => loadDelivery(tx, claimed, pushes))
    if (!delivery) return
    const startedAt = io.now()
    const started = performance.now()
    let result: PushResult
    try {
      result = await push({ io, context: connection.context, event: delivery.event })
    } catch (error) {
      logger.error({ err: error, connection: claimed.connectionId, delivery: delivery.id }, 'connector failed')
      result = { kind: 'retry', reason: 'connector_failed' }
    }
    const durationMs = performance.now() - started
    const decision = decideNext(result, delivery.failureCount, Math.random())
    const secrets = Object.values(connection.context.secrets).flat()
    const isHeld = await recordAttempt(db, { claimed, delivery, result, decision, startedAt, durationMs, secrets })
    logger.info(
      {
        connection: claimed.connectionId,
        connector: connector.name,
        delivery: delivery.id,
        event: delivery.event.id,
        type: delivery.event.type,
        attempt: delivery.attemptCount + 1,
        outcome: result.kind,
        state: decision.state,
        reason: decision.reason,
        ms: Math.round(durationMs),
        is_lease_lost: isHeld ? undefined : true,
      },
      'delivery',
    )
  }

  function start(claimed: ClaimedDelivery, connection: LoadedConnection, connector: Connector): void {
    const { connectionId } = claimed
    underWay.set(connectionId, (underWay.get(connectionId) ?? 0) + 1)
    const run = send(claimed, connection, connector)
      .catch((error) => logger.error({ err: error, connection: connectionId }, 'delivery could not be recorded'))
      .finally(() => {
        underWay.set(connectionId, (underWay.get(connectionId) ?? 1) - 1)
        sending.delete(run)
        loop.wake()
      })
    sending.add(run)
  }

  async function serve(due: DueConnection): Promise<boolean> {
    const connector = findConnector(due.connector)
    const places = (connector?.concurrency ?? 0) - (underWay.get(due.connectionId) ?? 0)
    if (!connector?.push || places <= 0) return false
    const [connection] = await loadConnections({ db, box }, due)
    if (!connection) return false
    const claimed = await db.asSystem((sql) => claimDeliveries(sql, due, places))
    for (const claim of claimed) start(claim, connection, connector)
    return claimed.length > 0
  }

  async function work(): Promise<boolean> {
    let isMore = false
    for (const due of await db.asSystem(findDueConnections)) {
      try {
        isMore = (await serve(due)) || isMore
      } catch (error) {
        // One connection that cannot be served (secrets that do not open, say) takes nothing from the others.
        logger.error({ err: error, connection: due.connectionId }, 'connection could not be served')
      }
    }
    return isMore
  }

  const loop = createLoop({ name: 'outbox', work, pollMs, logger })
  return {
    ...loop,
    async stop() {
      await loop.stop()
      await Promise.all(sending)
    },
  }
}
