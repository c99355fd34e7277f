import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  makeOrganisation,
  settle,
  startTestRelay,
  type TestOrganisation,
  type TestRelay,
} from '../../test/factories.ts'
import { startWooRest, type WooRest } from '../../test/woo-rest.ts'
import type { ShopKind } from '../../test/woo-shop.ts'
import { requestPull } from './request-pull.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let rest: WooRest
let connectionId: string

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  rest = await startWooRest()
  const secrets = { consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }
  const settings = { url: rest.url, webhook_secret: 'shop-secret', ...secrets }
  connectionId = (await organisation.connect('woocommerce', settings)).id
  relay = await startTestRelay(database)
})
afterAll(async () => {
  await relay.stop()
  await rest.close()
  await database.drop()
})

async function send(topic: string, body: string): Promise<void> {
  const answer = await fetch(`${relay.url}/webhooks/woocommerce/${organisation.id}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-signature': createHmac('sha256', 'shop-secret').update(body).digest('base64'),
    },
    body,
  })
  expect(answer.status).toBe(202)
}

/** Has a thing read at the shop, and waits until that is done. */
async function read(kind: ShopKind, id: number): Promise<void> {
  const wanted = { connectionId, kind, externalId: String(id), reason: 'test' }
  await database.db.inOrganisation(organisation.id, (tx) => requestPull(tx, organisation.id, [wanted]))
  const isAsked = async () => (await database.admin`select from pull_requests`).length > 0
  for (const end = Date.now() + 20_000; await isAsked(); await sleep(20))
    if (Date.now() > end) throw new Error('it was not read')
  await settle(database)
}
const rowsOf = (kind: ShopKind, id: number) =>
  database.admin<{ topic: string; state: string; raw: Uint8Array }[]>`
    select topic, state, raw from inbox_events
    where connection_id = ${connectionId} and kind = ${kind} and external_id = ${String(id)} order by id`
const topicsOf = async (kind: ShopKind, id: number) => (await rowsOf(kind, id)).map(({ topic }) => topic)
async function isAlive(kind: ShopKind, id: number): Promise<boolean> {
  await settle(database)
  const { status, body } = await relay.get(`/v1/${kind}s/external/${connectionId}/${id}`, organisation.key)
  return status === 200 && (body as { deleted_at: string | null }).deleted_at === null
}
const pick = (kind: ShopKind, n: number) => {
  const item = rest.shop.list(kind).filter(({ status, type }) => status !== 'trash' && type !== 'variable')[n]
  if (!item) throw new Error(`the shop has no ${kind}`)
  return item
}

test.each(['order', 'product', 'customer', 'subscription'] as const)(
  'R4.2 %s: missing at the shop and there again in the same bytes, it lives again, and once',
  async (kind) => {
    const item = pick(kind, 1)
    await read(kind, item.id)
    expect(await isAlive(kind, item.id)).toBe(true)
    rest.shop.remove(kind, item.id)
    await read(kind, item.id)
    expect(await isAlive(kind, item.id)).toBe(false)
    rest.shop.put(kind, item)
    await read(kind, item.id)
    expect(await isAlive(kind, item.id)).toBe(true)
    await read(kind, item.id)
    expect(await topicsOf(kind, item.id)).toEqual([`${kind}.updated`, `${kind}.deleted`, `${kind}.restored`])
  },
)

test('R4.2 what webhooks made and deleted is alive at the shop in the bytes of its first webhook: it lives again', async () => {
  const item = pick('order', 2)
  await read('order', item.id)
  const [first] = await rowsOf('order', item.id)
  const body = Buffer.from(first?.raw ?? []).toString()
  await send('order.created', body)
  await send('order.deleted', `{"id":${item.id}}`)
  expect(await isAlive('order', item.id)).toBe(false)
  await read('order', item.id)
  expect(await isAlive('order', item.id)).toBe(true)
  // A deletion that comes twice, or a webhook from before it, changes nothing of that.
  await send('order.updated', body)
  expect(await isAlive('order', item.id)).toBe(true)
  expect(await topicsOf('order', item.id)).toEqual(['order.updated', 'order.deleted', 'order.restored'])
})
