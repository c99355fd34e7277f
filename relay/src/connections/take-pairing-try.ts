import type { Db } from '../platform/db.ts'
import { Conflict, Unauthorized } from '../platform/errors.ts'
import { hashPairingCode } from './create-pairing.ts'

export type PairingTry = { organisationId: string; id: string }

type Row = { organisation_id: string; id: string; installation_id: string | null }

/**
 * Takes one of the code's tries. A code that is wrong, expired or used up is Unauthorized, always in the same words; Conflict
 * where another installation has paired with it.
 */
export async function takePairingTry(db: Db, code: string, installationId: string): Promise<PairingTry> {
  const hash = hashPairingCode(code)
  const [row] = hash
    ? await db.asSystem(
        (sql) => sql<Row[]>`
          update pairings set tries_left = tries_left - 1
          where code_hash = ${hash} and tries_left > 0 and expires_at > app_now()
          returning organisation_id, id, installation_id`,
      )
    : []
  if (!row) throw new Unauthorized('pairing_code_invalid', 'The code is wrong, has expired or was used too often')
  if (row.installation_id !== null && row.installation_id !== installationId) throw takenByAnother()
  return { organisationId: row.organisation_id, id: row.id }
}

export const takenByAnother = () => new Conflict('pairing_taken', 'Another shop has paired with this code')
