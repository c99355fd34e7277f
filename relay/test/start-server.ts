import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts'
import { migrate } from '../src/platform/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    serverUrl: string
    template: string
  }
}

const dataDir = fileURLToPath(new URL('../../.data/test', import.meta.url))
const migrations = fileURLToPath(new URL('../migrations', import.meta.url))
const platform = fileURLToPath(new URL('../src/platform', import.meta.url))

/** One server for the whole run, with one migrated template that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startEmbeddedPostgres({
        dataDir,
        settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
      })
  const template = `template_${await hashOfSchema()}`
  const admin = postgres(server.url, { max: 1, idle_timeout: 0, max_lifetime: null, onnotice: () => {} })
  // Two test projects may come here at once.
  await admin`select pg_advisory_lock(hashtext('passerelle test template'))`
  await dropLeftovers(admin)
  const [existing] = await admin`select from pg_database where datname = ${template}`
  if (!existing) {
    const building = `${template}_building`
    await admin.unsafe(`drop database if exists "${building}" with (force)`)
    await admin.unsafe(`create database "${building}"`)
    await migrate(withDatabase(server.url, building))
    await makeClockSettable(withDatabase(server.url, building))
    await admin.unsafe(`alter database "${building}" rename to "${template}"`)
  }
  await admin`select pg_advisory_unlock(hashtext('passerelle test template'))`
  project.provide('serverUrl', server.url)
  project.provide('template', template)
  return async () => {
    // The open connection of another run shows that it is still at work on the same server.
    const others =
      await admin`select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
    await admin.end()
    if (others.length === 0) await server.stop()
  }
}

/** In tests `app_now()` may be moved: years pass by writing one row. */
async function makeClockSettable(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`
    create table test_clock (shift interval not null);
    insert into test_clock values ('0');
    grant select on test_clock to public;
    create or replace function app_now() returns timestamptz language sql volatile parallel safe
      as 'select clock_timestamp() + (select shift from test_clock)'`)
  await sql.end()
}

async function dropLeftovers(admin: postgres.Sql): Promise<void> {
  const old = await admin<{ datname: string }[]>`
    select datname from pg_database d where datname like 'test\\_%' and not exists (select from pg_stat_activity a where a.datname = d.datname)`
  for (const { datname } of old) await admin.unsafe(`drop database if exists "${datname}"`).catch(() => {})
}

async function hashOfSchema(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(migrations)).filter((file) => file.endsWith('.sql')).sort()) {
    hash.update(await readFile(`${migrations}/${name}`))
  }
  for (const name of ['protect-tables.ts', 'bootstrap-roles.ts']) hash.update(await readFile(`${platform}/${name}`))
  return hash.digest('hex').slice(0, 12)
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
