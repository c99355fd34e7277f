import { createHmac } from 'node:crypto'
import { Customer } from '@passerelle/shared-types/api/customers'
import { Order, RefundedOrder } from '@passerelle/shared-types/api/orders'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import {
  makeOrganisation,
  settle,
  startTestRelay,
  type TestOrganisation,
  type TestRelay,
} from '../../../test/factories.ts'
import { deliveries } from '../../connectors/woocommerce/fixtures.ts'
import { readEntries } from '../../connectors/woocommerce/recorded.ts'

type Event = {
  type: string
  entity: { kind: string; version: number }
  data: { external_id: string }
  previous: object
}
type Connection = { organisation: TestOrganisation; id: string }

let database: TestDatabase
let relay: TestRelay

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database, { pollMs: 50 })
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const secrets = [...new Set(deliveries.map(({ secret }) => secret))]
const recorded = deliveries.filter(
  ({ file, isSigned }) => isSigned && /^(3[4-9]|4\d|5[0-9])-(order|customer|action)/.test(file),
)

async function connect(): Promise<Connection> {
  const organisation = await makeOrganisation(database)
  const { id } = await organisation.connect('woocommerce', { webhook_secret: secrets })
  return { organisation, id }
}

async function post({ organisation }: Connection, raw: Uint8Array, headers: Record<string, string>) {
  const answer = await fetch(`${relay.url}/webhooks/woocommerce/${organisation.id}`, {
    method: 'POST',
    headers,
    body: Buffer.from(raw),
  })
  expect(answer.status).toBe(202)
}

const deliver = (connection: Connection, { raw, headers }: (typeof recorded)[number]) => {
  const { host, connection: _, 'content-length': __, 'accept-encoding': ___, ...kept } = headers
  return post(connection, raw, kept as Record<string, string>)
}

const send = (connection: Connection, topic: string, item: unknown) => {
  const raw = new TextEncoder().encode(JSON.stringify(item))
  const signature = createHmac('sha256', secrets[0] ?? '')
    .update(raw)
    .digest('base64')
  return post(connection, raw, {
    'content-type': 'application/json',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-signature': signature,
  })
}

const get = <T>({ organisation }: Connection, path: string) =>
  relay.get(path, organisation.key) as Promise<{ status: number; body: T; headers: Headers }>

async function listEvents(connection: Connection): Promise<Event[]> {
  const { body } = await get<{ data: Event[] }>(connection, '/v1/events?limit=200')
  return body.data
}

const of = (events: Event[], externalId: string) =>
  events.filter(({ data }) => data.external_id === externalId).map(({ type }) => type)

describe('R1.4: the recorded webhooks of a shop', () => {
  let shop: Connection
  beforeAll(async () => {
    shop = await connect()
    for (const delivery of recorded) {
      await deliver(shop, delivery)
      await settle(database)
    }
  })

  test('R4.2: become our topics, each told once, though order.updated comes before order.created', async () => {
    const events = (await listEvents(shop)).filter(({ entity }) => entity.kind === 'order')
    expect(of(events, '335')).toEqual([
      'order.created',
      'order.paid',
      'order.fulfillable',
      'order.updated',
      'order.updated',
      'order.refunded',
      'order.deleted',
      'order.created',
    ])
    expect(of(events, '336')).toEqual(['order.created', 'order.paid', 'order.fulfillable'])
    expect(of(events, '338')).toEqual(['order.created'])
    expect(of(events, '339')).toEqual([])
    const refunded = events.find(({ type }) => type === 'order.refunded')
    expect(RefundedOrder.parse(refunded?.data).refund).toMatchObject({ amount: { amount: 850, currency: 'EUR' } })
  })

  test('become customers, told of by their own topics', async () => {
    const events = (await listEvents(shop)).filter(({ entity }) => entity.kind === 'customer')
    expect(of(events, '32')).toEqual(['customer.created', 'customer.updated', 'customer.deleted'])
    expect(of(events, '34')[0]).toBe('customer.created')
    const { body } = await get<{ data: Customer[] }>(shop, '/v1/customers?email=Nouvelle.WEBHOOK@exemple.test')
    expect(body.data).toHaveLength(1)
    const found = Customer.strict().parse(body.data[0])
    const orders = await get<{ data: Order[] }>(shop, `/v1/orders?customer_id=${found.id}`)
    expect(orders.body.data.map((order) => order.external_id)).toEqual(['336'])
  })

  test('are read by id with ETag, by the id of the shop, and in bulk', async () => {
    const external = await get<Order>(shop, `/v1/orders/external/${shop.id}/336`)
    expect(external.body).toMatchObject({ number: '336', status: 'processing', raw_status: 'processing' })
    const { id, version } = external.body
    const one = await get<Order>(shop, `/v1/orders/${id}`)
    expect(one.headers.get('etag')).toBe(`"${version}"`)
    expect(one.body).toEqual(external.body)
    const again = await fetch(`${relay.url}/v1/orders/${id}`, {
      headers: { authorization: `Bearer ${shop.organisation.key}`, 'if-none-match': `"${version}"` },
    })
    expect(again.status).toBe(304)
    const nobody = crypto.randomUUID()
    const bulk = await relay.post('/v1/orders/bulk', shop.organisation.key, { ids: [nobody, id] })
    expect(bulk.body).toEqual({ data: [external.body], missing: [nobody] })
    expect((await get(shop, `/v1/orders/${nobody}`)).status).toBe(404)
    expect((await get(shop, '/v1/orders?status=lost')).status).toBe(422)
  })

  test('drafts are listed only by their status', async () => {
    const list = async (query: string) =>
      (await get<{ data: Order[] }>(shop, `/v1/orders${query}`)).body.data.map((order) => order.external_id)
    expect(await list('')).toEqual(['335', '336', '338'])
    expect(await list('?status=draft')).toEqual(['339'])
    expect(await list('?status=failed&number=338')).toEqual(['338'])
    expect(await list(`?placed_after=2026-11-21T08:36:23Z&placed_before=2026-11-21T08:36:30Z`)).toEqual(['336'])
    expect(await list(`?connection_id=${crypto.randomUUID()}`)).toEqual([])
  })

  test('of another organisation are not there', async () => {
    const other = await connect()
    const { body } = await get<Order>(shop, `/v1/orders/external/${shop.id}/336`)
    expect((await get(other, `/v1/orders/${body.id}`)).status).toBe(404)
    expect((await get(other, `/v1/orders/external/${shop.id}/336`)).status).toBe(404)
  })
})

test('R1.4: a burst that folds comes to the same orders, with the same milestones', async () => {
  const shop = await connect()
  for (const delivery of recorded) await deliver(shop, delivery)
  await settle(database)
  const events = await listEvents(shop)
  const milestones = of(events, '335').filter((type) => /paid|fulfillable/.test(type))
  // First seen completed, or seen in processing before: only then was there something to ship.
  expect(milestones).toContain('order.paid')
  expect(new Set(milestones).size).toBe(milestones.length)
  const { body } = await get<Order>(shop, `/v1/orders/external/${shop.id}/335`)
  expect(body).toMatchObject({ status: 'completed', deleted_at: null })
})

test('R1.4: every recorded order and customer is shown as the contract says, its amounts exact', async () => {
  const shop = await connect()
  const orders = readEntries('orders').map(({ order }) => order as Record<string, unknown>)
  for (const { customer } of readEntries('customers')) {
    if (customer) await send(shop, 'customer.updated', customer)
  }
  for (const order of orders) await send(shop, 'order.updated', order)
  await settle(database)

  const all = await get<{ data: unknown[] }>(shop, '/v1/orders?limit=200&deleted=true')
  const drafts = await get<{ data: unknown[] }>(shop, '/v1/orders?limit=200&deleted=true&status=draft')
  const shown = z.array(Order.strict()).parse([...all.body.data, ...drafts.body.data])
  expect(shown.map((order) => order.external_id).sort()).toEqual(orders.map(({ id }) => String(id)).sort())
  for (const order of orders) {
    const ours = shown.find((one) => one.external_id === String(order.id))
    const digits = order.currency === 'JPY' ? 0 : 2
    expect(ours?.total.amount, `total of ${order.id}`).toBe(Math.round(Number(order.total) * 10 ** digits))
    expect(ours?.lines).toHaveLength((order.line_items as unknown[]).length)
  }
  const { body } = await get<{ data: unknown[] }>(shop, '/v1/customers?limit=200')
  expect(z.array(Customer.strict()).parse(body.data).length).toBeGreaterThan(15)
  const pulls = await database.admin`
    select external_id from pull_requests where connection_id = ${shop.id}::uuid and kind = 'customer'`
  const known = new Set(
    z
      .array(Customer)
      .parse(body.data)
      .map((customer) => customer.external_id),
  )
  expect(pulls.filter((row) => known.has(row.external_id))).toEqual([])
})
