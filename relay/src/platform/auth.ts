import type { MiddlewareHandler } from 'hono'
import { Forbidden, Invalid, Unauthorized } from './errors.ts'

/** Who calls: a key of one organisation, which alone decides whose data the call sees. */
export type Principal = { organisationId: string; keyId: string; scopes: string[] }

export type AuthEnv = { Variables: { principal: Principal; requestId: string } }

/** What `admin` may do holds `read` and `write` as well; `write` holds `read`. */
const implied: Record<string, string[]> = { admin: ['read', 'write', 'ops'], write: ['read'] }

/** Authenticates a bearer key and asks for a scope: `read` for GET and HEAD, `write` for the rest. */
export function requireKey(
  findKey: (key: string, clientAddress: string) => Promise<Principal>,
  clientAddressOf: (c: never) => string,
): MiddlewareHandler<AuthEnv> {
  return async (c, next) => {
    if (/[?&][^=]*=psr_/.test(c.req.url))
      throw new Invalid('key_in_url', 'Keys go in the Authorization header', { status: 400 })
    const header = c.req.header('authorization') ?? ''
    const match = /^Bearer +(\S+)$/i.exec(header)
    if (!match?.[1]) throw new Unauthorized('unauthenticated', 'Send Authorization: Bearer psr_…')
    const principal = await findKey(match[1], clientAddressOf(c as never))
    const scope = c.req.method === 'GET' || c.req.method === 'HEAD' ? 'read' : 'write'
    const held = principal.scopes.flatMap((name) => [name, ...(implied[name] ?? [])])
    if (!held.includes(scope)) throw new Forbidden('insufficient_scope', `This call needs the scope ${scope}`)
    c.set('principal', principal)
    await next()
  }
}
