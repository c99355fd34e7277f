const MAX_AHEAD_MS = 300_000

/**
 * A source's own time of modification, or null where it is no such time: not a date, before 1970, or more than five minutes
 * after `now`. A time far ahead, taken at its word, would make everything that its source says later too old.
 */
export function credibleTime(date: Date, now = new Date()): Date | null {
  const time = date.getTime()
  return time > 0 && time <= now.getTime() + MAX_AHEAD_MS ? date : null
}
