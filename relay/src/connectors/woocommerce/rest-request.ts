import { createHmac, randomBytes } from 'node:crypto'
import type { ConnectionContext, HttpRequest } from '../connector.ts'

/** What one answer may hold: a hundred products with long descriptions. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024

export type Credentials = { url: string; key: string; secret: string }

/** Address and key of the REST API; null where the connection does not have them. */
export function findCredentials({ settings, secrets }: ConnectionContext): Credentials | null {
  const [url, key, secret] = [settings.url, secrets.consumer_key?.[0], secrets.consumer_secret?.[0]]
  return url && key && secret ? { url, key, secret } : null
}

/** Address of a path under the shop's `wp-json`. */
export function restUrl(site: string, path: string): string {
  const url = new URL(site)
  url.search = ''
  url.hash = ''
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/wp-json/${path}`
  return url.href
}

/**
 * A GET of `wc/v3`. WooCommerce takes Basic over https alone and answers it with 401 elsewhere, where only OAuth 1.0a without
 * a token opens: the secret does not travel then.
 */
export function restRequest(args: {
  credentials: Credentials
  path: string
  query: Readonly<Record<string, string>>
  now: Date
  nonce?: string
}): HttpRequest {
  const { credentials, path, query, now, nonce = randomBytes(16).toString('hex') } = args
  const { url: site, key, secret } = credentials
  const url = restUrl(site, `wc/v3/${path}`)
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'Passerelle' }
  const isSecure = url.startsWith('https:')
  if (isSecure) headers.authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
  const params = isSecure ? query : signOAuth({ method: 'GET', url, params: query, key, secret, now, nonce })
  const search = encodePairs(Object.entries(params))
  return {
    method: 'GET',
    url: search === '' ? url : `${url}?${search}`,
    headers,
    body: null,
    maxResponseBytes: MAX_RESPONSE_BYTES,
  }
}

/** The query with its OAuth 1.0a signature, HMAC-SHA256 over method, address and sorted parameters. */
export function signOAuth(args: {
  method: string
  url: string
  params: Readonly<Record<string, string>>
  key: string
  secret: string
  now: Date
  nonce: string
}): Record<string, string> {
  const { method, url, key, secret, now, nonce } = args
  const params: Record<string, string> = {
    ...args.params,
    oauth_consumer_key: key,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(now.getTime() / 1000)),
  }
  const pairs = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = [method, url, encodePairs(pairs)].map(percentEncode).join('&')
  return { ...params, oauth_signature: createHmac('sha256', `${secret}&`).update(text).digest('base64') }
}

const encodePairs = (pairs: [string, string][]) =>
  pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')

/** As RFC 3986 and PHP's rawurlencode have it. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
