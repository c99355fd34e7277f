import type { Context, MiddlewareHandler } from 'hono'
import type { Scope } from './api-key.ts'
import { Forbidden, Invalid, Unauthorized } from './errors.ts'

/** Who calls: a key of one organisation, which alone decides whose data the call sees. */
export type Principal = {
  organisationId: string
  keyId: string
  scopes: string[]
  /** The key was given to a shop by its pairing: it makes no keys and sees no secrets. */
  isFromPairing: boolean
}

/** `body` holds the bytes of a JSON body that was read strictly. */
export type AuthEnv = { Variables: { principal: Principal; requestId: string; body?: Uint8Array } }

/** What `admin` may do holds `read` and `write` as well; `write` holds `read`. */
const implied: Record<string, Scope[]> = { admin: ['read', 'write', 'ops'], write: ['read'] }

export function hasScope({ scopes }: Principal, scope: Scope): boolean {
  return scopes.some((held) => held === scope || implied[held]?.includes(scope))
}

/** 403 where the key does not hold the scope. */
export const requireScope =
  (scope: Scope): MiddlewareHandler<AuthEnv> =>
  async (c, next) => {
    const principal = c.get('principal')
    if (!hasScope(principal, scope)) {
      const isForCustomers = principal.scopes.length === 1 && principal.scopes[0] === 'account'
      throw new Forbidden(
        'insufficient_scope',
        isForCustomers
          ? 'A key for accounts acts for a customer, named in a signed call'
          : `This call needs the scope ${scope}`,
      )
    }
    await next()
  }

/** 403 for the keys of paired shops, whatever scope they hold: who gets hold of one gets no other key or secret by it. */
export const refusePairingKey: MiddlewareHandler<AuthEnv> = async (c, next) => {
  if (c.get('principal').isFromPairing)
    throw new Forbidden('insufficient_scope', 'The key of a paired shop may not touch keys, secrets and pairings')
  await next()
}

/** Authenticates a bearer key: 400 where it stands in the address, 401 where it is missing or not valid. */
export function requireKey(
  findKey: (key: string, c: Context<AuthEnv>) => Promise<Principal>,
): MiddlewareHandler<AuthEnv> {
  return async (c, next) => {
    if (/[?&][^=]*=psr_/.test(c.req.url))
      throw new Invalid('key_in_url', 'Keys go in the Authorization header', { status: 400 })
    const header = c.req.header('authorization') ?? ''
    const match = /^Bearer +(\S+)$/i.exec(header)
    if (!match?.[1]) throw new Unauthorized('unauthenticated', 'Send Authorization: Bearer psr_…')
    c.set('principal', await findKey(match[1], c))
    await next()
  }
}
