import { keepKey } from './connections/keep-key.ts'
import { checkOperatorKey, createSecretBox, hasKeyCheck, type SecretBox } from './connections/secrets.ts'
import { type Attendance, attendDatabase } from './platform/attend-database.ts'
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
  /** Starts an embedded server that went away again; `onLost` where it came back at another address. */
  watchDatabase: Attendance['watch']
  /** `stopDatabase` stops an embedded server, unless another process is at work on it. */
  close: (args?: { stopDatabase?: boolean }) => Promise<void>
}

/**
 * Database and keys, ready to use: the embedded server is started or adopted where no `DATABASE_URL` is set, migrations run,
 * and the operator's key is checked against the one the database was sealed with. Throws ConfigError where that cannot be, and
 * stops the server that it started.
 */
export async function openPlatform(
  config: Config,
  onProgress: (message: string) => void = () => {},
): Promise<Platform> {
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress })
  const attendance = embedded && (await attendDatabase(embedded))
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? ''
  const isDatabaseOurs = embedded !== null && !embedded.wasRunning
  const db = openDb({ url: databaseUrl })
  const close = async ({ stopDatabase = false } = {}) => {
    await db.end()
    await attendance?.leave({ stopServer: stopDatabase })
  }
  try {
    const { applied } = await migrate(databaseUrl)
    const box = createSecretBox(await findOperatorKey(db, config))
    return {
      db,
      box,
      databaseUrl,
      applied,
      isDatabaseOurs,
      watchDatabase: (on) => attendance?.watch(on),
      close,
    }
  } catch (error) {
    await close({ stopDatabase: isDatabaseOurs })
    throw error
  }
}

/** The ports on which no destination may be: the relay's own and its database's. */
export function listOwnPorts(config: Config, { databaseUrl }: Pick<Platform, 'databaseUrl'>): number[] {
  return [config.port, Number(new URL(databaseUrl).port || 5432)]
}

async function findOperatorKey(db: Db, { encryptionKey, dataDir }: Config): Promise<Buffer> {
  const key = encryptionKey ?? (await keepKey(dataDir, () => db.asSystemInTransaction(hasKeyCheck)))
  if (await db.asSystemInTransaction((tx) => checkOperatorKey(tx, key))) return key
  throw new ConfigError(
    encryptionKey
      ? 'PASSERELLE_ENCRYPTION_KEY: this database was sealed with another key'
      : `${dataDir}: the database there was sealed with another key than the one in encryption.key`,
  )
}
