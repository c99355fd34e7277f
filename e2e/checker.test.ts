import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../relay/test/database.ts'
import { startTestRelay, type TestRelay } from '../relay/test/factories.ts'
import { check, clean, createRandom, type Report, type Sent } from './checker.ts'
import type { Receiver } from './fakes/receiver.ts'
import { type Lab, makeLab, sendUntilKept, settleDeliveries, settleNow } from './flows/lab.ts'

let database: TestDatabase
let relay: TestRelay
let lab: Lab
const sent: Sent[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  lab = await makeLab(database, relay.url)
  for (let n = 1; n <= 3; n++) {
    for (const door of lab.doors) await sendUntilKept(door, { id: 1, n }, sent)
    await settleNow(database)
  }
  await settleDeliveries(database)
})
afterAll(async () => {
  await relay.stop()
  await lab.close()
  await database.drop()
})

const run = (received = lab.crm.received): Promise<Report> => {
  const ledger: Receiver = { ...lab.crm, received }
  const receivers = [{ connectionId: lab.crmConnectionId, ledger }]
  return check({ database, organisationId: lab.organisation.id, sent, receivers })
}
const kinds = (report: Report) => Object.entries(report).flatMap(([kind, lines]) => (lines.length > 0 ? [kind] : []))

test('the checker finds nothing where nothing is wrong', async () => {
  expect(await run()).toEqual(clean)
})

test('the checker finds a call that was lost, doubled or out of order', async () => {
  const calls = lab.crm.received
  expect(kinds(await run(calls.slice(1)))).toEqual(['lost'])
  expect(kinds(await run([...calls, ...calls.slice(0, 1)]))).toEqual(['duplicate'])
  expect(kinds(await run(calls.toReversed()))).toEqual(['reordered'])
})

test.each<[string, string, string]>([
  [
    'an acknowledged event that is not there',
    'delete from inbox_events where id = (select min(id::text)::uuid from inbox_events)',
    'lost',
  ],
  ['a product that shows an older version', `update products set name = replace(name, '.3;', '.2;')`, 'lost'],
  ['an event that still waits', `update inbox_events set state = 'pending' where state = 'applied'`, 'stuck'],
  ['a delivery that never ends', `update deliveries set state = 'retrying' where state = 'delivered'`, 'stuck'],
  ['an event without a place in the feed', 'update events set position = null where position = 6', 'stuck'],
  ['a gap in the feed', 'update events set position = 99 where position = 6', 'lost'],
  ['a version told twice', 'update events set entity_version = 2 where entity_version = 3', 'duplicate'],
  ['versions in the wrong order', 'update events set entity_version = 10 - entity_version', 'reordered'],
])('the checker finds %s', async (_, damage, kind) => {
  let damaged = clean
  const undone = new Error('undone')
  const work = database.admin.begin(async (sql) => {
    await sql.unsafe(damage)
    const organisationId = lab.organisation.id
    const receivers = [{ connectionId: lab.crmConnectionId, ledger: lab.crm }]
    damaged = await check({ database: { ...database, admin: sql as never }, organisationId, sent, receivers })
    throw undone
  })
  await expect(work).rejects.toBe(undone)
  expect(kinds(damaged)).toContain(kind)
  expect(await run()).toEqual(clean)
})

test('a seed makes the same numbers again', () => {
  const [a, b] = [createRandom(7), createRandom(7)]
  const numbers = Array.from({ length: 20 }, () => a.below(1_000))
  expect(Array.from({ length: 20 }, () => b.below(1_000))).toEqual(numbers)
  expect(new Set(numbers).size).toBeGreaterThan(15)
})
