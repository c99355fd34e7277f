import type { Db } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { generateFor, type Setting } from './read-settings.ts'
import type { SecretBox } from './secrets.ts'

type Config = { settings: readonly Setting[]; incomingSecret: string | null }
type Row = { organisation_id: string; connector: string; secrets: string; data_key: string }

const liveAtOnce = 2

/**
 * Gives a connection a new secret: the one the other side presents, else the one we sign with. The new one stands first; the
 * one before it stays live beside it until the next rotation, so that the other side can change over. That it should end by
 * itself after 24 hours is still to come. Throws NotFound, and Conflict where the connector has no such secret.
 */
export async function rotateSecret(
  { db, box, findConfig }: { db: Db; box: SecretBox; findConfig: (connector: string) => Config | undefined },
  id: string,
): Promise<{ secret: string }> {
  if (!isUuid(id)) throw new NotFound('not_found', 'There is no such connection')
  return db.asSystemInTransaction(async ({ sql }) => {
    const [row] = await sql<Row[]>`
      select c.organisation_id, c.connector, c.secrets, o.data_key
      from connections c join organisations o on o.id = c.organisation_id
      where c.id = ${id}::uuid for update of c`
    if (!row) throw new NotFound('not_found', 'There is no such connection')
    const setting = findRotated(findConfig(row.connector))
    if (!setting) throw new Conflict('conflict', `The connector ${row.connector} has no secret of ours to rotate`)
    const at = { organisationId: row.organisation_id, connectionId: id }
    const secrets = box.openSecrets(row.data_key, at, row.secrets)
    const secret = generateFor(setting)
    const live = [secret, ...(secrets[setting.key] ?? [])].slice(0, liveAtOnce)
    const sealed = box.sealSecrets(row.data_key, at, { ...secrets, [setting.key]: live })
    await sql`update connections set secrets = ${sealed} where id = ${id}::uuid`
    return { secret }
  })
}

function findRotated(config: Config | undefined): Setting | undefined {
  const isRotated = (setting: Setting) =>
    config?.incomingSecret ? setting.key === config.incomingSecret : setting.isSecret && setting.isGenerated === true
  return config?.settings.find(isRotated)
}
