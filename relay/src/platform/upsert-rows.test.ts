import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation } from '../../test/factories.ts'
import { newProduct } from '../domain/catalogue/new-rows.ts'
import type { ProductRow } from '../domain/catalogue/rows.ts'
import { products } from '../domain/catalogue/tables.ts'
import { newId } from './ids.ts'
import { upsertRows } from './upsert-rows.ts'

let database: TestDatabase
let organisationId: string

beforeAll(async () => {
  database = await createTestDatabase()
  organisationId = (await makeOrganisation(database)).id
})
afterAll(() => database.drop())

const upsert = (rows: ProductRow[]) =>
  database.db.inOrganisation(organisationId, (tx) => upsertRows(tx, products, ['organisation_id', 'id'], rows))
const readAll = async () => {
  const rows = await database.db.inOrganisation(organisationId, (tx) => tx.orm.select().from(products))
  return new Map(rows.map((row) => [row.id, row]))
}
const product = (change: Partial<ProductRow>): ProductRow => ({
  ...newProduct(organisationId, newId(), 'EUR', new Date('2026-11-21T08:00:00.123Z')),
  ...change,
})

test('R0.3: JSON comes back as it was written, bare strings and numbers that no double holds included', async () => {
  const texts = [
    String.raw`"caf\u00e9"`,
    String.raw`"\ud83d\ude00 \/ \"quoted\" \\ \n"`,
    '"null"',
    '""',
    '"{\\"a\\":1}"',
    'true',
    '0',
    '-0',
    '1e400',
    '0.10',
    '12345678901234567890123456789',
    '[9007199254740993, {"z":1,"a":2,"a ":3}]',
    '{"b" : 1 , "a":[ ]}',
    'null',
  ]
  const rows = texts.map((text) => product({ plans: text, features: `[${text}]`, attributes: `{"é":${text}}` }))
  await upsert(rows)
  const stored = await readAll()
  for (const row of rows) expect(stored.get(row.id)).toEqual(row)
})

test('every kind of column comes back as it went in, absent ones as null', async () => {
  const row = product({
    name: 'Thé "vert" \\ \u{1f600} null',
    description: '"caf\\u00e9"',
    sku: '',
    status: 'draft',
    basePrice: 9_007_199_254_740_991,
    price: -1,
    vatRate: '5.5',
    rating: '4.333333333333333333',
    stockQuantity: -2_147_483_648,
    isPopular: false,
    isInStock: true,
    deletedAt: new Date('2026-11-21T08:00:00.001Z'),
  })
  await upsert([row])
  expect((await readAll()).get(row.id)).toEqual(row)
})

test('a row that is there is replaced whole', async () => {
  const row = product({ plans: '"a"', sku: 'A', version: 1 })
  await upsert([row])
  const next = { ...row, plans: null, sku: null, version: 2 }
  await upsert([next, product({})])
  expect((await readAll()).get(row.id)).toEqual(next)
})
