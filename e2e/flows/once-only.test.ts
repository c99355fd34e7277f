import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import { countsOf, type Lab, makeLab, settleDeliveries } from './lab.ts'

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

const callsAbout = (mark: string) => lab.crm.received.filter((call) => call.raw.includes(mark))

describe.each(['shop', 'catalogue'] as const)('at the door %s', (which) => {
  test('F29 B10 the same event five times at once: one accepted, four duplicates, all 2xx, one event at the CRM', async () => {
    const door = lab[which]
    const answers = await Promise.all(Array.from({ length: 5 }, () => door.send([{ id: 29, n: 1 }])))
    expect(answers.map(([answer]) => answer?.status)).toEqual([202, 202, 202, 202, 202])
    const counts = answers.map(([answer]) => countsOf(answer))
    expect(counts.filter((count) => count.accepted === 1 && count.duplicates === 0)).toHaveLength(1)
    expect(counts.filter((count) => count.accepted === 0 && count.duplicates === 1)).toHaveLength(4)
    await settleDeliveries(database)
    expect(callsAbout(`${door.name}.29.1;`)).toHaveLength(1)
  })

  test('A, then B, then A again are two changes and not a repeat', async () => {
    const door = lab[which]
    const [a, b] = [10, 20].map((price) => {
      const { date_modified_gmt: _, updated_at: __, ...item } = door.toItem({ id: 30, n: 1, price })
      return item
    })
    if (!a || !b) throw new Error('two bodies')
    for (const body of [a, b, a]) {
      expect(countsOf(await door.post(body))).toMatchObject({ accepted: 1, duplicates: 0 })
      await settle(database)
    }
    await settleDeliveries(database)
    const told = callsAbout(`${door.name}.30.1;`).map(({ body }) => body)
    expect(told).toMatchObject([10, 20, 10].map((amount) => ({ data: { base_price: { amount } } })))
  })
})

test('a delete that carries only an id is never a repeat: each one is kept', async () => {
  await lab.shop.send([{ id: 31, n: 1 }])
  for (const _ of [1, 2]) {
    const answer = await lab.shopSender.send({ topic: 'product.deleted', body: { id: 31 } })
    expect(countsOf(answer)).toMatchObject({ accepted: 1, duplicates: 0 })
  }
})

test('F30 one webhook-id never has two bodies: the second is refused by item, the first one stands', async () => {
  const headers = { 'webhook-id': 'partner-1' }
  const [first] = await lab.catalogue.send([{ id: 32, n: 1 }], headers)
  expect(first).toMatchObject({ status: 202, body: { accepted: 1 } })
  expect(countsOf((await lab.catalogue.send([{ id: 32, n: 1 }], headers))[0])).toMatchObject({ duplicates: 1 })
  const [other] = await lab.catalogue.send([{ id: 32, n: 2 }], headers)
  expect(other).toMatchObject({
    status: 202,
    body: { accepted: 0, duplicates: 0, rejected: [{ index: 0, code: 'event_id_conflict' }] },
  })
  await settleDeliveries(database)
  expect(callsAbout('catalogue.32.')).toMatchObject([{ body: { data: { name: 'item.catalogue.32.1;' } } }])
})
