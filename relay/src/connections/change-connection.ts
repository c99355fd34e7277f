import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../platform/db.ts'
import { Conflict, Invalid } from '../platform/errors.ts'
import { type ConnectionRow, lockConnection } from './get-connection.ts'
import { type Check, readSettingAt, type Setting } from './read-settings.ts'
import type { SecretBox, Secrets } from './secrets.ts'
import { connections } from './tables.ts'

export type ConnectionChange = {
  name?: string | undefined
  /** By key, secrets among them; null takes one away. */
  settings?: Record<string, string | null> | undefined
  limits?: { ratePerSecond?: number | null; burst?: number | null; concurrency?: number | null }
}
type Config = { settings: readonly Setting[]; incomingSecret: string | null }
type Using = { tx: Tx; box: SecretBox; config: Config; checkUrl: Check }

/**
 * Changes what a connection says of itself; what is not named stays. At another origin no secret is presented that was given for
 * the one before: they have to come along. Throws NotFound, Invalid, and Conflict where a paired shop would get another address.
 */
export async function changeConnection(
  { tx, box, config, checkUrl }: Using,
  { organisationId, id, change }: { organisationId: string; id: string; change: ConnectionChange },
): Promise<void> {
  const row = await lockConnection(tx, organisationId, id)
  const declared = config.settings
  const settings = { ...row.settings }
  const newSecrets: Record<string, string[]> = {}
  for (const [key, given] of Object.entries(change.settings ?? {})) {
    if (given === null) {
      requireOptional(declared, key)
      delete settings[key]
      continue
    }
    const { setting, value } = readSettingAt('/settings', declared, { key, value: given }, checkUrl)
    if (setting.isSecret) newSecrets[key] = [value]
    else settings[key] = value
  }
  const replaced = Object.keys(newSecrets)
  if (!isSameUrl(row.settings.url, settings.url)) await requireUnpaired(tx, row)
  if (originOf(settings.url) !== null && originOf(settings.url) !== originOf(row.settings.url))
    requireOutgoing(config, await openSecrets({ tx, box }, row), replaced)
  await tx.orm
    .update(connections)
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...change.limits,
      settings,
      ...(replaced.length > 0 ? { secrets: await reseal({ tx, box }, row, newSecrets) } : {}),
      // What was given anew has no predecessor that is still good.
      ...(row.rotatedKey !== null && replaced.includes(row.rotatedKey)
        ? { rotatedKey: null, previousEndsAt: null, isNewSecretUnused: false }
        : {}),
      version: sql`version + 1`,
    })
    .where(eq(connections.id, id))
}

async function reseal(
  { tx, box }: { tx: Tx; box: SecretBox },
  row: ConnectionRow,
  newSecrets: Record<string, string[]>,
): Promise<string> {
  const at = { organisationId: row.organisationId, connectionId: row.id }
  const dataKey = await readDataKey(tx, row.organisationId)
  return box.sealSecrets(dataKey, at, { ...box.openSecrets(dataKey, at, row.secrets), ...newSecrets })
}

async function openSecrets({ tx, box }: { tx: Tx; box: SecretBox }, row: ConnectionRow): Promise<Secrets> {
  const at = { organisationId: row.organisationId, connectionId: row.id }
  return box.openSecrets(await readDataKey(tx, row.organisationId), at, row.secrets)
}

async function readDataKey({ sql }: Tx, organisationId: string): Promise<string> {
  const [organisation] = await sql<{ data_key: string }[]>`
    select data_key from organisations where id = ${organisationId}::uuid`
  return organisation?.data_key ?? ''
}

/** What we sign with never leaves, and what the other side presents is not ours to give: what is left goes out with each call. */
function requireOutgoing({ settings, incomingSecret }: Config, stored: Secrets, given: readonly string[]): void {
  const missing = settings.filter(
    ({ key, isSecret, isGenerated }) =>
      isSecret && !isGenerated && key !== incomingSecret && key in stored && !given.includes(key),
  )
  if (missing.length === 0) return
  const keys = missing.map(({ key }) => key)
  throw new Invalid('setting_missing', `At another address these have to be given anew: ${keys.join(', ')}`, {
    errors: keys.map((key) => ({ pointer: `/settings/${key}`, code: 'setting_missing' })),
  })
}

async function requireUnpaired({ sql }: Tx, row: ConnectionRow): Promise<void> {
  const [installation] = await sql`
    select from installations where organisation_id = ${row.organisationId}::uuid and connection_id = ${row.id}::uuid`
  if (installation)
    throw new Conflict(
      'connection_paired',
      'Its address is the paired shop’s own: pair the shop anew where it has moved',
    )
}

const isSameUrl = (a: string | undefined, b: string | undefined): boolean => a === b || hrefOf(a) === hrefOf(b)
const hrefOf = (text: string | undefined): string | null =>
  text === undefined ? null : (URL.parse(text)?.href ?? text)
const originOf = (text: string | undefined): string | null =>
  text === undefined ? null : (URL.parse(text)?.origin ?? text)

function requireOptional(declared: readonly Setting[], key: string): void {
  const setting = declared.find((candidate) => candidate.key === key)
  if (setting && !setting.isRequired && !setting.isSecret) return
  throw new Invalid('setting_missing', `${key} cannot be taken away`, {
    errors: [{ pointer: `/settings/${key}`, code: 'setting_missing' }],
  })
}
