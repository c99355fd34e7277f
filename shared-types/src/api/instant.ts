import { z } from 'zod'

const firstYear = 1970
const lastYear = 9998

/**
 * An instant in a query or a body, with its zone; comes out as a Date. Years beyond 1970–9998 in UTC are refused, so that what
 * is let in can be stored and shown anywhere.
 */
export const Instant = z.iso.datetime({ offset: true }).transform((text, context) => {
  const instant = new Date(text)
  const year = instant.getUTCFullYear()
  if (year >= firstYear && year <= lastYear) return instant
  context.addIssue({
    code: 'invalid_format',
    format: 'datetime',
    message: `An instant lies in the years ${firstYear} to ${lastYear}`,
  })
  return z.NEVER
})
