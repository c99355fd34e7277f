import type { Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { lockConnection } from './get-connection.ts'
import type { SecretBox } from './secrets.ts'

type Args = { tx: Tx; box: SecretBox; organisationId: string; connectionId: string; by: 'owner' | 'shop' }

/**
 * Ends a pairing: its signing secret, and the codes that wait for the connection. Answers the ids of the keys that it made, which
 * are to be revoked. Who ended it is kept for the owner to see. The numbers that came stay known, should the shop come back. Throws NotFound where none is paired.
 */
export async function unpairInstallation({ tx, box, organisationId, connectionId, by }: Args): Promise<string[]> {
  const connection = await lockConnection(tx, organisationId, connectionId)
  const [installation] = await tx.sql<{ key_ids: string[]; data_key: string }[]>`
    delete from installations i using organisations o
    where i.organisation_id = ${organisationId}::uuid and i.connection_id = ${connectionId}::uuid and o.id = i.organisation_id
    returning i.key_ids, o.data_key`
  if (!installation) throw new NotFound('not_found', 'The connection is not paired with a shop')
  const at = { organisationId, connectionId }
  const { signing_secret: _, ...secrets } = box.openSecrets(installation.data_key, at, connection.secrets)
  await tx.sql`
    update connections set secrets = ${box.sealSecrets(installation.data_key, at, secrets)}, settings = settings - 'plugin',
      version = version + 1, previous_ends_at = case when rotated_key = 'signing_secret' then null else previous_ends_at end,
      rotated_key = nullif(rotated_key, 'signing_secret'), is_new_secret_unused = false,
      unpaired_at = app_now(), unpaired_by = ${by}
    where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid`
  await tx.sql`delete from pairings where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`
  return installation.key_ids
}
