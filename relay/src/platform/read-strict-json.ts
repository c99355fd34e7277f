import {
  decodeUtf8,
  findDuplicateKey,
  findForbiddenKey,
  findUnstorableText,
  scanJson,
} from '@passerelle/shared-types/json-text'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import type { AuthEnv } from './auth.ts'
import { Invalid } from './errors.ts'
import { readBody } from './read-body.ts'
import { refuseIssues } from './refuse-issues.ts'

const Nothing = z.strictObject({})
const maxBytes = 262_144

/**
 * Reads the JSON body before any schema sees it: its type, size, encoding, depth, and members that stand twice or would pass
 * for a prototype. Its bytes are kept as `body`.
 */
export const readStrictJson =
  ({ isOptional }: { isOptional: boolean }): MiddlewareHandler<AuthEnv> =>
  async (c, next) => {
    const bytes = await readBody(c, maxBytes)
    if (bytes.length > 0) requireJson(c.req.header('content-type'), c.req.header('content-encoding'))
    if (bytes.length > 0 || !isOptional) checkBody(bytes)
    c.set('body', bytes)
    // What was checked is what the schema is given, however the body came in.
    const isEmptyJson = bytes.length === 0 && c.req.header('content-type') !== undefined
    // Hono awaits what its cache holds with `then`, whatever its type says.
    c.req.bodyCache = { arrayBuffer: Promise.resolve(toArrayBuffer(isEmptyJson ? Buffer.from('{}') : bytes)) as never }
    await next()
  }

/** Where an operation takes no body, only one that says nothing may come. */
export const refuseMembers: MiddlewareHandler<AuthEnv> = async (c, next) => {
  const bytes = c.get('body')
  if (bytes?.length) {
    const result = Nothing.safeParse(JSON.parse(Buffer.from(bytes).toString()))
    refuseIssues(result)
  }
  await next()
}

function requireJson(contentType = '', contentEncoding = 'identity'): void {
  const [essence = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  const isUtf8 = parameters.every(
    (parameter) => !parameter.startsWith('charset=') || /^charset="?utf-8"?$/.test(parameter),
  )
  if (essence !== 'application/json' || !isUtf8 || contentEncoding !== 'identity')
    throw new Invalid('unsupported_media_type', 'Send application/json in UTF-8, not compressed', { status: 415 })
}

function checkBody(bytes: Uint8Array): void {
  const text = decodeUtf8(bytes)
  if (text === null) throw new Invalid('invalid_utf8', 'The body is not UTF-8', { status: 400 })
  const scan = scanJson(text)
  if (scan.kind === 'too_deep') throw new Invalid('too_deep', 'The JSON is nested too deeply', { status: 400 })
  if (scan.kind === 'malformed') throw new Invalid('malformed_json', 'The body is not JSON', { status: 400 })
  refuseAt(
    findDuplicateKey(text, scan.value),
    (pointer) => new Invalid('duplicate_key', 'A member stands twice', at(400, pointer, 'duplicate')),
  )
  refuseAt(
    findForbiddenKey(text, scan.value),
    (pointer) =>
      new Invalid('validation_failed', 'A member has a name that is not allowed', at(422, pointer, 'unknown')),
  )
  refuseAt(
    findUnstorableText(scan.value),
    (pointer) =>
      new Invalid('unstorable_text', 'A text holds a character that cannot be stored', at(422, pointer, 'unstorable')),
  )
}

const at = (status: number, pointer: string, code: string) => ({ status, errors: [{ pointer, code }] })

function refuseAt(pointer: string | null, refusal: (pointer: string) => Invalid): void {
  if (pointer !== null) throw refusal(pointer)
}

// A Buffer’s own `slice` would share its pool.
const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
