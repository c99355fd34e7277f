import { decodeUtf8, findUnstorableText, scanJson } from '@passerelle/shared-types/json-text'
import type { ReadResult } from './connector.ts'

/** UTF-8 holds neither NUL in JSON nor a lone surrogate: only an escape can bring one in. */
const suspect = /\\u(?:0000|d[89a-f])/i

/** The pointer to a text that cannot be stored, or null. `text` is the JSON of `value`; most of it holds no such escape. */
export const findUnstorable = (text: string, value: unknown): string | null =>
  suspect.test(text) ? findUnstorableText(value) : null

type Unreadable = Extract<ReadResult, { kind: 'unreadable' }>

/** A stored item parsed again, or why it cannot be: it may have been held for just that, and be replayed. */
export function readStored(raw: Uint8Array): { kind: 'ok'; text: string; value: unknown } | Unreadable {
  const text = decodeUtf8(raw)
  const scan = text === null ? null : scanJson(text)
  if (scan?.kind === 'too_deep')
    return { kind: 'unreadable', code: 'too_deep', pointer: '', detail: 'The item is nested more than 32 levels deep' }
  if (text === null || scan?.kind !== 'ok') {
    return { kind: 'unreadable', code: 'malformed_json', pointer: '', detail: 'The item is not JSON' }
  }
  const pointer = findUnstorable(text, scan.value)
  if (pointer === null) return { kind: 'ok', text, value: scan.value }
  return { kind: 'unreadable', code: 'unstorable_text', pointer, detail: 'The item holds a text that cannot be stored' }
}
