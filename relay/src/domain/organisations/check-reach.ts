import ipaddr from 'ipaddr.js'
import type { Tx } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import type { apiKeys } from './tables.ts'

type Maker = Pick<typeof apiKeys.$inferSelect, 'expiresAt' | 'networks'>
type Wanted = { expiresAt: Date | null; networks: readonly string[] }

/**
 * Throws Invalid where a key would be over before it begins, would outlive the key that makes it, or be good where that is not.
 */
export async function requireReach({ sql }: Tx, maker: Maker, { expiresAt, networks }: Wanted): Promise<void> {
  const [row] = await sql<{ is_past: boolean | null }[]>`select ${expiresAt}::timestamptz <= app_now() as is_past`
  if (row?.is_past) throw refuse('/expires_at', 'A key cannot have expired before it is made')
  if (maker.expiresAt !== null && (expiresAt === null || expiresAt > maker.expiresAt))
    throw refuse(
      '/expires_at',
      `This key expires on ${maker.expiresAt.toISOString()}, and makes none that lives longer`,
    )
  if (maker.networks.length === 0) return
  const outside = networks.findIndex((network) => !maker.networks.some((own) => isInside(network, own)))
  if (networks.length === 0 || outside >= 0)
    throw refuse(
      networks.length === 0 ? '/networks' : `/networks/${outside}`,
      `This key is good in ${maker.networks.join(', ')}, and makes none that is good elsewhere`,
    )
}

function isInside(network: string, own: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(network)
  const [ownAddress, ownBits] = ipaddr.parseCIDR(own)
  return address.kind() === ownAddress.kind() && bits >= ownBits && address.match([ownAddress, ownBits])
}

const refuse = (pointer: string, detail: string) =>
  new Invalid('validation_failed', detail, { errors: [{ pointer, code: 'out_of_range' }] })
