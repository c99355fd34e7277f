import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import {
  makeOrganisation,
  settle,
  startTestRelay,
  type TestOrganisation,
  type TestRelay,
} from '../../../test/factories.ts'

let database: TestDatabase
let relay: TestRelay
let worker: TestRelay
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database, { role: 'ingest' })
  worker = await startTestRelay(database, { role: 'worker' })
  organisation = await makeOrganisation(database)
  await organisation.connect('woocommerce', { webhook_secret: 'shop-secret' })
})
afterAll(async () => {
  await Promise.all([relay.stop(), worker.stop()])
  await database.drop()
})

type Product = { name: string; deleted_at: string | null; variations: { name: string }[] }

async function send(topic: string, item: Record<string, unknown>): Promise<void> {
  const body = JSON.stringify(item)
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

async function find(name: string): Promise<Product | undefined> {
  await settle(database)
  const { body } = await relay.get('/v1/products?deleted=true', organisation.key)
  return (body as { data: Product[] }).data.find((product) => product.name.startsWith(name))
}

async function listEventTypes(): Promise<string[]> {
  const { body } = await relay.get('/v1/events', organisation.key)
  return (body as { data: { type: string }[] }).data.map(({ type }) => type)
}

const item = (id: number, name: string, status: string, second: number) => ({
  id,
  name,
  type: 'simple',
  status,
  date_modified_gmt: `2026-11-21T08:00:${String(second).padStart(2, '0')}`,
})

test('an update from the trash that comes after the deletion revives nothing and tells nobody', async () => {
  await send('product.created', item(1, 'Tea', 'publish', 1))
  await find('Tea')
  await send('product.deleted', { id: 1 })
  const deletedAt = (await find('Tea'))?.deleted_at
  expect(deletedAt).toEqual(expect.any(String))
  await send('product.updated', item(1, 'Tea, edited', 'trash', 2))
  expect(await find('Tea')).toMatchObject({ name: 'Tea', deleted_at: deletedAt })
  expect(await listEventTypes()).toEqual(['product.created', 'product.deleted'])

  await send('product.restored', item(1, 'Tea', 'publish', 3))
  expect(await find('Tea')).toMatchObject({ name: 'Tea', deleted_at: null })
})

test('nor does it fold away a deletion that still waits', async () => {
  await send('product.created', item(2, 'Coffee', 'publish', 1))
  await find('Coffee')
  await worker.stop()
  await send('product.deleted', { id: 2 })
  await send('product.updated', item(2, 'Coffee', 'trash', 2))
  worker = await startTestRelay(database, { role: 'worker' })
  expect(await find('Coffee')).toMatchObject({ deleted_at: expect.any(String) })
})

test('a variation in the trash stays deleted', async () => {
  const variation = { ...item(11, 'Herbs - 100 g', 'publish', 1), type: 'variation', parent_id: 10 }
  await send('product.created', { ...item(10, 'Herbs', 'publish', 1), type: 'variable' })
  await send('product.created', variation)
  expect((await find('Herbs'))?.variations).toHaveLength(1)
  await send('product.deleted', { id: 11 })
  expect((await find('Herbs'))?.variations).toHaveLength(0)
  await send('product.updated', { ...variation, status: 'trash', date_modified_gmt: '2026-11-21T08:00:02' })
  expect((await find('Herbs'))?.variations).toHaveLength(0)
})
