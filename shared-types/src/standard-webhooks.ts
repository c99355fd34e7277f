import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'

export type StandardWebhookHeaders = Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>

export type Verification =
  | { ok: true }
  | { ok: false; code: 'signature_invalid' | 'timestamp_out_of_tolerance' | 'invalid_header' }

const PREFIX = 'whsec_'
const MIN_KEY_BYTES = 24
const MAX_KEY_BYTES = 64
const MAX_SIGNATURES = 16
const MAX_SIGNATURES_TRIED = 5
// A dot would let a sender move the border between id, timestamp and body in the signed text.
const ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/
const TIMESTAMP = /^[1-9]\d{0,11}$/

/** A new signing secret: `whsec_` and the base64 of 32 random bytes. */
export function generateSecret(): string {
  return PREFIX + randomBytes(32).toString('base64')
}

/** Whether the text is a Standard Webhooks secret: `whsec_` and the strict base64 of 24 to 64 bytes. */
export function isSecret(text: string): boolean {
  return decodeSecret(text) !== null
}

/**
 * The headers of Standard Webhooks 1.0.0 with one `v1` signature per secret.
 * `timestamp` is that of the attempt in Unix seconds; `body` is what is sent, byte for byte.
 * Throws on an id with a dot or above 128 characters, a timestamp that is no whole second, no secret or a bad one.
 */
export function signStandardWebhook(args: {
  id: string
  timestamp: number
  body: string | Uint8Array
  secrets: readonly string[]
}): StandardWebhookHeaders {
  const { id, body, secrets } = args
  const timestamp = String(args.timestamp)
  if (!ID.test(id)) throw new Error('A webhook id has 1 to 128 visible ASCII characters and no dot')
  if (!TIMESTAMP.test(timestamp)) throw new Error('A webhook timestamp is a whole number of Unix seconds')
  if (secrets.length === 0) throw new Error('A webhook needs a signing secret')
  const signatures = secrets.map((secret) => {
    const key = decodeSecret(secret)
    if (key === null) throw new Error('A signing secret is whsec_ and the base64 of 24 to 64 bytes')
    return `v1,${computeSignature({ key, id, timestamp, body })}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/**
 * Checks a Standard Webhooks request. `headers` have lower-case names, `body` is what arrived, before any parsing.
 * Any `v1` signature that matches any secret passes; at most five are tried, and a text that is no secret never matches.
 * `invalid_header` calls for a 400, the other codes for a 401.
 */
export function verifyStandardWebhook(args: {
  headers: Readonly<Record<string, string | undefined>>
  body: string | Uint8Array
  secrets: readonly string[]
  nowSeconds: number
  toleranceSeconds?: number
}): Verification {
  const { headers, body, secrets, nowSeconds, toleranceSeconds = 300 } = args
  const signatures = (headers['webhook-signature'] ?? '').split(' ').filter((text) => text !== '')
  if (signatures.length === 0) return { ok: false, code: 'signature_invalid' }
  const id = headers['webhook-id'] ?? ''
  const timestamp = headers['webhook-timestamp'] ?? ''
  if (signatures.length > MAX_SIGNATURES || !ID.test(id) || !TIMESTAMP.test(timestamp)) {
    return { ok: false, code: 'invalid_header' }
  }
  if (Math.abs(nowSeconds - Number(timestamp)) > toleranceSeconds) {
    return { ok: false, code: 'timestamp_out_of_tolerance' }
  }

  const candidates = signatures
    .filter((text) => text.startsWith('v1,'))
    .slice(0, MAX_SIGNATURES_TRIED)
    .map((text) => text.slice(3))
  let isMatch = false
  for (const secret of secrets) {
    const key = decodeSecret(secret)
    if (key === null) continue
    const expected = computeSignature({ key, id, timestamp, body })
    for (const candidate of candidates) isMatch = isSameText(candidate, expected) || isMatch
  }
  return isMatch ? { ok: true } : { ok: false, code: 'signature_invalid' }
}

function computeSignature(args: { key: KeyObject; id: string; timestamp: string; body: string | Uint8Array }): string {
  return createHmac('sha256', args.key).update(`${args.id}.${args.timestamp}.`).update(args.body).digest('base64')
}

// Making a key costs four times the signature of a usual body.
const decoded = new Map<string, KeyObject | null>()
const MAX_DECODED = 1_000

function decodeSecret(text: string): KeyObject | null {
  const known = decoded.get(text)
  if (known !== undefined) return known
  if (decoded.size >= MAX_DECODED) decoded.clear()
  const bytes = decodeBytes(text)
  const key = bytes && createSecretKey(bytes)
  decoded.set(text, key)
  return key
}

function decodeBytes(text: string): Buffer | null {
  if (!text.startsWith(PREFIX)) return null
  const base64 = text.slice(PREFIX.length)
  const key = Buffer.from(base64, 'base64')
  // Node reads base64 loosely; only a text that comes out the same was strict.
  if (key.toString('base64') !== base64) return null
  return key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES ? key : null
}

function isSameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
