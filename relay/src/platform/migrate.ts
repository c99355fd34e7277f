import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { bootstrapRoles } from './bootstrap-roles.ts'
import { ConfigError } from './config.ts'
import { appRole, ownerRole } from './db.ts'
import { protectTables } from './protect-tables.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const lockKey = 'passerelle migrations'

/**
 * Brings the database to the newest migration. One at a time: an advisory lock is held on the very connection that migrates,
 * since Drizzle takes none. Answers how many were applied.
 */
export async function migrate(url: string): Promise<{ applied: number }> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'passerelle migrate' } })
  try {
    await sql`select pg_advisory_lock(hashtext(${lockKey}))`
    await requireVersion(sql)
    await bootstrapRoles(sql)
    // Row-level security binds the owner too: a migration that would see no row fails, instead of changing nothing.
    await sql.unsafe(`set role ${ownerRole}; set lock_timeout = '2s'; set row_security = off`)
    const before = await countApplied(sql)
    await runMigrations(drizzle(sql), { migrationsFolder, migrationsSchema: 'public', migrationsTable: 'migrations' })
    await protectTables(sql)
    await sql.unsafe(`revoke all on public.key_checks from ${appRole}`)
    return { applied: (await countApplied(sql)) - before }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function requireVersion(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ version: number; name: string }[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as name`
  if (!row || row.version < 180_000)
    throw new ConfigError(`DATABASE_URL: PostgreSQL 18 is needed, this one is ${row?.name}`)
}

async function countApplied(sql: postgres.Sql): Promise<number> {
  const [table] = await sql`select to_regclass('public.migrations') is not null as is_there`
  if (!table?.is_there) return 0
  const [row] = await sql`select count(*)::int as n from public.migrations`
  return row?.n ?? 0
}
