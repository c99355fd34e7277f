import { Invalid } from '../../platform/errors.ts'

/** The name without space around it; throws Invalid where nothing is left. */
export function requireName(text: string): string {
  const name = text.trim()
  if (name === '') throw refuse('An organisation needs a name', 'name', 'required')
  return name
}

/** Throws Invalid where there is no such IANA time zone. */
export function requireTimeZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    throw refuse(`There is no time zone ${name}`, 'time_zone', 'unknown')
  }
}

const refuse = (detail: string, member: string, code: string) =>
  new Invalid('validation_failed', detail, { errors: [{ pointer: `/${member}`, code }] })
