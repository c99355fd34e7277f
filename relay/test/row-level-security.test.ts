import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let purea: TestOrganisation
let other: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  purea = await makeOrganisation(database)
  other = await makeOrganisation(database, 'Other')
  for (const organisation of [purea, other]) {
    await organisation.connect('crm', { url: 'http://127.0.0.1:9/' })
    await organisation.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'their-key' })
    await fetch(`${relay.url}/webhooks/catalogue/${organisation.id}`, {
      method: 'POST',
      headers: { 'x-api-key': 'their-key', 'content-type': 'application/json', 'webhook-id': 'delivery-1' },
      body: JSON.stringify({ id: 1, nom: `of ${organisation.id}`, prix_base: 5.9 }),
    })
  }
  await settle(database)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

async function tablesOfOrganisations(): Promise<string[]> {
  const rows = await database.admin<{ name: string }[]>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`
  return rows.map((row) => row.name)
}

test('R0.7 every table of an organisation has forced row-level security and its policy', async () => {
  const unprotected = await database.admin`
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and (c.relname = 'organisations' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped))
      and not (c.relrowsecurity and c.relforcerowsecurity and exists (
        select from pg_policies p where p.tablename = c.relname and p.policyname = 'own_organisation' and p.roles = '{passerelle_app}'))`
  expect(unprotected).toEqual([])
  expect((await tablesOfOrganisations()).length).toBeGreaterThan(10)
})

test('R0.7 a table that is added and forgotten is protected by the next migration run', async () => {
  await database.admin.unsafe(
    'set role passerelle_owner; create table forgotten (organisation_id uuid, secret text); reset role',
  )
  await database.admin.unsafe(`insert into forgotten values ('${purea.id}', 'mine'), ('${other.id}', 'theirs')`)
  const { migrate } = await import('../src/platform/migrate.ts')
  expect(await migrate(database.url)).toEqual({ applied: 0 })
  const seen = await database.db.inOrganisation(purea.id, ({ sql }) => sql`select secret from forgotten`)
  expect(seen.map((row) => row.secret)).toEqual(['mine'])
})

describe('R0.7 without any WHERE', () => {
  test('no table shows a row of another organisation', async () => {
    for (const name of await tablesOfOrganisations()) {
      const foreign = await database.db.inOrganisation(
        purea.id,
        ({ sql }) => sql`select organisation_id from ${sql(name)} where organisation_id <> ${purea.id}::uuid`,
      )
      const [{ total } = { total: 0 }] = await database.admin<{ total: number }[]>`
        select count(*)::int as total from ${database.admin(name)} where organisation_id = ${other.id}`
      expect({ name, foreign: foreign.length }).toEqual({ name, foreign: 0 })
      if (['products', 'inbox_events', 'events', 'mappings', 'deliveries', 'inbox_seen'].includes(name))
        expect(total, name).toBeGreaterThan(0)
    }
  })

  test('a row cannot be written for, or moved to, another organisation', async () => {
    await expect(
      database.db.inOrganisation(purea.id, ({ sql }) => sql`update products set organisation_id = ${other.id}::uuid`),
    ).rejects.toThrow(/row-level security/)
    const untouched = await database.db.inOrganisation(
      purea.id,
      ({ sql }) => sql`delete from products where organisation_id = ${other.id}::uuid`,
    )
    expect(untouched.count).toBe(0)
  })

  test('a session that names no organisation sees nothing, also after one that did', async () => {
    await database.db.inOrganisation(purea.id, ({ sql }) => sql`select 1`)
    const { openPool, appRole } = await import('../src/platform/db.ts')
    const pool = openPool(database.url, appRole, 1, 2_000)
    await pool.begin((sql) => sql`select set_config('app.organisation_id', ${purea.id}, true)`)
    expect(await pool`select from products`).toHaveLength(0)
    await pool.end()
  })
})

test('R0.7 neither role is a superuser, and the app role cannot become one', async () => {
  const roles =
    await database.admin`select rolname from pg_roles where rolname like 'passerelle%' and (rolsuper or rolbypassrls)`
  expect(roles).toEqual([])
})

test('R0.7 another organisation’s things are not found over the API, whatever the address says', async () => {
  const mine: { data: { id: string }[] } = (await relay.get('/v1/products', purea.key)).body
  const [product] = mine.data
  for (const path of [
    `/v1/products/${product?.id}`,
    `/v1/connections/${product?.id}`,
    `/v1/deliveries/${product?.id}`,
    `/v1/inbox/${product?.id}`,
  ]) {
    expect((await relay.get(path, other.key)).status, path).toBe(404)
  }
  const events: { data: { organisation_id: string }[] } = (await relay.get('/v1/events', other.key)).body
  expect(events.data.length).toBeGreaterThan(0)
  expect(events.data.every((event) => event.organisation_id === other.id)).toBe(true)
})
