import ipaddr from 'ipaddr.js'
import { makeApiKey, type Scope, scopes } from '../../platform/api-key.ts'
import type { Db } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { getOrganisation } from './get-organisation.ts'
import { apiKeys } from './tables.ts'

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Creates a key; its text is in the answer and nowhere else. `expires` is a span such as `90d`, `12h`. */
export async function createKey(
  db: Db,
  input: { organisationId: string; scopes: string[]; expires?: string; networks: string[] },
): Promise<{ id: string; key: string }> {
  const unknown = input.scopes.filter((scope) => !scopes.includes(scope as Scope))
  if (input.scopes.length === 0 || unknown.length > 0) {
    throw new Invalid('validation_failed', `Scopes are ${scopes.join(', ')}`, {
      errors: [{ pointer: '/scopes', code: 'unknown' }],
    })
  }
  if (!input.networks.every((cidr) => ipaddr.isValidCIDR(cidr))) {
    throw new Invalid('validation_failed', 'A network is written as a CIDR', {
      errors: [{ pointer: '/ip', code: 'invalid' }],
    })
  }
  const id = newId()
  const { key, prefix, hash } = makeApiKey()
  const expiresAt = readExpiry(input.expires)
  await db.inOrganisation(input.organisationId, async (tx) => {
    await getOrganisation(tx, input.organisationId)
    await tx.orm.insert(apiKeys).values({
      organisationId: input.organisationId,
      id,
      prefix,
      hash,
      scopes: input.scopes,
      networks: input.networks,
      expiresAt,
    })
  })
  return { id, key }
}

function readExpiry(span: string | undefined): Date | null {
  if (span === undefined) return null
  const match = /^(\d{1,6})([mhd])$/.exec(span)
  if (!match)
    throw new Invalid('validation_failed', 'An expiry is a span such as 90d', {
      errors: [{ pointer: '/expires', code: 'invalid' }],
    })
  return new Date(Date.now() + Number(match[1]) * (units[match[2] ?? ''] ?? 0))
}
