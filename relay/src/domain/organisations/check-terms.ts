import { Invalid } from '../../platform/errors.ts'

/** The name without space around it; throws Invalid where nothing is left. */
export function requireName(text: string): string {
  const name = text.trim()
  if (name === '') throw refuse('An organisation needs a name', 'name', 'required')
  return name
}

/** The IANA time zone in its own spelling; throws Invalid where there is none: an offset is no zone, for it knows no summer. */
export function requireTimeZone(name: string): string {
  try {
    if (!/^[a-z]/i.test(name)) throw new Error('an offset')
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    throw refuse(`There is no time zone ${name}`, 'time_zone', 'unknown')
  }
}

const refuse = (detail: string, member: string, code: string) =>
  new Invalid('validation_failed', detail, { errors: [{ pointer: `/${member}`, code }] })
