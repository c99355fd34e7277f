import { pointerToken } from '@passerelle/shared-types/json-text'
import type { ZodError } from 'zod'
import type { ReadResult } from '../connector.ts'

export function unreadable(noun: string, code: string, pointer: string): ReadResult {
  return { kind: 'unreadable', code, pointer, detail: `The ${noun} has a wrong value at ${pointer || 'its root'}` }
}

export function misshapen(noun: string, error: ZodError): ReadResult {
  const path = error.issues[0]?.path ?? []
  return unreadable(noun, 'invalid_value', path.map((key) => `/${pointerToken(String(key))}`).join(''))
}

/** The members of `names` that are there: the source's own view, to compare with later. */
export function agreedOf(value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]))
}

/** The members that are not undefined: what is absent was not said. */
export function said<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
