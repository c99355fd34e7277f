import { createHash, randomBytes } from 'node:crypto'
import { formatPairingCode, readPairingCode } from '@passerelle/shared-types/pairing'
import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { getConnection } from './get-connection.ts'

const livesMinutes = 15
const tries = 5

/**
 * A code of 128 bits by which a shop pairs with the connection, or with a new one; it lives 15 minutes and takes 5 calls. Only
 * its hash is kept. Throws NotFound, and Conflict where the connection is not one to a shop with WooCommerce.
 */
export async function createPairing(
  tx: Tx,
  organisationId: string,
  { connectionId }: { connectionId?: string | undefined },
): Promise<{ code: string; expires_at: string }> {
  if (connectionId !== undefined) {
    const { connector } = await getConnection(tx, organisationId, connectionId)
    if (connector !== 'woocommerce') throw new Conflict('connection_cannot_pair', 'Only a WooCommerce shop is paired')
  }
  const code = formatPairingCode(randomBytes(16))
  const [row] = await tx.sql<{ expires_at: Date }[]>`
    insert into pairings (organisation_id, id, code_hash, connection_id, tries_left, expires_at)
    values (${organisationId}::uuid, ${newId()}::uuid, ${hashPairingCode(code)}, ${connectionId ?? null}::uuid, ${tries},
      app_now() + make_interval(mins => ${livesMinutes}))
    returning expires_at`
  if (!row) throw new Error('the pairing was not written')
  return { code, expires_at: row.expires_at.toISOString() }
}

/** What is kept of a code, in any spelling; it has too many bits to be guessed from its hash. */
export function hashPairingCode(code: string): Buffer | null {
  const normal = readPairingCode(code)
  return normal === null ? null : createHash('sha256').update(normal).digest()
}
