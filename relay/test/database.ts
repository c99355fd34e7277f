import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { createSecretBox, type SecretBox } from '../src/connections/secrets.ts'
import { type Db, openDb } from '../src/platform/db.ts'
import { withDatabase } from './start-server.ts'

export type TestDatabase = {
  url: string
  db: Db
  box: SecretBox
  /** As the superuser: for looking at everything. */
  admin: postgres.Sql
  /** Moves the database's clock; nothing waits for real. */
  advance: (milliseconds: number) => Promise<void>
  drop: () => Promise<void>
}

/**
 * A private database, cloned from the migrated template in some tens of ms. The hourly and the nightly job of a connection do not
 * come by themselves in it, or a test that lets time pass would depend on the hour it runs at; with `ringsJobs` they do.
 */
export async function createTestDatabase({ ringsJobs = false } = {}): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} })
  // Two clones at once would find the template in use.
  await server`select pg_advisory_lock(hashtext('passerelle test clone'))`
  await server.unsafe(`create database "${name}" template "${inject('template')}"`)
  await server`select pg_advisory_unlock(hashtext('passerelle test clone'))`
  const url = withDatabase(serverUrl, name)
  const db = openDb({ url, appPoolSize: 6, systemPoolSize: 3 })
  const admin = postgres(url, { max: 2, onnotice: () => {} })
  // A database that nobody is connected to is what another run takes for a leftover.
  await admin`select 1`
  if (!ringsJobs) await silenceJobs(admin)
  return {
    url,
    db,
    box: createSecretBox(randomBytes(32)),
    admin,
    async advance(milliseconds) {
      await admin`update test_clock set shift = shift + make_interval(secs => ${milliseconds / 1000})`
    },
    async drop() {
      await Promise.all([db.end(), admin.end({ timeout: 1 })])
      await server.unsafe(`drop database if exists "${name}" with (force)`)
      await server.end()
    },
  }
}

/** A schedule of jobs that is set for later never rings; what a test makes due at once does. */
async function silenceJobs(admin: postgres.Sql): Promise<void> {
  await admin.unsafe(`
    create function silence_jobs() returns trigger language plpgsql as 'begin new.next_at := null; return new; end';
    create trigger silence_jobs before insert or update on schedules for each row
      when (new.name like 'sync.%' and new.next_at > app_now()) execute function silence_jobs()`)
}
