import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation } from '../../test/factories.ts'
import { sequenceFeed } from './sequence-feed.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const tell = (organisationId: string, count: number) => database.admin`
  insert into events (organisation_id, id, type, entity_kind, entity_id, entity_version, data, previous)
  select ${organisationId}::uuid, uuidv7(), 'product.updated', 'product', gen_random_uuid(), 1, '{}', '{}' from generate_series(1, ${count}::int)`

test('the first burst of an organisation is put in order, though the statistics know nothing of it', async () => {
  const [old, young] = [await makeOrganisation(database), await makeOrganisation(database)]
  await tell(old.id, 4_000)
  while ((await sequenceFeed(database.db, old.id)) > 0);
  await database.admin`analyze events`
  await tell(young.id, 8_000)
  let placed = 0
  for (let n = -1; n !== 0; placed += n) n = await sequenceFeed(database.db, young.id)
  const [row] = await database.admin<{ first: number; last: number; ordered: boolean }[]>`
    select min(position)::int as first, max(position)::int as last,
      bool_and(position = n) as ordered from (
        select position, row_number() over (order by write_order) as n from events where organisation_id = ${young.id}::uuid
      ) e`
  expect([placed, row?.first, row?.last, row?.ordered]).toEqual([8_000, 1, 8_000, true])
})
