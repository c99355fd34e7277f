import { loadConnections } from '../connections/load-connections.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Connector, Io } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import { type ClaimedDelivery, claimDeliveries, type DueConnection, findDueConnections } from './claim-deliveries.ts'
import {
  countAhead,
  countWanted,
  type Destination,
  type Held,
  isSpent,
  newDestination,
  noteDuration,
  outlastsCall,
  refillAt,
  take,
} from './destination.ts'
import { releaseLeases, renewLeases } from './hold-leases.ts'
import { type Choice, loadDeliveries } from './load-deliveries.ts'
import { pushDelivery } from './push-delivery.ts'
import { createRecorder } from './recorder.ts'
import { tellDelivered, tellDelivery } from './tell-delivery.ts'

type Dependencies = {
  db: Db
  box: SecretBox
  io: Io
  findConnector: (name: string) => Connector | undefined
  logger: Logger
  pollMs?: number
}

const renewMs = 2_500
/** A timer of more than 24 days would ring at once. */
const longestTimerMs = 3_600_000

/**
 * Sends what is due. Each destination has its own places, so that a slow one takes none of the others', and each entity its own
 * line, so that a refused one holds up nothing but itself. Deliveries are claimed and loaded many at a time ahead of the
 * places, and their results recorded in groups; a place is free again as soon as its call has ended.
 */
export function createOutboxWorker({ db, box, io, findConnector, logger, pollMs = 500 }: Dependencies): Loop {
  const destinations = new Map<string, Destination>()
  const underWay = new Set<Promise<void>>()
  const timers = new Map<string, NodeJS.Timeout>()
  let renewing: NodeJS.Timeout | undefined
  let isStopping = false
  const record = createRecorder(db, { isStopping: () => isStopping })

  async function send(destination: Destination, held: Held): Promise<void> {
    const { connector, connection } = destination
    const { claimed, delivery } = held
    const startedAt = io.now()
    const started = performance.now()
    const { result, isReadBack, error } = await pushDelivery({ connector, io, context: connection.context, delivery })
    const durationMs = performance.now() - started
    noteDuration(destination, durationMs)
    destination.sending.delete(held)
    destination.recording.add(held)
    pump(destination)
    if (error) logger.error({ err: error, connection: claimed.connectionId, delivery: delivery.id }, 'connector failed')
    const secrets = Object.values(connection.context.secrets).flat()
    const recorded = await record({ claimed, delivery, result, isReadBack, startedAt, durationMs, secrets })
    if (recorded.isDestinationHeld) release(destination)
    if (recorded.isMoreDue) loop.wake()
    tellDelivery(logger, destination, { held, result, isReadBack, recorded, durationMs })
  }

  function forgetSpent(destination: Destination): void {
    if (!isSpent(destination) || destinations.get(destination.connectionId) !== destination) return
    destinations.delete(destination.connectionId)
    tellDelivered(logger, destination)
  }

  /** Fills the free places. */
  function pump(destination: Destination): void {
    const late: Held[] = []
    while (destination.sending.size < destination.places) {
      const held = destination.ready.shift()
      if (!held) break
      if (!outlastsCall(held)) {
        late.push(held)
        continue
      }
      destination.sending.add(held)
      const run = send(destination, held)
        .catch((error) =>
          logger.error({ err: error, connection: destination.connectionId }, 'delivery could not be recorded'),
        )
        .finally(() => {
          destination.sending.delete(held)
          destination.recording.delete(held)
          underWay.delete(run)
          forgetSpent(destination)
        })
      underWay.add(run)
    }
    if (late.length > 0) giveBack(late)
    if (destination.isMoreLikely && countAhead(destination) <= refillAt(destination)) loop.wake()
  }

  function giveBack(held: Held[]): void {
    const run = db
      .asSystem((sql) =>
        releaseLeases(
          sql,
          held.map(({ claimed }) => claimed),
        ),
      )
      .catch((error) => logger.warn({ err: error }, 'leases were not given back: they run out by themselves'))
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  /** What is ready for a destination that may not be sent to any more waits in the database again. */
  function release(destination: Destination): void {
    destination.releases++
    const held = destination.ready.splice(0)
    if (held.length > 0) giveBack(held)
  }

  async function serve(due: DueConnection): Promise<boolean> {
    const connector = findConnector(due.connector)
    if (!connector?.push || !connector.pushes) return false
    const known = destinations.get(due.connectionId)
    if (known && countWanted(known) === 0) return false
    const [connection] = await loadConnections({ db, box }, due)
    if (!connection) return false
    const destination = destinations.get(due.connectionId) ?? newDestination(due, connector, connection)
    const places = due.concurrency ?? connector.concurrency
    Object.assign(destination, { connector, connection, places })
    const wanted = countWanted(destination)
    const leasedAt = performance.now()
    const { claimed, retryInMs } = await db.asSystem((sql) => claimDeliveries(sql, due, wanted))
    if (retryInMs !== null) wakeIn(due.connectionId, retryInMs)
    destination.isMoreLikely = claimed.length === wanted
    if (claimed.length === 0) return false
    destinations.set(due.connectionId, destination)
    const choice = { pushes: connector.pushes, foldBefore: due.foldBefore, readsBack: Boolean(connector.readBack) }
    load(destination, { claimed, choice, leasedAt, isProbe: due.isProbe })
    return destination.isMoreLikely
  }

  /** Not waited for: the next are claimed while these are read. */
  function load(
    destination: Destination,
    args: { claimed: ClaimedDelivery[]; choice: Choice; leasedAt: number; isProbe: boolean },
  ): void {
    const { claimed, choice, leasedAt, isProbe } = args
    const { connectionId, releases } = destination
    const { organisationId } = destination.connection.context
    destination.loading += claimed.length
    const run = db
      .inOrganisation(organisationId, (tx) => loadDeliveries(tx, claimed, choice))
      .then((loaded) => {
        const held = loaded.map((one) => ({ ...one, leasedAt }))
        // What was held up meanwhile goes back, as all that was ready then; a probe goes out, which others' answers do not end.
        if (!isStopping && (isProbe || releases === destination.releases)) take(destination, held)
        else if (held.length > 0) giveBack(held)
      })
      .catch((error) => logger.error({ err: error, connection: connectionId }, 'deliveries could not be read'))
      .finally(() => {
        underWay.delete(run)
        destination.loading -= claimed.length
        pump(destination)
        forgetSpent(destination)
      })
    underWay.add(run)
  }

  function wakeIn(connectionId: string, ms: number): void {
    clearTimeout(timers.get(connectionId))
    timers.set(
      connectionId,
      setTimeout(
        () => {
          timers.delete(connectionId)
          loop.wake()
        },
        Math.min(ms, longestTimerMs),
      ),
    )
  }

  async function work(): Promise<boolean> {
    let isMore = false
    const dues = await db.asSystem(findDueConnections)
    const ids = new Set(dues.map(({ connectionId }) => connectionId))
    for (const destination of destinations.values()) if (!ids.has(destination.connectionId)) release(destination)
    for (const due of dues) {
      try {
        isMore = (await serve(due)) || isMore
      } catch (error) {
        // One connection that cannot be served (secrets that do not open, say) takes nothing from the others.
        logger.error({ err: error, connection: due.connectionId }, 'connection could not be served')
      }
    }
    return isMore
  }

  /** Keeps what is held for as long as it is held; what was lost all the same is not sent. */
  async function renew(): Promise<void> {
    const all = [...destinations.values()]
    for (const destination of all) tellDelivered(logger, destination)
    const old = all
      .flatMap(({ ready, sending, recording }) => [...ready, ...sending, ...recording])
      .filter(({ leasedAt }) => performance.now() - leasedAt > renewMs)
    if (old.length === 0) return
    const leasedAt = performance.now()
    const kept = await db.asSystem((sql) =>
      renewLeases(
        sql,
        old.map(({ claimed }) => claimed),
      ),
    )
    for (const held of old) if (kept.has(held.claimed)) held.leasedAt = leasedAt
    const lost = new Set(old.filter(({ claimed }) => !kept.has(claimed)))
    for (const destination of all) destination.ready = destination.ready.filter((held) => !lost.has(held))
  }

  const loop = createLoop({ name: 'outbox', work, pollMs, logger })
  return {
    ...loop,
    start() {
      loop.start()
      renewing = setInterval(() => {
        renew().catch((error) => logger.warn({ err: error }, 'leases were not renewed'))
      }, renewMs)
    },
    async stop() {
      isStopping = true
      clearInterval(renewing)
      for (const timer of timers.values()) clearTimeout(timer)
      await loop.stop()
      for (const destination of destinations.values()) release(destination)
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
