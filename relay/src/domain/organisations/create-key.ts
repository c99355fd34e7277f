import ipaddr from 'ipaddr.js'
import { makeApiKey, type Scope, scopes } from '../../platform/api-key.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { getOrganisation } from './get-organisation.ts'
import { apiKeys } from './tables.ts'

const mappedBits = 96
const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

export type KeyInput = {
  organisationId: string
  scopes: string[]
  expiresAt?: Date | null
  networks: string[]
  pairedConnectionId?: string
}

/** Creates a key for the command line; `expires` is a span such as `90d`. */
export function createKey(
  db: Db,
  { expires, ...input }: Omit<KeyInput, 'expiresAt'> & { expires?: string },
): Promise<{ id: string; key: string }> {
  return db.inOrganisation(input.organisationId, (tx) => createKeyIn(tx, { ...input, expiresAt: readExpiry(expires) }))
}

/** Creates a key in a transaction of its organisation; its text is in the answer and nowhere else. */
export async function createKeyIn(tx: Tx, input: KeyInput): Promise<{ id: string; key: string }> {
  const unknown = input.scopes.filter((scope) => !scopes.includes(scope as Scope))
  if (input.scopes.length === 0 || unknown.length > 0) {
    throw new Invalid('validation_failed', `Scopes are ${scopes.join(', ')}`, {
      errors: [{ pointer: '/scopes', code: 'unknown' }],
    })
  }
  const networks = input.networks.map((cidr, n) => readNetwork(cidr, n))
  await getOrganisation(tx, input.organisationId)
  const id = newId()
  const { key, prefix, hash } = makeApiKey()
  await tx.orm.insert(apiKeys).values({ ...input, networks, id, prefix, hash })
  return { id, key }
}

/** The CIDR as calls are compared with it: IPv4 in IPv6 form as IPv4. */
function readNetwork(cidr: string, place: number): string {
  const [address, bits] = ipaddr.isValidCIDR(cidr) ? ipaddr.parseCIDR(cidr) : [null, 0]
  if (!(address instanceof ipaddr.IPv6) || !address.isIPv4MappedAddress()) {
    if (address !== null) return cidr
  } else if (bits >= mappedBits) return `${address.toIPv4Address()}/${bits - mappedBits}`
  throw new Invalid('validation_failed', `${cidr} is not a network written as a CIDR`, {
    errors: [{ pointer: `/networks/${place}`, code: 'invalid' }],
  })
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
