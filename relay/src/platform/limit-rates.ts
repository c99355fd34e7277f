import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import ipaddr from 'ipaddr.js'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { AuthEnv } from './auth.ts'
import { TooMany } from './errors.ts'

const windowSeconds = 1
const failures = { points: 100, duration: 10 }
const rememberedKeys = 10_000

/**
 * So many calls per second and key, counted in this process alone: several relays together let through as many times more.
 * A long poll counts once, when it comes.
 */
export function limitCalls(perSecond: number): MiddlewareHandler<AuthEnv> {
  if (perSecond === 0) return (_, next) => next()
  const limiter = new RateLimiterMemory({ points: perSecond, duration: windowSeconds })
  const policy = `"key";q=${perSecond};w=${windowSeconds}`
  return async (c, next) => {
    const { left, isOver } = await take(limiter, c.get('principal').keyId)
    const headers = { ratelimit: `"key";r=${left.remainingPoints};t=${toSeconds(left)}`, 'ratelimit-policy': policy }
    if (isOver) throw tooMany(`A key may make ${perSecond} calls per second`, left, headers)
    await next()
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
  }
}

/**
 * Slows down who keeps trying keys from one address. A key that was good here before is still heard, since many callers may
 * share an address.
 */
export function limitFailures(addressOf: (c: Context) => string): MiddlewareHandler<AuthEnv> {
  const limiter = new RateLimiterMemory(failures)
  const goodKeys = new Set<string>()
  return async (c, next) => {
    const address = networkOf(addressOf(c))
    const key = createHash('sha256')
      .update(c.req.header('authorization') ?? '')
      .digest('base64')
    const left = await limiter.get(address)
    if (left && left.remainingPoints <= 0 && !goodKeys.has(key))
      throw tooMany('Too many calls without a valid key', left)
    await next()
    if (c.get('principal') === undefined) {
      if (c.res.status === 401) {
        goodKeys.delete(key)
        await take(limiter, address)
      }
      return
    }
    if (goodKeys.size >= rememberedKeys) goodKeys.clear()
    goodKeys.add(key)
  }
}

/** Who has one address of IPv6 has its whole /64: they count together. */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address
  return ipaddr.IPv6.networkAddressFromCIDR(`${ipaddr.IPv6.parse(address)}/64`).toString()
}

async function take(limiter: RateLimiterMemory, key: string): Promise<{ left: RateLimiterRes; isOver: boolean }> {
  try {
    return { left: await limiter.consume(key), isOver: false }
  } catch (left) {
    if (left instanceof RateLimiterRes) return { left, isOver: true }
    throw left
  }
}

const toSeconds = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1_000))

const tooMany = (detail: string, left: RateLimiterRes, headers: Record<string, string> = {}) =>
  new TooMany(detail, { ...headers, 'retry-after': String(toSeconds(left)) })
