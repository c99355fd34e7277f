import { createHmac, timingSafeEqual } from 'node:crypto'
import { decodeSpecialChars } from './html-entities.ts'

const MAX_SECRETS = 5

/**
 * Whether `signature` is the base64 HMAC-SHA256 of the exact body under one of the secrets. WooCommerce signs with the secret
 * after its HTML entities are decoded, so each secret is tried as given and decoded. All are compared, in constant time.
 */
export function isSignedBy(args: {
  raw: Uint8Array
  signature: string | undefined
  secrets: readonly string[]
}): boolean {
  const { raw, signature = '', secrets } = args
  if (!/^[A-Za-z0-9+/]{43}=$/.test(signature)) return false
  const given = Buffer.from(signature, 'base64')
  const keys = new Set(secrets.slice(0, MAX_SECRETS).flatMap((secret) => [secret, decodeSpecialChars(secret)]))
  let isMatch = false
  for (const key of keys) {
    if (key === '') continue
    isMatch = timingSafeEqual(createHmac('sha256', key).update(raw).digest(), given) || isMatch
  }
  return isMatch
}
