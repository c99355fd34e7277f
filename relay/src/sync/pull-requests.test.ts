import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from '../../test/factories.ts'
import { startWooRest, type WooCall, type WooRest } from '../../test/woo-rest.ts'
import type { PulledItem } from '../connectors/connector.ts'
import { requestPull } from './request-pull.ts'
import { storePulled } from './store-pulled.ts'

const minute = 60_000
let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let rest: WooRest
let connectionId: string
let script: (call: Omit<WooCall, 'status'>) => { status: number; body: unknown } | null = () => null

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  rest = await startWooRest({ answer: (call) => script(call) })
  const secrets = { consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }
  connectionId = (await organisation.connect('woocommerce', { url: rest.url, ...secrets })).id
  relay = await startTestRelay(database)
})
beforeEach(() => {
  script = () => null
  rest.calls.length = 0
})
afterAll(async () => {
  await relay.stop()
  await rest.close()
  await database.drop()
})

const ask = (kind: string, ids: number[], at = connectionId) =>
  database.db.inOrganisation(organisation.id, (tx) =>
    requestPull(
      tx,
      organisation.id,
      ids.map((id) => ({ connectionId: at, kind, externalId: String(id), reason: 'test' })),
    ),
  )
const listRequests = () =>
  database.admin<{ external_id: string; error: string | null; due_at: Date | null; attempt_count: number }[]>`
    select external_id, error, due_at, attempt_count from pull_requests order by external_id`
async function until<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + 10_000; ; await sleep(20)) {
    const found = await look()
    if (isThere(found)) return found
    if (Date.now() > end) throw new Error(JSON.stringify(found))
  }
}
const answered = () => until(listRequests, (rows) => rows.length === 0)
const listTopics = async (kind: string, id: number) =>
  (
    await database.admin<{ topic: string }[]>`
      select topic from inbox_events where connection_id = ${connectionId} and kind = ${kind} and external_id = ${String(id)} order by id`
  ).map(({ topic }) => topic)

test('R4.2 what is asked for is read in one call and stored like anything told; asked twice it is stored once', async () => {
  const ids = rest.shop
    .list('product')
    .slice(0, 30)
    .map(({ id }) => id)
  await ask('product', ids)
  await answered()
  expect(rest.calls.filter(({ path }) => path.endsWith('/products'))).toHaveLength(1)
  for (const id of ids) expect(await listTopics('product', id)).toEqual(['product.updated'])
  await ask('product', ids)
  await answered()
  for (const id of ids) expect(await listTopics('product', id)).toEqual(['product.updated'])
})

test('R4.2 what is gone at the source is deleted where we hold it, once; what was only mentioned is dropped', async () => {
  const [order] = rest.shop.list('order').filter(({ status }) => status !== 'trash')
  if (!order) throw new Error('the shop has no order')
  await ask('order', [order.id])
  await answered()
  rest.shop.remove('order', order.id)
  await ask('order', [order.id, 777_777])
  await answered()
  await ask('order', [order.id])
  await answered()
  expect(await listTopics('order', order.id)).toEqual(['order.updated', 'order.deleted'])
  expect(await listTopics('order', 777_777)).toEqual([])
})

test('a source that fails is asked again, later each time, and given up where all can see it', async () => {
  script = () => ({ status: 500, body: '' })
  await ask('product', [20])
  const [waiting] = await until(listRequests, ([row]) => row?.error != null)
  expect(waiting).toMatchObject({ error: 'http_500', attempt_count: 1 })
  for (let n = 0; n < 12 && (await listRequests())[0]?.due_at !== null; n++) {
    const calls = rest.calls.length
    await database.advance(20 * minute)
    await until(
      async () => rest.calls.length,
      (count) => count > calls,
    )
    await until(listRequests, ([row]) => row?.due_at === null || (row?.due_at.getTime() ?? 0) > 0)
    await sleep(60)
  }
  expect(await listRequests()).toMatchObject([{ external_id: '20', error: 'http_500', due_at: null, attempt_count: 8 }])
  script = () => null
  await ask('product', [20])
  await answered()
})

test('a connection that cannot be read has its requests dropped; another kind as well', async () => {
  const other = await organisation.connect('woocommerce', { url: rest.url }, 'webhooks only')
  await ask('product', [1, 2, 3], other.id)
  await ask('coupon', [1])
  await answered()
  expect(rest.calls).toEqual([])
})

test('R4.2 F31 what came in while the source was read is not laid under: it is read again', async () => {
  const id = 31
  const product = rest.shop.get('product', id) ?? { id }
  const item = (name: string): PulledItem => ({
    kind: 'product',
    externalId: String(id),
    topic: 'product.updated',
    raw: Buffer.from(JSON.stringify({ ...product, name })),
    sourceEventId: null,
    sourceVersion: null,
    occurredAt: null,
  })
  const store = (name: string, readAt: Date) =>
    database.db.inOrganisation(organisation.id, (tx) =>
      storePulled(tx, organisation.id, { connectionId, items: [item(name)], readAt }),
    )
  const [{ now } = { now: new Date() }] = await database.admin<{ now: Date }[]>`select app_now() as now`
  await store('newer, told meanwhile', new Date(now.getTime() + minute))
  const before = (await listTopics('product', id)).length
  rest.shop.change('product', id, { name: 'as it is' })
  const stored = await store('older, read before', now)
  expect(stored.things).toMatchObject([{ eventId: null }])
  await answered()
  expect((await listTopics('product', id)).length).toBe(before + 1)
  const [row] = await until(
    () =>
      database.admin<
        { name: string }[]
      >`select p.name from products p join mappings m on m.id = p.id where m.external_id = ${String(id)} and m.kind = 'product'`,
    ([found]) => found?.name === 'as it is',
  )
  expect(row?.name).toBe('as it is')
})

test('an item that cannot be stored is counted and holds up none beside it', async () => {
  const bad = (raw: Uint8Array, externalId: string | null): PulledItem => ({
    kind: 'product',
    externalId,
    topic: 'product.updated',
    raw,
    sourceEventId: null,
    sourceVersion: null,
    occurredAt: null,
  })
  const items = [
    bad(new Uint8Array([0xff]), '901'),
    bad(Buffer.from('{"a":"\0"}'), '902'),
    bad(Buffer.from('{}'), null),
  ]
  const good = bad(Buffer.from('{"id":903,"name":"good","type":"simple"}'), '903')
  const readAt = new Date(Date.now() + 60 * minute * 24 * 365)
  const stored = await database.db.inOrganisation(organisation.id, (tx) =>
    storePulled(tx, organisation.id, { connectionId, items: [...items, good], readAt }),
  )
  expect(stored).toMatchObject({ unreadable: 3, things: [{ externalId: '903', eventId: expect.any(String) }] })
})
