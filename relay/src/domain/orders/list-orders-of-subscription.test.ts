import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import { deletion, openOrders, order } from '../../../test/orders.ts'
import type { OrderFields } from '../../connectors/connector.ts'
import { newId } from '../../platform/ids.ts'
import { listOrdersOfSubscriptions, subscriptionKeyText } from './list-orders-of-subscription.ts'

let database: TestDatabase
let organisationId: string
let shop: ReturnType<typeof openOrders>
const connectionId = newId()

beforeAll(async () => {
  database = await createTestDatabase()
  organisationId = (await makeOrganisation(database)).id
  shop = openOrders(database, organisationId)
})
afterAll(() => database.drop())

const say = (externalId: string, placedAt: string, fields: OrderFields) =>
  shop.apply({
    connectionId,
    reading: order(externalId, {
      status: 'processing',
      rawStatus: 'processing',
      placedAt: new Date(placedAt),
      subscriptions: [],
      ...fields,
    }),
  })

async function find(externalId: string, parentOrderExternalId: string | null = null) {
  const key = { connectionId, externalId, parentOrderExternalId }
  const found = await database.db.inOrganisation(organisationId, (tx) =>
    listOrdersOfSubscriptions(tx, organisationId, [{ connectionId: newId(), externalId: '1' }, key]),
  )
  const { renewal, parent } = found.get(subscriptionKeyText(key)) ?? {}
  return { renewal: renewal?.externalId ?? null, parent: parent?.externalId ?? null }
}

test('R1.4: of a subscription, the newest renewal and the order that began it', async () => {
  const renewal = { subscriptions: [{ relation: 'renewal' as const, externalId: '500' }] }
  await say('400', '2026-09-01T08:00:00Z', {})
  await say('401', '2026-10-01T08:00:00Z', renewal)
  await say('402', '2026-11-01T08:00:00Z', { ...renewal, status: 'failed', rawStatus: 'failed' })
  await say('403', '2026-12-01T08:00:00Z', { subscriptions: [{ relation: 'switch', externalId: '500' }] })
  expect(await find('500', '400')).toEqual({ renewal: '402', parent: '400' })
  expect(await find('501', '999')).toEqual({ renewal: null, parent: null })

  await shop.apply({ connectionId, reading: deletion('order', '402') })
  expect(await find('500')).toEqual({ renewal: '401', parent: null })
  await say('401', '2026-10-01T08:00:00Z', { subscriptions: [] })
  expect(await find('500')).toEqual({ renewal: null, parent: null })
})

test('R1.4: an order that renews several subscriptions is found for each, and shows them with our ids', async () => {
  await say('410', '2026-11-02T08:00:00Z', {
    subscriptions: [
      { relation: 'renewal', externalId: '510' },
      { relation: 'renewal', externalId: '511' },
    ],
  })
  expect([await find('510'), await find('511')]).toMatchObject([{ renewal: '410' }, { renewal: '410' }])
  const links = JSON.parse((await shop.find(connectionId, '410')).subscriptions) as {
    id: string
    external_id: string
  }[]
  expect(links.map(({ external_id }) => external_id)).toEqual(['510', '511'])
  expect(new Set(links.map(({ id }) => id)).size).toBe(2)
})
