import { timingSafeEqual } from 'node:crypto'
import { hashApiKey, readApiKeyPrefix } from '../../platform/api-key.ts'
import type { Principal } from '../../platform/auth.ts'
import { isWithin } from '../../platform/client-address.ts'
import type { Db } from '../../platform/db.ts'
import { Forbidden, Unauthorized } from '../../platform/errors.ts'

type Row = {
  id: string
  organisation_id: string
  hash: Buffer
  scopes: string[]
  networks: string[]
  is_from_pairing: boolean
  is_live: boolean
  is_stale: boolean
}

/** The caller behind a key. Wrong, unknown, revoked and expired keys get one and the same answer. */
export async function findKey(db: Db, key: string, clientAddress: string): Promise<Principal> {
  const prefix = readApiKeyPrefix(key)
  if (prefix === null) throw invalid()
  const [row] = await db.asSystem(
    (sql) => sql<Row[]>`
      select id, organisation_id, hash, scopes, networks, paired_connection_id is not null as is_from_pairing,
        revoked_at is null and (expires_at is null or expires_at > app_now()) as is_live,
        last_used_at is null or last_used_at < app_now() - interval '1 minute' as is_stale
      from api_keys where prefix = ${prefix}`,
  )
  if (!row || !timingSafeEqual(row.hash, hashApiKey(key)) || !row.is_live) throw invalid()
  if (row.networks.length > 0 && !isWithin(clientAddress, row.networks)) {
    throw new Forbidden('ip_not_allowed', 'This key may not be used from this address')
  }
  if (row.is_stale)
    await db.asSystem((sql) => sql`update api_keys set last_used_at = app_now() where id = ${row.id}::uuid`)
  return {
    organisationId: row.organisation_id,
    keyId: row.id,
    scopes: row.scopes,
    isFromPairing: row.is_from_pairing,
  }
}

const invalid = () => new Unauthorized('invalid_key', 'The key is not valid')
