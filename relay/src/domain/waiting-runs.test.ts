import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation } from '../../test/factories.ts'
import { createStore } from '../inbox/store-events.ts'
import { newId } from '../platform/ids.ts'
import { createWake } from '../platform/wake.ts'

// What a paired shop tells after a while of silence waits together, and is applied as one: these go through the real inbox.

type Body = Record<string, unknown>
const fixture = (name: string, noun: string): Body => {
  const path = fileURLToPath(new URL(`../../../shared-types/fixtures/woocommerce/${name}.json`, import.meta.url))
  const { entries } = JSON.parse(readFileSync(path, 'utf8')) as { entries: Record<string, Body>[] }
  return entries[0]?.[noun] as Body
}
const order: Body = { ...fixture('orders', 'order'), refunds: [], meta_data: [], parent_id: 0 }
const subscription = fixture('subscriptions', 'subscription')
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString().slice(0, 19)

let database: TestDatabase
let organisation: TestOrganisation
let connectionId: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  organisation = await makeOrganisation(database)
  connectionId = (await organisation.connect('woocommerce', {})).id
})

type Told = { topic: string; id: string; version: number; facts?: Body; data: Body | null; minute?: number }

/** Stores what the plugin tells, and applies it all at once. */
async function tell(...told: Told[]): Promise<void> {
  const store = createStore({ db: database.db, wake: createWake(database.db) })
  await store({
    organisationId: organisation.id,
    connectionId,
    events: told.map(({ topic, id, version, facts = {}, data, minute = version }) => {
      const [kind = ''] = topic.split('.')
      const event = {
        id: newId(),
        topic,
        sequence: version,
        entity: { kind, id, version },
        occurred_at: `${at(minute)}.000Z`,
        origin: null,
        facts,
        data,
      }
      return {
        kind,
        externalId: id,
        topic,
        raw: Buffer.from(JSON.stringify(event)),
        sourceEventId: event.id,
        sourceVersion: version,
        occurredAt: new Date(event.occurred_at),
        isFact: !/\.(created|updated|deleted|restored)$/.test(topic),
        quarantine: null,
      }
    }),
  })
  const relay = await startTestRelay(database, { role: 'worker' })
  await settle(database)
  await relay.stop()
}
const topicsOf = async (kind: string) =>
  (
    await database.admin<{ type: string }[]>`
      select type from events where organisation_id = ${organisation.id}::uuid and entity_kind = ${kind} order by write_order`
  ).map(({ type }) => type)
const orderIn = (status: string, more: Body = {}): Body => ({ ...order, id: 7, status, ...more })

test('R4.2 an order that was processing and is canceled by now is not told of as fulfillable', async () => {
  const paid = { date_paid_gmt: at(2) }
  await tell(
    { topic: 'order.created', id: '7', version: 1, data: orderIn('pending', { date_paid_gmt: null }) },
    {
      topic: 'order.status_changed',
      id: '7',
      version: 2,
      facts: { from: 'pending', to: 'processing' },
      data: orderIn('processing', paid),
    },
    {
      topic: 'order.status_changed',
      id: '7',
      version: 3,
      facts: { from: 'processing', to: 'cancelled' },
      data: orderIn('cancelled', paid),
    },
  )
  expect(await topicsOf('order')).toEqual(['order.created', 'order.paid', 'order.canceled'])
})

test('R4.2 a renewal that is told of hours later makes no one past due', async () => {
  const parent = orderIn('completed', { id: Number(subscription.parent_id), date_paid_gmt: at(0) })
  const renewal = {
    ...order,
    id: 9,
    meta_data: [{ id: 1, key: '_subscription_renewal', value: String(subscription.id) }],
  }
  const id = String(subscription.id)
  const held = { ...subscription, status: 'on-hold' }
  await tell(
    { topic: 'order.created', id: String(subscription.parent_id), version: 1, data: parent },
    { topic: 'subscription.created', id, version: 1, data: subscription },
  )
  expect(await topicsOf('subscription')).toContain('subscription.created')
  const before = (await topicsOf('subscription')).length
  await database.advance(7_200_000)
  const step = (from: string, to: string) => ({ from, to, actor: 'system' })
  await tell(
    { topic: 'subscription.status_changed', id, version: 2, facts: step('active', 'on-hold'), data: held },
    { topic: 'order.created', id: '9', version: 3, data: { ...renewal, status: 'pending', date_paid_gmt: null } },
    {
      topic: 'order.status_changed',
      id: '9',
      version: 4,
      facts: step('pending', 'processing'),
      data: { ...renewal, status: 'processing', date_paid_gmt: at(4) },
    },
    { topic: 'subscription.status_changed', id, version: 5, facts: step('on-hold', 'active'), data: subscription },
  )
  const news = (await topicsOf('subscription')).slice(before)
  expect(news.filter((type) => type !== 'subscription.updated')).toEqual([])
})

test('R4.2 a fact from before its deletion brings nothing back, whatever it carries', async () => {
  await tell({ topic: 'order.deleted', id: '7', version: 5, data: null })
  await tell({ topic: 'order.paid', id: '7', version: 3, data: orderIn('processing', { date_paid_gmt: at(3) }) })
  const id = String(subscription.id)
  await tell({ topic: 'subscription.deleted', id, version: 5, data: null })
  await tell({
    topic: 'subscription.status_changed',
    id,
    version: 3,
    facts: { from: 'pending', to: 'active' },
    data: subscription,
  })
  expect([await topicsOf('order'), await topicsOf('subscription')]).toEqual([[], []])
})

test('R4.2 a variation that comes before its product, both known from an order, is told of with the product', async () => {
  const product = { id: 12, name: 'Café', type: 'variable', status: 'publish', price: '9.00' }
  const variation = { id: 34, name: 'Café 250 g', type: 'variation', parent_id: 12, status: 'publish', price: '9.00' }
  const [line] = order.line_items as Body[]
  await tell({
    topic: 'order.created',
    id: '7',
    version: 1,
    data: orderIn('pending', { line_items: [{ ...line, product_id: 12, variation_id: 34 }] }),
  })
  await tell({ topic: 'variation.updated', id: '34', version: 1, data: variation })
  await tell({ topic: 'product.created', id: '12', version: 1, data: product })
  const [created] = await database.admin<{ variations: string[] }[]>`
    select array(select json_array_elements(data -> 'variations') ->> 'name') as variations from events
    where organisation_id = ${organisation.id}::uuid and type = 'product.created'`
  expect(created?.variations).toEqual(['Café 250 g'])
})
