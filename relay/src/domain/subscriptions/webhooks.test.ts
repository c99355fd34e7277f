import { createHmac } from 'node:crypto'
import { Subscription, SubscriptionStatusChange } from '@passerelle/shared-types/api/subscriptions'
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
import { readSteps } from '../../../test/subscriptions.ts'
import { deliveries } from '../../connectors/woocommerce/fixtures.ts'

type Event = {
  type: string
  entity: { kind: string; id: string; version: number }
  data: Subscription
  previous: object
}
type Shop = { organisation: TestOrganisation; id: string }

let database: TestDatabase
let relay: TestRelay

beforeAll(async () => {
  database = await createTestDatabase()
  // When it was recorded: half an hour makes a difference.
  await database.admin`update test_clock set shift = '2026-11-21T08:38:00Z'::timestamptz - clock_timestamp()`
  relay = await startTestRelay(database, { pollMs: 50 })
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const secrets = [...new Set(deliveries.map(({ secret }) => secret))]
const recorded = deliveries.filter(({ file, isSigned }) => isSigned && /^(6\d|7\d|8[0-6])-/.test(file))

async function connect(): Promise<Shop> {
  const organisation = await makeOrganisation(database)
  const { id } = await organisation.connect('woocommerce', { webhook_secret: secrets })
  return { organisation, id }
}

async function post({ organisation }: Shop, raw: Uint8Array, headers: Record<string, string>) {
  const url = `${relay.url}/webhooks/woocommerce/${organisation.id}`
  const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(raw) })
  expect(answer.status).toBe(202)
  await settle(database)
}

function deliver(shop: Shop, { raw, headers }: (typeof recorded)[number]) {
  const { host, connection: _, 'content-length': __, 'accept-encoding': ___, ...kept } = headers
  return post(shop, raw, kept as Record<string, string>)
}

function send(shop: Shop, topic: string, item: unknown) {
  const raw = new TextEncoder().encode(JSON.stringify(item))
  const signature = createHmac('sha256', secrets[0] ?? '')
    .update(raw)
    .digest('base64')
  return post(shop, raw, {
    'content-type': 'application/json',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-signature': signature,
  })
}

const get = <T>({ organisation }: Shop, path: string) =>
  relay.get(path, organisation.key) as Promise<{ status: number; body: T; headers: Headers }>
const list = async (shop: Shop, query = '') =>
  (await get<{ data: Subscription[] }>(shop, `/v1/subscriptions?deleted=true${query}`)).body.data

async function listEvents(shop: Shop): Promise<Event[]> {
  const { body } = await get<{ data: Event[] }>(shop, '/v1/events?limit=200')
  return body.data.filter(({ entity }) => entity.kind === 'subscription')
}

const say = ({ type, data }: Event) =>
  `${type.replace('subscription.', '')} ${data.status}${data.reason ? `(${data.reason})` : ''}`

describe("R4.2 the recorded webhooks of a shop's subscriptions", () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await connect()
    for (const delivery of recorded) await deliver(shop, delivery)
  })

  test('tell each settled change once', async () => {
    const events = await listEvents(shop)
    for (const { data } of events) Subscription.parse(data)
    const of = (id: string) => events.filter(({ data }) => data.external_id === id).map(say)
    expect(of('342')).toEqual([
      'created active',
      'activated active',
      'paused paused(shop)',
      'resumed active',
      'updated active',
      'past_due past_due(payment)',
      'activated active',
      'updated active',
      'canceled canceled(trashed)',
      'updated canceled(deleted)',
      'updated canceled',
      'updated canceled(deleted)',
    ])
    expect(of('346')).toEqual(['created active', 'activated active'])
  })

  test('are read as lists, alone, by the id of the shop, in bulk, with ETag and history', async () => {
    const [gone, switched] = await list(shop)
    expect(gone).toMatchObject({ external_id: '342', status: 'canceled', version: 11 })
    const found = await get<{ data: Subscription[] }>(shop, '/v1/subscriptions')
    expect(found.body.data).toEqual([switched])
    for (const query of [
      '&status=active',
      `&customer_id=${switched?.customer_id}`,
      `&company_id=${switched?.company_id}&connection_id=${shop.id}&status=active`,
      `&updated_since=${switched?.updated_at}`,
    ]) {
      expect(await list(shop, query)).toContainEqual(switched)
    }
    expect(await list(shop, '&status=paused')).toEqual([])
    expect(await list(shop, `&connection_id=${gone?.id}`)).toEqual([])

    const one = await get<Subscription>(shop, `/v1/subscriptions/${gone?.id}`)
    expect(one.body).toEqual(gone)
    expect(one.headers.get('etag')).toBe('"11"')
    expect((await get(shop, `/v1/subscriptions/external/${shop.id}/346`)).body).toEqual(switched)
    const bulk = await relay.post('/v1/subscriptions/bulk', shop.organisation.key, { ids: [switched?.id, shop.id] })
    expect(bulk.body).toEqual({ data: [switched], missing: [shop.id] })

    const history = await get<{ data: SubscriptionStatusChange[] }>(shop, `/v1/subscriptions/${gone?.id}/history`)
    const changes = z.array(SubscriptionStatusChange).parse(history.body.data)
    expect(changes.map(({ from, to }) => [from?.status ?? null, to.status, to.reason])).toEqual([
      [null, 'active', null],
      ['active', 'paused', 'shop'],
      ['paused', 'active', null],
      ['active', 'past_due', 'payment'],
      ['past_due', 'active', null],
      ['active', 'canceled', 'trashed'],
      ['canceled', 'canceled', 'deleted'],
      ['canceled', 'canceled', null],
      ['canceled', 'canceled', 'deleted'],
    ])
    expect(changes.every(({ source }) => source.connection_id === shop.id && source.event_id !== null)).toBe(true)
  })

  test('are nothing to another organisation, and a filter that is none is refused', async () => {
    const [one] = await list(shop)
    const stranger = await connect()
    for (const path of [`/${one?.id}`, `/${one?.id}/history`, `/external/${shop.id}/342`, '/not-an-id']) {
      expect((await get(stranger, `/v1/subscriptions${path}`)).status).toBe(404)
    }
    expect(await list(stranger)).toEqual([])
    expect((await get(shop, '/v1/subscriptions?state=active')).status).toBe(422)
    expect((await get(shop, '/v1/subscriptions?status=on-hold')).status).toBe(422)
  })
})

test('R4.2 a renewal that waits for its payment is past due by the clock alone, and active when its order is paid', async () => {
  const shop = await connect()
  const steps = readSteps('subscription-manual-renewal')
  const [renewal, order] = steps[2]!.sayings
  await database.admin`update test_clock set shift = ${steps[2]!.at.toISOString()}::timestamptz - clock_timestamp()`
  const [active, paidOrder] = steps[3]!.sayings
  await send(shop, 'subscription.updated', renewal!.value)
  await send(shop, 'order.created', order!.value)
  expect((await listEvents(shop)).map(say)).toEqual(['created active'])
  await database.advance(30 * 60_000)
  await expect
    .poll(async () => (await listEvents(shop)).map(say), { timeout: 10_000 })
    .toEqual(['created active', 'past_due past_due(manual_renewal_due)'])
  const [timer] = (await listEvents(shop)).slice(-1) as unknown as [{ source: { connection_id: string | null } }]
  expect(timer.source.connection_id).toBeNull()
  await send(shop, 'order.updated', paidOrder!.value)
  await send(shop, 'subscription.updated', active!.value)
  expect((await listEvents(shop)).map(say).slice(2)).toEqual(['activated active'])
})
