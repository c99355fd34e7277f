import type { PushResult } from '../connectors/connector.ts'
import type { Logger } from '../platform/logger.ts'
import type { Destination, Held } from './destination.ts'
import type { Recorder } from './recorder.ts'

/** From here on, attempts that are recorded together are logged together. */
const crowd = 10

type Told = {
  held: Held
  result: PushResult
  isReadBack: boolean
  recorded: Awaited<ReturnType<Recorder>>
  durationMs: number
}

/** One line of the log for a delivery, or one count for what a crowd of them will be told by. */
export function tellDelivery(logger: Logger, destination: Destination, told: Told): void {
  const { held, result, isReadBack, recorded, durationMs } = told
  const { claimed, delivery } = held
  // A line each would cost more than the rest of a crowd's deliveries: where all goes well, they are counted.
  if (result.kind === 'delivered' && recorded.groupSize > crowd) {
    destination.delivered++
    return
  }
  logger.info(
    {
      connection: claimed.connectionId,
      connector: destination.connector.name,
      delivery: delivery.id,
      event: delivery.event.id,
      type: delivery.event.type,
      attempt: delivery.attemptCount + 1,
      outcome: isReadBack && result.kind === 'delivered' ? 'read_back' : result.kind,
      state: recorded.decision?.state,
      reason: recorded.decision?.reason,
      ms: Math.round(durationMs),
      is_lease_lost: recorded.isHeld ? undefined : true,
    },
    'delivery',
  )
}

/** What was counted since the last time, in one line. */
export function tellDelivered(logger: Logger, destination: Destination): void {
  const { connectionId, connector, delivered, averageMs } = destination
  if (delivered === 0) return
  destination.delivered = 0
  const ms = Math.round(averageMs)
  logger.info({ connection: connectionId, connector: connector.name, delivered, ms }, 'deliveries')
}
