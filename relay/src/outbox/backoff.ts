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

/** Tries that a destination gets which looks wrongly set up (3xx, 404, 405) before its connection pauses. */
export const misconfiguredTries = 3

/**
 * Milliseconds until the attempt that follows `failures` failed ones, spread by ±20 %; null where the table is at its end.
 * `chance` is between 0 and 1.
 */
export function nextDelayMs(failures: number, chance: number): number | null {
  const base = retryTableMs[failures]
  return base === undefined ? null : Math.round(base * (0.8 + 0.4 * chance))
}
