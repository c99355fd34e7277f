import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCatalogue, product, variation, waitForLocks } from '../../../test/catalogue.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import type { Reading } from '../../connectors/connector.ts'

let database: TestDatabase
let shop: string
let catalogue: ReturnType<typeof openCatalogue>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  const organisation = await makeOrganisation(database)
  shop = (await organisation.connect('woocommerce', { webhook_secret: 'shop-secret' })).id
  catalogue = openCatalogue(database, organisation.id)
})

const said = (readings: Reading[]) => readings.map((reading) => ({ connectionId: shop, reading }))
const say = (...readings: Reading[]) => catalogue.apply(said(readings))
const parent = (externalId: string, kind = 'variable') => product(externalId, { kind })

/** Products as they are, and as the last event of each said: `10: 11 12`. Both must be the same. */
async function look(): Promise<string[]> {
  const line = (name: string, children: string[]) =>
    `${name}: ${children.join(' ')}`.replaceAll(/product |variation /g, '')
  const are = (await catalogue.list()).map(({ name, variations }) => line(name, variations))
  const told = new Map(
    (await catalogue.listEvents()).map(({ entityId, data }) => [
      entityId,
      line(data.name, data.variations.map(({ name }) => name).sort()),
    ]),
  )
  expect([...told.values()].sort()).toEqual(are.toSorted())
  return are
}

test('the last variation of a product that moves away is told of both', async () => {
  await say(parent('10'), parent('20'), variation('11', '10'))
  await say(variation('11', '20'))
  expect(await look()).toEqual(['10: ', '20: 11'])
  expect((await catalogue.listEvents()).slice(-2)).toMatchObject([
    { type: 'product.updated', data: { name: 'product 10', variations: [] } },
    { type: 'product.updated', data: { name: 'product 20' } },
  ])
})

test('one that moves to a product not yet known leaves the old one, and is adopted later', async () => {
  await say(parent('10'), variation('11', '10'), variation('12', '10'))
  await say(variation('11', '30', { name: 'variation 11b' }))
  expect(await look()).toEqual(['10: 12'])
  await say(parent('30'))
  expect(await look()).toEqual(['10: 12', '30: 11b'])
})

test('a product that came as simple and becomes variable adopts what waited', async () => {
  await say(variation('11', '10'), variation('91', '90'))
  await say(parent('10', 'simple'))
  expect(await look()).toEqual(['10: '])
  await say(parent('10'))
  expect(await look()).toEqual(['10: 11'])
})

test('one that waited and is spoken of in the same batch as its product says its newest', async () => {
  await say(variation('11', '10'), variation('12', '10'), variation('13', '10'))
  await say(
    variation('11', '10', { name: 'variation 11b' }),
    { type: 'product-deletion', externalId: '12' },
    parent('10'),
  )
  expect(await look()).toEqual(['10: 11b 13'])
})

test('one in the trash that was deleted does not move', async () => {
  await say(parent('10'), parent('20'), variation('11', '10'))
  await say({ type: 'product-deletion', externalId: '11' })
  const count = (await catalogue.listEvents()).length
  await say({ ...variation('11', '20'), isInTrash: true } as Reading)
  expect(await look()).toEqual(['10: ', '20: '])
  expect(await catalogue.listEvents()).toHaveLength(count)
})

test('F31: a variation that is applied while its product is made is shown under it', async () => {
  const held = await catalogue.hold(said([parent('10')]))
  const other = say(variation('11', '10'))
  await waitForLocks(database, 1)
  await held.commit()
  await other
  expect(await look()).toEqual(['10: 11'])
})

test('F31: one that moves on while a product adopts it is taken from that product again', async () => {
  await say(variation('11', '10'))
  const held = await catalogue.hold(said([parent('10')]))
  const other = say(variation('11', '20'))
  await waitForLocks(database, 1)
  await held.commit()
  await other
  expect(await look()).toEqual(['10: '])
  await say(parent('20'))
  expect(await look()).toEqual(['10: ', '20: 11'])
})

test('F31: an adoption that waits for one that moves on does not bring the old one back', async () => {
  await say(variation('11', '10'), parent('20'))
  const held = await catalogue.hold(said([variation('11', '20', { name: 'variation 11b' })]))
  const other = say(parent('10'))
  await waitForLocks(database, 1)
  await held.commit()
  await other
  expect((await look()).sort()).toEqual(['10: ', '20: 11b'])
})

test('two batches over the same products and a parent not yet known do not deadlock', async () => {
  await say(product('1'))
  const held = await catalogue.hold(said([product('1', { sku: 'A' })]))
  const adopting = say(product('1', { sku: 'B' }), parent('10'))
  await waitForLocks(database, 1)
  const orphaned = say(product('1', { sku: 'C' }), variation('11', '10'))
  await waitForLocks(database, 2)
  await held.commit()
  await Promise.all([adopting, orphaned])
  expect(await look()).toEqual(['1: ', '10: 11'])
  expect(await catalogue.list()).toMatchObject([{ sku: 'C', version: 4 }, {}])
})
