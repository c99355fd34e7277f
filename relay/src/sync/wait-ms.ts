const second = 1_000
const waitsMs = [0, second, 2 * second, 4 * second, 15 * second, 60 * second, 300 * second]
const longestMs = 900 * second

/** Milliseconds until a source is asked again after `failures` failed calls. */
export const waitMs = (failures: number): number => waitsMs[failures] ?? longestMs
