import { createHmac } from 'node:crypto'

/** PHP's rawurlencode. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const MAX_SKEW_SECONDS = 15 * 60

/**
 * Whether a call may in, as WooCommerce decides it: Basic over https alone, else OAuth 1.0a, whose parameters it encodes
 * twice. Each nonce opens once.
 */
export function createWooAuth(args: { key: string; secret: string; isSecure: boolean }) {
  const { key, secret, isSecure } = args
  const nonces = new Set<string>()
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`

  return ({ method, url, authorization }: { method: string; url: URL; authorization: string | undefined }): boolean => {
    if (isSecure) return authorization === basic
    const params = new Map(url.searchParams)
    const signature = params.get('oauth_signature')
    const nonce = params.get('oauth_nonce') ?? ''
    params.delete('oauth_signature')
    const timestamp = Number(params.get('oauth_timestamp'))
    if (params.get('oauth_consumer_key') !== key || nonce === '' || nonces.has(nonce)) return false
    if (!(Math.abs(Date.now() / 1000 - timestamp) <= MAX_SKEW_SECONDS)) return false
    const query = [...params]
      .map(([name, value]) => [encode(name), encode(value)].map((text) => text.replaceAll('%', '%25')))
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}%3D${value}`)
      .join('%26')
    const text = `${method}&${encode(url.origin + url.pathname)}&${query}`
    if (signature !== createHmac('sha256', `${secret}&`).update(text).digest('base64')) return false
    nonces.add(nonce)
    return true
  }
}
