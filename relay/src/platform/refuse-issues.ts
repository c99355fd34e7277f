import { pointerToken } from '@passerelle/shared-types/json-text'
import type { z } from 'zod'
import { type FieldError, Invalid } from './errors.ts'

type Result = { success: boolean; error?: z.core.$ZodError }

/** The hook of every documented route: what a schema refuses becomes 422 with one pointer and code per fault. */
export function refuseIssues(result: Result): void {
  if (!result.success && result.error) throw toInvalid(result.error)
}

export function toInvalid({ issues }: z.core.$ZodError): Invalid {
  const all = issues.flatMap(toFieldErrors)
  // Several checks of one value may fail in the same way.
  const errors = all.filter(
    ({ pointer, code }, n) => all.findIndex((other) => other.pointer === pointer && other.code === code) === n,
  )
  const isDate = errors[0]?.code === 'invalid_datetime'
  const detail = issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`)
    .join('; ')
  return new Invalid(isDate ? 'invalid_datetime' : 'validation_failed', detail, { errors })
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const pointer = issue.path.map((part) => `/${pointerToken(String(part))}`).join('')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ pointer: `${pointer}/${pointerToken(key)}`, code: 'unknown' }))
  return [{ pointer, code: codeOf(issue) }]
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' || issue.code === 'too_small') return 'out_of_range'
  if (issue.code === 'invalid_value') return 'unknown'
  if (issue.code === 'invalid_format' && /^(datetime|date)$/.test(issue.format)) return 'invalid_datetime'
  if (issue.code === 'invalid_type' && issue.message.includes('undefined')) return 'required'
  return 'invalid'
}
