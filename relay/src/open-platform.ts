import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkOperatorKey, createSecretBox, type SecretBox } from './connections/secrets.ts'
import { type Config, ConfigError } from './platform/config.ts'
import { type Db, openDb } from './platform/db.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { migrate } from './platform/migrate.ts'

export type Platform = {
  db: Db
  box: SecretBox
  databaseUrl: string
  applied: number
  isDatabaseOurs: boolean
  close: (args?: { stopDatabase?: boolean }) => Promise<void>
}

/**
 * Database and keys, ready to use: the embedded server is started or adopted where no `DATABASE_URL` is set, migrations run,
 * and the operator's key is checked against the one the database was sealed with. Throws ConfigError where that cannot be.
 */
export async function openPlatform(
  config: Config,
  onProgress: (message: string) => void = () => {},
): Promise<Platform> {
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress })
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? ''
  const { applied } = await migrate(databaseUrl)
  const operatorKey = config.encryptionKey ?? (await keepKey(config.dataDir))
  const db = openDb({ url: databaseUrl })
  if (!(await db.asSystemInTransaction((tx) => checkOperatorKey(tx, operatorKey)))) {
    await db.end()
    throw new ConfigError('PASSERELLE_ENCRYPTION_KEY: this database was sealed with another key')
  }
  return {
    db,
    box: createSecretBox(operatorKey),
    databaseUrl,
    applied,
    isDatabaseOurs: embedded !== null && !embedded.wasRunning,
    async close({ stopDatabase = false } = {}) {
      await db.end()
      if (stopDatabase) await embedded?.stop()
    },
  }
}

/** The key of the embedded default: made once, kept beside its data, readable by its owner alone. */
async function keepKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'encryption.key')
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return Buffer.from(await readFile(path, 'utf8'), 'base64')
}
