import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import { customer, deletion, openOrders, order } from '../../../test/orders.ts'
import type { Address, CustomerFields, OrderLine } from '../../connectors/connector.ts'
import { newId } from '../../platform/ids.ts'
import { listCustomers } from './list-customers.ts'

let database: TestDatabase
let organisationId: string
let shop: ReturnType<typeof openOrders>
let connectionId: string

beforeAll(async () => {
  database = await createTestDatabase()
  organisationId = (await makeOrganisation(database)).id
  shop = openOrders(database, organisationId)
})
beforeEach(() => {
  connectionId = newId()
})
afterAll(() => database.drop())

const say = (fields: CustomerFields, isStale = false) =>
  shop.apply({ connectionId, isStale, reading: customer('3', fields) })
const told = async () => (await shop.listEvents(connectionId)).map(({ type }) => type)
const list = (email: string) =>
  database.db.inOrganisation(organisationId, (tx) =>
    listCustomers(tx, organisationId, { after: null, limit: 10, email, connectionId }),
  )

const home: Address = {
  firstName: 'Élodie',
  lastName: 'Lefèvre',
  company: null,
  line1: '12 rue des Carmes',
  line2: null,
  city: 'Nantes',
  state: null,
  postcode: '44000',
  country: 'FR',
  email: null,
  phone: null,
}

test('R1.4: a customer is created, updated with what was, and not told of again where nothing is new', async () => {
  await say({ email: 'Elodie@Exemple.test', firstName: 'Élodie', billing: home })
  await say({ email: 'Elodie@Exemple.test', billing: home })
  await say({ billing: { ...home, city: 'Rennes' } })
  const events = await shop.listEvents(connectionId)
  expect(events.map(({ type, entity_version }) => [type, entity_version])).toEqual([
    ['customer.created', 1],
    ['customer.updated', 2],
  ])
  expect(events[1]?.data).toMatchObject({ email: 'Elodie@Exemple.test', billing: { city: 'Rennes' } })
  expect(events[1]?.previous).toMatchObject({ billing: { city: 'Nantes' } })
})

test('R1.4: an address is found whatever its capitals, and shown as it was written', async () => {
  await say({ email: 'Elodie@Exemple.test' })
  expect((await list('ELODIE@exemple.TEST')).map(({ email }) => email)).toEqual(['Elodie@Exemple.test'])
})

test('R1.4: deleted is told once, is not listed, and one that comes back is created anew', async () => {
  await say({ email: 'elodie@exemple.test' })
  await shop.apply({ connectionId, reading: deletion('customer', '3') })
  await shop.apply({ connectionId, reading: deletion('customer', '3') })
  expect(await list('elodie@exemple.test')).toEqual([])
  await say({ email: 'elodie@exemple.test' })
  expect(await told()).toEqual(['customer.created', 'customer.deleted', 'customer.created'])
})

test('a deletion of someone unknown is nothing', async () => {
  await shop.apply(
    { connectionId, reading: deletion('customer', '99') },
    { connectionId, reading: deletion('order', '99') },
  )
  expect(await told()).toEqual([])
})

test('what is older than what was said changes nothing', async () => {
  await say({ email: 'new@exemple.test' })
  await say({ email: 'old@exemple.test' }, true)
  expect(await told()).toEqual(['customer.created'])
  expect(await list('new@exemple.test')).toHaveLength(1)
})

test('R4.2: orders that name the same customers and products at the same moment give each one id', async () => {
  const line = (n: number): OrderLine => ({
    externalId: String(n),
    name: `product ${n}`,
    sku: null,
    productExternalId: String(n),
    variationExternalId: null,
    quantity: 1,
    subtotal: 100,
    subtotalTax: 0,
    total: 100,
    totalTax: 0,
    taxes: [],
    options: [],
  })
  const names = Array.from({ length: 20 }, (_, n) => n + 1)
  const batch = (first: number, order_: number[]) =>
    shop.apply(
      ...order_.map((n) => ({
        connectionId,
        reading: order(String(first + n), {
          status: 'pending',
          rawStatus: 'pending',
          customerExternalId: String(n),
          lines: [line(n), line(21 - n)],
        }),
      })),
    )
  await Promise.all([batch(100, names), batch(200, names.toReversed()), batch(300, names)])
  const links = await database.admin<{ kind: string; count: number }[]>`
    select kind, count(*)::int as count, count(distinct id)::int as ids from mappings
    where connection_id = ${connectionId}::uuid group by kind order by kind`
  expect(links).toEqual([
    { kind: 'customer', count: 20, ids: 20 },
    { kind: 'order', count: 60, ids: 60 },
    { kind: 'product', count: 20, ids: 20 },
  ])
})
