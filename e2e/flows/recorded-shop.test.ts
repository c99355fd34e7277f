import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { RecordedDelivery } from '../fakes/shop.ts'
import { type Lab, makeLab } from './lab.ts'

type Recorded = RecordedDelivery & { event: string; signature_ok: boolean | null }
type Stated = {
  topic: string
  name: string
  price: string
  manage_stock: boolean
  stock_quantity: number | null
  parent_id: number
  type: string
}

const folder = fileURLToPath(new URL('../../shared-types/fixtures/woocommerce/webhooks/', import.meta.url))
const read = (name: string): Recorded => JSON.parse(readFileSync(folder + name, 'utf8'))
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.startsWith('_'))
  .sort()
const rank = (name: string) => ['created', 'updated', 'deleted', 'ping'].findIndex((word) => name.includes(word))
// The unnumbered ones were recorded earlier: first the creations, then the changes, then the deletions.
const earlier = names.filter((name) => !/^\d/.test(name)).sort((a, b) => rank(a) - rank(b))
const inOrder = [...earlier, ...names.filter((name) => /^\d/.test(name))]

let database: TestDatabase
let relay: TestRelay
let lab: Lab

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  lab = await makeLab(database, relay.url)
})
afterAll(async () => {
  await relay.stop()
  await lab.close()
  await database.drop()
})

test('R1.4 every recorded delivery of a real shop gets a 2xx, and the products end as the newest bodies say', async () => {
  expect(inOrder.length).toBeGreaterThan(90)
  const newest = new Map<number, Stated>()
  const answers = new Map<string, number>()
  for (const name of inOrder) {
    const recorded = read(name)
    const { status } = await lab.shopSender.replay(recorded)
    answers.set(name, status)
    const topic = recorded.headers['X-WC-Webhook-Topic'] ?? ''
    if (!topic.startsWith('product.')) continue
    const body = JSON.parse(recorded.body)
    if (typeof body.id === 'number') newest.set(body.id, { ...newest.get(body.id), ...body, topic })
  }
  expect([...answers].filter(([, status]) => status < 200 || status > 299)).toEqual([])
  await settle(database)

  const states = await database.admin<{ topic: string; state: string; reason: string | null; count: number }[]>`
    select topic, state, reason, count(*)::int as count from inbox_events group by 1, 2, 3 order by 1, 2`
  expect(states.filter(({ state }) => state === 'parked' || state === 'pending')).toEqual([])
  // What the shop sent and is no item: error documents, an empty list, a subscription under the topic of an order.
  const oddities = ['error_document', 'not_an_item', 'unexpected_body']
  const held = states.filter(({ state, reason }) => state === 'quarantined' && !oddities.includes(reason ?? ''))
  expect(held).toEqual([])

  const rows = await database.admin<
    { id: string; name: string; price: number | null; stock: number | null; is_deleted: boolean }[]
  >`
    select m.external_id as id, coalesce(p.name, v.name) as name, coalesce(p.price, v.price)::int as price,
      coalesce(p.stock_quantity, v.stock_quantity) as stock,
      coalesce(p.deleted_at, v.deleted_at) is not null as is_deleted
    from mappings m left join products p on p.id = m.id left join variations v on v.id = m.id
    where m.connection_id = ${lab.shop.connectionId}::uuid and coalesce(p.id, v.id) is not null order by m.external_id`
  const found = new Map(rows.map((row) => [Number(row.id), row]))
  let compared = 0
  for (const [id, stated] of newest) {
    const row = found.get(id)
    if (stated.name === undefined) {
      expect(row, `${id} was never told of`).toBeUndefined()
      continue
    }
    compared++
    expect({ ...row, id }, String(id)).toEqual({
      id,
      name: decode(stated.name),
      price: stated.price === '' ? null : Math.round(Number(stated.price) * 100),
      stock: stated.manage_stock === true ? stated.stock_quantity : null,
      is_deleted: stated.topic === 'product.deleted',
    })
  }
  expect(compared).toBeGreaterThan(12)
})

test('B10 the whole recording played again reverts nothing: the products stay as they are', async () => {
  const look = () => relay.get('/v1/products?limit=200&deleted=true', lab.organisation.key)
  const before = (await look()).text
  for (const name of inOrder.filter((one) => one.includes('product-updated') || one.includes('product-created'))) {
    expect((await lab.shopSender.replay(read(name))).status).toBe(202)
  }
  await settle(database)
  expect((await look()).text).toBe(before)
})

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#039;': "'",
  '&#8217;': '’',
}
const decode = (text: string) => text.replace(/&(amp|lt|gt|quot|#039|#8217);/g, (entity) => entities[entity] ?? entity)
