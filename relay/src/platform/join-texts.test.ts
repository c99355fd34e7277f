import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { joinTexts } from './join-texts.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('texts come out of the database as they went in, whatever stands in them', async () => {
  const texts = ['{"a":"b \\"c\\" \\\\"}', '', '\u001f', 'x\u001fy', '{NULL,"é"}', '\n', '🫘 «»', `'; select 1 --`]
  const { text, separator } = joinTexts(texts)
  const rows = await database.admin<{ t: string }[]>`
    select t from unnest(string_to_array(${text}, ${separator})) with ordinality as x(t, n) order by n`
  expect(rows.map((row) => row.t)).toEqual(texts)
})
