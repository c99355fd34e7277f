const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Waits before each attempt, in ms: about 75 hours in all. */
export const retryTableMs: readonly number[] = [
  0,
  second,
  2 * second,
  4 * second,
  30 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** Waits of a destination's breaker, by how often in a row it opened, in ms; the last one goes on. */
export const breakerTableMs: readonly number[] = [
  10 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  20 * minute,
  30 * minute,
]

/**
 * Milliseconds until the attempt that follows `failures` failed ones, spread by ±20 %; null where the table is at its end.
 * `chance` is between 0 and 1.
 */
export function nextDelayMs(failures: number, chance: number): number | null {
  const base = retryTableMs[failures]
  return base === undefined ? null : spread(base, chance)
}

/** Milliseconds that a breaker stays open which opened `opens` times in a row, spread by ±20 %, half an hour at most. */
export function breakerDelayMs(opens: number, chance: number): number {
  const last = breakerTableMs.length - 1
  const base = breakerTableMs[Math.min(Math.max(opens - 1, 0), last)] ?? 0
  return Math.min(spread(base, chance), breakerTableMs[last] ?? 0)
}

const spread = (base: number, chance: number): number => Math.round(base * (0.8 + 0.4 * chance))
