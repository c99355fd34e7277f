import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'
import { lockConnection } from './get-connection.ts'
import { type Check, readSetting, type Setting } from './read-settings.ts'
import type { SecretBox } from './secrets.ts'
import { connections } from './tables.ts'

export type ConnectionChange = {
  name?: string | undefined
  /** By key, secrets among them; null takes one away. */
  settings?: Record<string, string | null> | undefined
  limits?: { ratePerSecond?: number | null; burst?: number | null; concurrency?: number | null }
}
type Using = { tx: Tx; box: SecretBox; declared: readonly Setting[]; checkUrl: Check }

/** Changes what a connection says of itself; what is not named stays. Throws NotFound and Invalid. */
export async function changeConnection(
  { tx, box, declared, checkUrl }: Using,
  { organisationId, id, change }: { organisationId: string; id: string; change: ConnectionChange },
): Promise<void> {
  const row = await lockConnection(tx, organisationId, id)
  const settings = { ...row.settings }
  const newSecrets: Record<string, string[]> = {}
  for (const [key, given] of Object.entries(change.settings ?? {})) {
    if (given === null) {
      requireOptional(declared, key)
      delete settings[key]
      continue
    }
    const { setting, value } = readSetting(declared, { key, value: given }, checkUrl)
    if (setting.isSecret) newSecrets[key] = [value]
    else settings[key] = value
  }
  const replaced = Object.keys(newSecrets)
  await tx.orm
    .update(connections)
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...change.limits,
      settings,
      ...(replaced.length > 0 ? { secrets: await reseal({ tx, box }, row, newSecrets) } : {}),
      // What was given anew has no predecessor that is still good.
      ...(row.rotatedKey !== null && replaced.includes(row.rotatedKey)
        ? { rotatedKey: null, previousEndsAt: null }
        : {}),
      version: sql`version + 1`,
    })
    .where(eq(connections.id, id))
}

async function reseal(
  { tx, box }: { tx: Tx; box: SecretBox },
  row: typeof connections.$inferSelect,
  newSecrets: Record<string, string[]>,
): Promise<string> {
  const at = { organisationId: row.organisationId, connectionId: row.id }
  const [organisation] = await tx.sql<{ data_key: string }[]>`
    select data_key from organisations where id = ${row.organisationId}::uuid`
  const dataKey = organisation?.data_key ?? ''
  return box.sealSecrets(dataKey, at, { ...box.openSecrets(dataKey, at, row.secrets), ...newSecrets })
}

function requireOptional(declared: readonly Setting[], key: string): void {
  const setting = declared.find((candidate) => candidate.key === key)
  if (setting && !setting.isRequired && !setting.isSecret) return
  throw new Invalid('setting_missing', `${key} cannot be taken away`, {
    errors: [{ pointer: `/settings/${key}`, code: 'setting_missing' }],
  })
}
