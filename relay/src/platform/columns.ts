import { customType, timestamp } from 'drizzle-orm/pg-core'

/** An instant with microseconds, UTC, read as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** A `json` column as exact text: what a double cannot hold comes out as it went in. */
export const jsonText = customType<{ data: string; driverData: string }>({
  dataType: () => 'json',
})

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'bytea',
})
