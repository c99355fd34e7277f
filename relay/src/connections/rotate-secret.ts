import type { Db, Tx } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { generateFor, type Setting } from './read-settings.ts'
import { type SecretBox, type Secrets, withoutPrevious } from './secrets.ts'

type Config = { settings: readonly Setting[]; incomingSecret: string | null }
type Using = { box: SecretBox; findConfig: (connector: string) => Config | undefined }
type Row = {
  organisation_id: string
  connector: string
  secrets: string
  rotated_key: string | null
  is_over: boolean | null
  has_end: boolean
  is_new_secret_unused: boolean
  data_key: string
}
export type Rotated = { secret: string; previousEndsAt: Date | null; version: number }

const liveAtOnce = 2
export const overlapHours = 24

/** The same by the connection's id alone, whatever organisation it belongs to: for the operator's command line. */
export function rotateSecretOf({ db, ...using }: Using & { db: Db }, id: string): Promise<Rotated> {
  return db.asSystemInTransaction((tx) => rotateSecret({ ...using, tx }, { id }))
}

/**
 * Gives a connection a new secret: the one the other side presents, else the one we sign with. The new one stands first; the
 * one before it stays good beside it for 24 hours, so that the other side can change over, or ends at once with `endPrevious`.
 * A paired shop, which fetches the new one when it next sends something, keeps the one before until it has used the new one.
 * Throws NotFound, and Conflict where the connector has no such secret.
 */
export async function rotateSecret(
  { tx, box, findConfig }: Using & { tx: Tx },
  { id, endPrevious = false }: { id: string; endPrevious?: boolean },
): Promise<Rotated> {
  const { sql } = tx
  const [row] = isUuid(id)
    ? await sql<Row[]>`
        select c.organisation_id, c.connector, c.secrets, o.data_key, c.rotated_key,
          c.previous_ends_at <= app_now() and not c.is_new_secret_unused as is_over, c.previous_ends_at is not null as has_end, c.is_new_secret_unused
        from connections c join organisations o on o.id = c.organisation_id
        where c.id = ${id}::uuid for update of c`
    : []
  if (!row) throw new NotFound('not_found', 'There is no such connection')
  const at = { organisationId: row.organisation_id, connectionId: id }
  const stored = box.openSecrets(row.data_key, at, row.secrets)
  const setting = findRotated(findConfig(row.connector), stored)
  if (!setting) throw new Conflict('conflict', `The connector ${row.connector} has no secret of ours to rotate`)
  // One end is kept: what another key had before ends now, or nothing would ever end it.
  const isEnded = row.is_over || row.rotated_key !== setting.key
  const secrets = withoutPrevious(stored, isEnded ? row.rotated_key : null)
  const secret = generateFor(setting)
  const live = endPrevious ? [secret] : [secret, ...keepBeside(secrets[setting.key] ?? [], row)]
  const sealed = box.sealSecrets(row.data_key, at, { ...secrets, [setting.key]: live })
  const [changed] = await sql<{ previous_ends_at: Date | null; version: number }[]>`
    update connections set secrets = ${sealed}, rotated_key = ${setting.key}, version = version + 1,
      is_new_secret_unused = ${setting.key === 'signing_secret' && live.length > 1},
      previous_ends_at = case when ${live.length > 1} then app_now() + make_interval(hours => ${overlapHours}) end
    where organisation_id = ${row.organisation_id}::uuid and id = ${id}::uuid
    returning previous_ends_at, version`
  return { secret, previousEndsAt: changed?.previous_ends_at ?? null, version: changed?.version ?? 1 }
}

/**
 * A paired shop that has not used its newest secret may have one of those before alone: they stay. The newest goes only where
 * it was made here, which is told by its end: then the shop does not have it.
 */
function keepBeside(
  live: readonly string[],
  { is_new_secret_unused: isUnused, has_end: hasEnd }: Pick<Row, 'is_new_secret_unused' | 'has_end'>,
): readonly string[] {
  if (!isUnused) return live.slice(0, liveAtOnce - 1)
  return hasEnd && live.length > 1 ? live.slice(1) : live
}

function findRotated(config: Config | undefined, secrets: Secrets): Setting | undefined {
  // A paired shop presents what pairing gave it, and no longer what its webhooks were set up with.
  if (secrets.signing_secret) return config?.settings.find(({ key }) => key === 'signing_secret')
  const isRotated = (setting: Setting) =>
    config?.incomingSecret ? setting.key === config.incomingSecret : setting.isSecret && setting.isGenerated === true
  return config?.settings.find(isRotated)
}
