import type { MiddlewareHandler } from 'hono'
import { Invalid } from './errors.ts'

/** PostgreSQL stores no NUL in text, so that no path and no query with one can name anything: 400 before anything reads it. */
export const refuseNul: MiddlewareHandler = async (c, next) => {
  if (c.req.url.includes('%00')) {
    const [name] =
      Object.entries(c.req.queries()).find(([, values]) => values.some((value) => value.includes('\0'))) ?? []
    throw new Invalid('validation_failed', 'An address has no NUL', {
      status: 400,
      errors: [{ pointer: name === undefined ? '' : `/${name}`, code: 'invalid' }],
    })
  }
  await next()
}
