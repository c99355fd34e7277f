import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { withDatabase } from '../../test/start-server.ts'
import { bootstrapRoles } from './bootstrap-roles.ts'
import { appRole, openDb, ownerRole, systemRole } from './db.ts'
import { migrate } from './migrate.ts'

const name = `migrate_test_${randomBytes(6).toString('hex')}`
const names = [name, `${name}_b`]
const urls: string[] = []
let server: postgres.Sql

/** A login as hosted databases give it: no superuser, and of the three roles what making them leaves their maker with. */
beforeAll(async () => {
  const serverUrl = inject('serverUrl')
  server = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await server.unsafe(`create role "${name}" login createrole password 'only-a-test'`)
  for (const role of [ownerRole, appRole, systemRole])
    await server.unsafe(`grant ${role} to "${name}" with admin true, inherit false, set false`)
  for (const database of names) {
    await server.unsafe(`create database "${database}" owner "${name}"`)
    const url = new URL(withDatabase(serverUrl, database))
    url.username = name
    url.password = 'only-a-test'
    urls.push(url.href)
  }
})
afterAll(async () => {
  for (const database of names) await server.unsafe(`drop database if exists "${database}" with (force)`)
  for (const role of [ownerRole, appRole, systemRole]) await server.unsafe(`revoke ${role} from "${name}" cascade`)
  await server.unsafe(`drop role "${name}"`)
  await server.end()
})

test('R0.3 two databases of one server bootstrap their roles at the same moment', async () => {
  const revoke = [ownerRole, appRole, systemRole].map((role) => `revoke ${role} from "${name}" granted by "${name}"`)
  const clients = [...urls, ...urls, ...urls, ...urls].map((url) => postgres(url, { max: 1, onnotice: () => {} }))
  await Promise.all(clients.map((sql) => sql`select 1`))
  for (let round = 0; round < 10; round++) {
    await Promise.all(clients.map((sql) => bootstrapRoles(sql)))
    for (const statement of revoke) await clients[0]?.unsafe(statement)
  }
  await Promise.all(clients.map((sql) => sql.end()))
}, 30_000)

test('R0.3 a login that may create roles and owns the database migrates it and works in it', async () => {
  const [url = ''] = urls
  expect((await migrate(url)).applied).toBeGreaterThan(0)
  expect(await migrate(url)).toEqual({ applied: 0 })
  const db = openDb({ url })
  try {
    const seen = await db.inOrganisation('018f0000-0000-7000-8000-000000000000', (tx) => tx.sql`select * from products`)
    expect(seen).toHaveLength(0)
    expect(await db.asSystem((sql) => sql`select count(*)::int as n from organisations`)).toMatchObject([{ n: 0 }])
    await expect(
      db.inOrganisation('018f0000-0000-7000-8000-000000000000', (tx) => tx.sql`delete from key_checks`),
    ).rejects.toThrow(/permission denied/)
  } finally {
    await db.end()
  }
})

test('R0.3 what a migration would do to rows that it may not see fails, instead of changing nothing', async () => {
  const sql = postgres(urls[0] ?? '', { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(`set role ${ownerRole}`)
    expect((await sql`update organisations set name = name`).count).toBe(0)
    await sql.unsafe('set row_security = off')
    await expect(sql`update organisations set name = name`).rejects.toThrow(/row-level security/)
  } finally {
    await sql.end()
  }
})
