import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import {
  makeOrganisation,
  settle,
  startTestRelay,
  type TestOrganisation,
  type TestRelay,
} from '../../../test/factories.ts'

type Sent = { id: string; isActive: boolean; supprime: boolean }

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let partner: Server
const received: Sent[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database, { pollMs: 50 })
  partner = createServer(async (request, response) => {
    received.push(JSON.parse(Buffer.concat(await request.toArray()).toString()))
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve))
  const address = partner.address()
  const port = typeof address === 'object' && address ? address.port : 0
  organisation = await makeOrganisation(database)
  await organisation.connect('woocommerce', { webhook_secret: 'shop-secret' })
  await organisation.connect('partner', { url: `http://127.0.0.1:${port}/`, secret: 'partner-key' })
})
afterAll(async () => {
  await relay.stop()
  partner.closeAllConnections()
  await new Promise((resolve) => partner.close(resolve))
  await database.drop()
})

async function post(door: string, body: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(`${relay.url}/webhooks/${door}/${organisation.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  expect(answer.status).toBe(202)
  await settle(database)
}

const fromShop = (topic: string, item: Record<string, unknown>) => {
  const body = JSON.stringify(item)
  const signature = createHmac('sha256', 'shop-secret').update(body).digest('base64')
  return post('woocommerce', body, { 'x-wc-webhook-topic': topic, 'x-wc-webhook-signature': signature })
}
const fromPartner = (item: unknown) => post('catalogue', JSON.stringify(item), { 'x-api-key': 'partner-key' })

async function find(id: string): Promise<{ status: string; deleted_at: string | null }> {
  return (await relay.get(`/v1/products/${id}`, organisation.key)).body
}

async function listTypes(id: string): Promise<string[]> {
  const { body } = await relay.get('/v1/events', organisation.key)
  return (body as { data: { type: string; data: Sent }[] }).data
    .filter((event) => event.data.id === id)
    .map(({ type }) => type)
}

const item = (id: number, status: string) => ({ id, name: `Tea ${id}`, type: 'simple', status })

test('a partner that returns the deletion that it was told of revives nothing', async () => {
  await fromShop('product.created', item(1, 'publish'))
  await fromShop('product.deleted', { id: 1 })
  const told = received.at(-1)
  expect(told).toMatchObject({ supprime: true, isActive: false })
  const id = told?.id ?? ''
  const before = await find(id)
  expect(before.deleted_at).toEqual(expect.any(String))

  await fromPartner(told)
  expect(await find(id)).toEqual(before)
  expect(await listTypes(id)).toEqual(['product.created', 'product.deleted'])

  await fromPartner({ ...told, supprime: false, isActive: true })
  expect(await find(id)).toMatchObject({ deleted_at: null, status: 'active' })
})

test('a partner that returns a draft, which it knows as not active, leaves it a draft', async () => {
  await fromShop('product.created', item(2, 'draft'))
  const told = received.at(-1)
  expect(told).toMatchObject({ isActive: false })
  const id = told?.id ?? ''
  await fromPartner(told)
  expect(await find(id)).toMatchObject({ status: 'draft' })
  expect(await listTypes(id)).toEqual(['product.created'])

  await fromPartner({ ...told, isActive: true })
  expect(await find(id)).toMatchObject({ status: 'active' })
  await fromPartner({ ...told, isActive: false, sku: 'T-2' })
  expect(await find(id)).toMatchObject({ status: 'inactive' })
})

test('a new product that the partner says is not active is inactive', async () => {
  await fromPartner({ id: 'theirs-3', nom: 'Box', isActive: false })
  const { body } = await relay.get('/v1/products', organisation.key)
  expect((body as { data: { name: string }[] }).data.find(({ name }) => name === 'Box')).toMatchObject({
    status: 'inactive',
  })
})
