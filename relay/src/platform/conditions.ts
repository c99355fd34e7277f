import type { Context, MiddlewareHandler } from 'hono'
import type { AuthEnv } from './auth.ts'
import { Precondition } from './errors.ts'

/** Whether a list of entity tags names this version; `*` names any. */
export function hasVersion(header: string | undefined, version: number): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(`"${version}"`)
}

/** 428 where a change must say which version it was made from, and does not. */
export const checkConditions =
  (isRequired: boolean): MiddlewareHandler<AuthEnv> =>
  async (c, next) => {
    if (isRequired && !c.req.header('if-match'))
      throw new Precondition(428, 'precondition_required', 'Send If-Match with the ETag of what you are changing')
    await next()
  }

/** Throws 412 where If-Match was sent and names another version. Call it with the row locked. */
export function requireVersion(c: Context, version: number): void {
  const header = c.req.header('if-match')
  // A weak tag never matches strongly (RFC 9110).
  if (header !== undefined && !hasVersion(header.replaceAll('W/', 'weak'), version))
    throw new Precondition(412, 'precondition_failed', `The version is ${version}: read it anew`)
}
