import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

const given = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match']
const shown = [
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'x-request-id',
]

/** Lets the pages of exactly these origins call; every other one is told nothing, and its browser keeps the answer from it. */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const answer = cors({
    origin: [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: given,
    exposeHeaders: shown,
    maxAge: 600,
  })
  return async (c, next) => {
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined
    if (c.req.header('origin') === undefined || (c.req.method === 'OPTIONS' && !isPreflight)) return next()
    if (isPreflight && !origins.includes(c.req.header('origin') ?? '')) return c.body(null, 204, { vary: 'Origin' })
    return answer(c, next)
  }
}
