import type { LoadedConnection } from '../connections/load-connections.ts'
import type { Connector } from '../connectors/connector.ts'
import { type ClaimedDelivery, leaseSeconds } from './claim-deliveries.ts'
import type { LoadedDelivery } from './load-deliveries.ts'

/** A delivery that this process holds the lease of. */
export type Held = { claimed: ClaimedDelivery; delivery: LoadedDelivery; leasedAt: number }

/** What one worker process holds of one destination: what is ready, what is being sent, what waits to be recorded. */
export type Destination = {
  connectionId: string
  connector: Connector
  connection: LoadedConnection
  /** Calls under way at once. */
  places: number
  ready: Held[]
  sending: Set<Held>
  recording: Set<Held>
  /** How long a call takes, over the last ones. */
  averageMs: number
  /** Delivered and not told in the log yet. */
  delivered: number
  /** The last claim got all that it asked for. */
  isMoreLikely: boolean
}

/** Half a second's work is claimed ahead: enough that no place is ever empty, and little enough that nothing is leased in vain. */
const aheadMs = 500
const maxAhead = 400
/** The longest call, and some more: a lease that would not outlast it is not begun on. */
const callMs = 16_000

/** How many deliveries are claimed ahead of the places. */
export const windowOf = ({ places, averageMs }: Destination): number =>
  Math.ceil(Math.min(Math.max((places * aheadMs) / Math.max(averageMs, 1), places), maxAhead))

/** How many more to claim now: none as long as half of the window is ready, or results pile up unrecorded. */
export function countWanted(destination: Destination): number {
  const { ready, recording, sending, places } = destination
  const window = windowOf(destination)
  const free = Math.max(0, places - sending.size)
  if (ready.length > window / 2 || recording.size > 2 * maxAhead) return 0
  return window - ready.length + free
}

export const isSpent = ({ ready, sending, recording }: Destination): boolean =>
  ready.length + sending.size + recording.size === 0

/** True where the lease outlasts a call that begins now; by this process's own clock, which ran on if the process stood still. */
export const outlastsCall = ({ leasedAt }: Held): boolean =>
  performance.now() - leasedAt < leaseSeconds * 1_000 - callMs

export const noteDuration = (destination: Destination, ms: number): void => {
  destination.averageMs += (ms - destination.averageMs) * 0.1
}
