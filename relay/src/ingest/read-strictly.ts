import { decodeUtf8, findDuplicateKey, scanJson } from '@passerelle/shared-types/json-text'
import { Invalid } from '../platform/errors.ts'

/** A body as JSON in which nothing is left to chance. Throws Invalid with the code that the sender is answered. */
export function readStrictly(body: Uint8Array): { text: string; value: unknown } {
  const text = decodeUtf8(body)
  if (text === null) throw new Invalid('invalid_utf8', 'The body is not UTF-8', { status: 400 })
  const scan = scanJson(text)
  if (scan.kind === 'too_deep') throw new Invalid('too_deep', 'The body is nested more than 32 levels deep')
  if (scan.kind === 'malformed') throw new Invalid('malformed_json', 'The body is not JSON', { status: 400 })
  const repeated = findDuplicateKey(text, scan.value)
  if (repeated !== null) {
    const errors = [{ pointer: repeated, code: 'duplicate' }]
    throw new Invalid('duplicate_key', 'A key stands twice in one object', { status: 400, errors })
  }
  return { text, value: scan.value }
}
