import { Cron } from 'croner'

/**
 * The first instant after `after` that a cron pattern names in a time zone. A local time that a clock change leaves out comes
 * right after the gap, one that comes twice counts once. Throws where pattern or zone mean nothing, or nothing follows.
 */
export function nextOccurrence({ pattern, timeZone, after }: { pattern: string; timeZone: string; after: Date }): Date {
  const next = new Cron(pattern, { timezone: timeZone }).nextRun(after)
  if (!next) throw new Error(`nothing follows ${after.toISOString()} in ${pattern}`)
  return next
}
