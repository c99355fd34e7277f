import type { LoadedConnection } from '../connections/load-connections.ts'
import type { Connector } from '../connectors/connector.ts'
import { type ClaimedDelivery, type DueConnection, leaseSeconds } from './claim-deliveries.ts'
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
  /** Claimed, and not read yet. */
  loading: number
  /** How often what was ready had to be given back. */
  releases: number
  /** How long a call takes, over the last ones. */
  averageMs: number
  /** Delivered and not told in the log yet. */
  delivered: number
  /** The last claim got all that it asked for. */
  isMoreLikely: boolean
}

/** One with nothing under way. Its places are given with each claim. */
export const newDestination = (
  { connectionId }: Pick<DueConnection, 'connectionId'>,
  connector: Connector,
  connection: Destination['connection'],
): Destination => ({
  connectionId,
  connector,
  connection,
  places: 0,
  ready: [],
  sending: new Set(),
  recording: new Set(),
  averageMs: 100,
  delivered: 0,
  loading: 0,
  releases: 0,
  isMoreLikely: false,
})

/** Half a second's work is claimed ahead: enough that no place is ever empty, and little enough that nothing is leased in vain. */
const aheadMs = 500
const maxAhead = 2_000
/** At most so many are claimed at once, so that the next come while the last are sent. */
const maxClaim = 500
/** The longest call, and some more: a lease that would not outlast it is not begun on. */
const callMs = 16_000

/** How many deliveries are claimed ahead of the places. */
export const windowOf = ({ places, averageMs }: Destination): number =>
  Math.ceil(Math.min(Math.max((places * aheadMs) / Math.max(averageMs, 1), places), maxAhead))

/** Claimed and not sent yet. */
export const countAhead = ({ ready, loading }: Destination): number => ready.length + loading

/** With so many ahead, or fewer, more are claimed: half of the window, or all but one claim of a large one. */
export const refillAt = (destination: Destination): number => {
  const window = windowOf(destination)
  return Math.max(window / 2, window - maxClaim)
}

/** How many more to claim now: none as long as enough is ready, or results pile up unrecorded. */
export function countWanted(destination: Destination): number {
  const { recording, sending, places } = destination
  const ahead = countAhead(destination)
  const free = Math.max(0, places - sending.size)
  if (ahead > refillAt(destination) || recording.size > maxAhead) return 0
  return Math.min(windowOf(destination) - ahead + free, maxClaim)
}

export const isSpent = ({ ready, loading, sending, recording }: Destination): boolean =>
  ready.length + loading + sending.size + recording.size === 0

/** True where the lease outlasts a call that begins now; by this process's own clock, which ran on if the process stood still. */
export const outlastsCall = ({ leasedAt }: Held): boolean =>
  performance.now() - leasedAt < leaseSeconds * 1_000 - callMs

export const noteDuration = (destination: Destination, ms: number): void => {
  destination.averageMs += (ms - destination.averageMs) * 0.1
}

const pairOf = ({ claimed }: Held): string => `${claimed.entityKind} ${claimed.entityId}`

/**
 * Puts what was claimed behind what is ready. A pair whose lease ran out here and came back is ready once, and not at all while
 * its call is still under way: that lease is left to run out too.
 */
export function take(destination: Destination, claimed: readonly Held[]): void {
  const busy = new Set([...destination.sending, ...destination.recording].map(pairOf))
  const fresh = new Set(claimed.map(pairOf))
  destination.ready = [
    ...destination.ready.filter((held) => !fresh.has(pairOf(held))),
    ...claimed.filter((held) => !busy.has(pairOf(held))),
  ]
}
