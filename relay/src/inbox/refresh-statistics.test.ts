import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../test/factories.ts'
import { createStatisticsRefresh } from './refresh-statistics.ts'

let database: TestDatabase
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
})
afterAll(() => database.drop())

test('a table that grew has statistics before autovacuum comes by, and one that did not is left alone', async () => {
  const { admin, db } = database
  await admin`
    insert into mappings (organisation_id, connection_id, kind, external_id, id, agreed)
    select ${organisation.id}::uuid, uuidv7(), 'product', n::text, uuidv7(), '{}' from generate_series(1, 2000) n`
  await admin`select pg_stat_force_next_flush()`
  await createStatisticsRefresh(db)()
  const rows = await admin<{ relname: string; reltuples: number }[]>`
    select relname, reltuples from pg_class where relname in ('mappings', 'products')`
  expect(Object.fromEntries(rows.map((row) => [row.relname, row.reltuples]))).toEqual({ mappings: 2000, products: -1 })
})
