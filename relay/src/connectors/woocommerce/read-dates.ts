import { z } from 'zod'
import { credibleTime } from '../credible-time.ts'

const Gmt = z.iso.datetime({ local: true, offset: true })

// Before it, an offset could carry a date into the year 0, which SQL does not have.
const EARLIEST_MS = Date.UTC(2, 0, 1)

/**
 * Instant of a `…_gmt` member, which is UTC and says no zone, past or to come. Null where there is none, as WooCommerce writes
 * it (null, an empty text, `0000-00-00…`), or no date.
 */
export function readInstant(value: unknown): Date | null {
  if (!Gmt.safeParse(value).success) return null
  const text = String(value)
  const instant = new Date(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)
  return instant.getTime() >= EARLIEST_MS ? instant : null
}

/** A time of modification: as `readInstant`, and null where it is not to be believed. */
export function readGmt(value: unknown, now?: Date): Date | null {
  const instant = readInstant(value)
  return instant === null ? null : credibleTime(instant, now)
}
