import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import { type Lab, makeLab } from './lab.ts'

type InboxEvent = { id: string; state: string; reason: string | null; detail: string | null; entity: { id: string } }

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

const eventsAbout = async (id: number): Promise<InboxEvent[]> => {
  const { body } = await relay.get('/v1/inbox?limit=200', lab.organisation.key)
  const { data }: { data: InboxEvent[] } = body
  return data.filter((event) => event.entity.id === String(id))
}
const replay = (id: string) => relay.post(`/v1/inbox/${id}/replay`, lab.organisation.key)
const showProduct = async (id: number) =>
  (await relay.get(`/v1/products/external/${lab.shop.connectionId}/${id}`, lab.organisation.key)).text

test('I6 an event with a price that its currency cannot hold is parked with the code, and a replay parks it again', async () => {
  const item = { ...lab.shop.toItem({ id: 1, n: 1 }), regular_price: '8.3333' }
  expect(await lab.shop.post(item)).toMatchObject({ status: 202, body: { accepted: 1 } })
  await settle(database)
  const parked = { state: 'parked', reason: 'invalid_amount', detail: expect.stringContaining('/regular_price') }
  const [event] = await eventsAbout(1)
  expect(event).toMatchObject(parked)

  expect(await replay(event?.id ?? '')).toMatchObject({ status: 202, body: { state: 'pending' } })
  await settle(database)
  expect(await eventsAbout(1)).toMatchObject([parked])
  expect(await showProduct(1)).toContain('not_found')

  await lab.shop.send([{ id: 1, n: 2 }])
  await settle(database)
  expect(await replay(event?.id ?? '')).toMatchObject({ status: 202, body: { state: 'superseded' } })
  expect((await eventsAbout(1)).map(({ state }) => state)).toEqual(['superseded', 'applied'])
})

test('a replay of an old event, when a newer one was applied, is superseded and changes nothing', async () => {
  for (const n of [1, 2]) {
    await lab.shop.send([{ id: 2, n }])
    await settle(database)
  }
  const before = await showProduct(2)
  const [old, newer] = await eventsAbout(2)
  expect(await replay(old?.id ?? '')).toMatchObject({ status: 202, body: { state: 'superseded' } })
  await settle(database)
  expect(await showProduct(2)).toBe(before)

  expect(await replay(newer?.id ?? '')).toMatchObject({ status: 202, body: { state: 'pending' } })
  await settle(database)
  expect(await showProduct(2)).toBe(before)
  expect((await eventsAbout(2)).map(({ state }) => state)).toEqual(['superseded', 'applied'])
})

test('a replay of an old event after a delete does not bring the product back', async () => {
  await lab.shop.send([{ id: 3, n: 1 }])
  await settle(database)
  await lab.shopSender.send({ topic: 'product.deleted', body: { id: 3 } })
  await settle(database)
  const [created] = await eventsAbout(3)
  expect(await replay(created?.id ?? '')).toMatchObject({ body: { state: 'superseded' } })
  await settle(database)
  const { deleted_at } = JSON.parse(await showProduct(3))
  expect(deleted_at).not.toBeNull()
})

test('B17 a quarantined event that is replayed is held again, and holds up nobody', async () => {
  const body = JSON.stringify(lab.shop.toItem({ id: 4, n: 1 })).replace('item.', 'item\\u0000')
  await lab.shop.post(body)
  const [event] = await eventsAbout(4)
  expect(event).toMatchObject({ state: 'quarantined', reason: 'unstorable_text' })
  expect((await replay(event?.id ?? '')).status).toBe(202)
  await lab.shop.send([{ id: 5, n: 1 }])
  await settle(database)
  expect(await eventsAbout(5)).toMatchObject([{ state: 'applied' }])
  for (let minutes = 0; minutes < 10; minutes++) {
    await database.advance(130_000)
    await settle(database)
  }
  expect((await eventsAbout(4)).map(({ state }) => state)).toEqual(['parked'])
})

test('replaying what is not there, waits, or names no entity is refused with its code', async () => {
  expect(await replay('0199f3a2-7c1e-7000-8000-000000000001')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  expect(await replay('x')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  const failed = { code: 'woocommerce_rest_cannot_view', message: 'no', data: { status: 401 } }
  expect(await lab.shop.post(failed)).toMatchObject({ status: 202, body: { accepted: 1 } })
  const { body } = await relay.get('/v1/inbox?state=quarantined&limit=200', lab.organisation.key)
  const { data }: { data: InboxEvent[] } = body
  const nameless = data.find((event) => event.entity.id === null)
  expect(await replay(nameless?.id ?? '')).toMatchObject({ status: 409, body: { code: 'event_not_identified' } })
})
