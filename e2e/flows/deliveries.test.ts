import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import { check, clean, type Sent } from '../checker.ts'
import type { Answer, AnswerCall } from '../fakes/receiver.ts'
import { type Lab, makeLab, sendUntilKept, settleDeliveries, settleNow } from './lab.ts'

type Delivery = { id: string; state: string; reason: string | null; attempt_count: number }

let database: TestDatabase
let relay: TestRelay
let lab: Lab
let answer: AnswerCall
let ledger: Sent[]

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
beforeEach(async () => {
  answer = () => null
  ledger = []
  await lab?.close()
  lab = await makeLab(database, relay.url, { answer: (call) => answer(call) })
})
afterAll(async () => {
  await relay.stop()
  await lab.close()
  await database.drop()
})

async function expectClean(): Promise<void> {
  const receivers = [{ connectionId: lab.crmConnectionId, ledger: lab.crm }]
  expect(await check({ database, organisationId: lab.organisation.id, sent: ledger, receivers })).toEqual(clean)
}
const listDeliveries = async (state: string): Promise<Delivery[]> => {
  const path = `/v1/deliveries?state=${state}&connection_id=${lab.crmConnectionId}&limit=200`
  const { body } = await relay.get(path, lab.organisation.key)
  const { data }: { data: Delivery[] } = body
  return data
}
const nameIn = (body: unknown) => (body as { data: { name: string } }).data.name
const namesAbout = (id: number) =>
  lab.crm.received.map((call) => nameIn(call.body)).filter((name) => name.includes(`.${id}.`))

test('R0.8 R2.6 F12 a CRM that fails now and then gets every event once, in the order of each entity', async () => {
  const failures: Answer[] = [
    { status: 500 },
    { status: 503, headers: { 'retry-after': '1' } },
    { status: 429 },
    { status: 502 },
  ]
  answer = ({ n }) => (n % 3 === 0 ? (failures[(n / 3) % failures.length] ?? null) : null)
  for (let n = 1; n <= 5; n++) {
    for (const door of lab.doors) for (const id of [1, 2, 3]) await sendUntilKept(door, { id, n }, ledger)
    await settleNow(database)
  }
  await settleDeliveries(database, { stepMs: 31_000 })
  await expectClean()
  expect(lab.crm.countDuplicates()).toBe(0)
  expect(lab.crm.attempts.length).toBeGreaterThan(lab.crm.received.length)
  expect(lab.crm.received).toHaveLength(30)
})

test('F20 a 400 is not tried again: dead with its reason, later events pass, and a retry by hand sends it once more', async () => {
  answer = ({ body }) => (nameIn(body).endsWith('.2;') ? { status: 400, body: { error: 'no such field' } } : null)
  for (let n = 1; n <= 3; n++) {
    await sendUntilKept(lab.shop, { id: 4, n }, ledger)
    await settleNow(database)
  }
  expect(namesAbout(4).map((name) => name.slice(-2))).toEqual(['1;', '3;'])
  const [dead] = await listDeliveries('dead')
  expect(dead).toMatchObject({ state: 'dead', attempt_count: 1, reason: expect.any(String) })
  const { body } = await relay.get(`/v1/deliveries/${dead?.id}`, lab.organisation.key)
  expect(body).toMatchObject({ attempts: [{ http_status: 400, response: expect.stringContaining('no such field') }] })

  answer = () => null
  const retry = () => relay.post(`/v1/deliveries/${dead?.id}/retry`, lab.organisation.key)
  expect((await retry()).status).toBe(202)
  await settleNow(database)
  expect(namesAbout(4).map((name) => name.slice(-2))).toEqual(['1;', '3;', '2;'])
  expect(lab.crm.attempts.filter((call) => nameIn(call.body).endsWith('.2;')).map(({ status }) => status)).toEqual([
    400, 200,
  ])
  expect(await retry()).toMatchObject({ status: 409, body: { code: 'delivery_not_dead' } })
  expect(await listDeliveries('dead')).toEqual([])
  expect(lab.crm.countDuplicates()).toBe(0)
})

test('F20 401 pauses the connection and asks; what comes meanwhile waits, and resuming loses nothing', async () => {
  answer = () => ({ status: 401, body: { error: 'who are you' } })
  for (let n = 1; n <= 3; n++) {
    for (const door of lab.doors) await sendUntilKept(door, { id: 5, n }, ledger)
    await settleNow(database)
  }
  const path = `/v1/connections/${lab.crmConnectionId}`
  expect((await relay.get(path, lab.organisation.key)).body).toMatchObject({ state: 'paused', reason: 'unauthorized' })
  const tries = lab.crm.attempts.length
  await database.advance(1_800_000)
  await settleNow(database)
  expect(lab.crm.attempts).toHaveLength(tries)
  expect(await listDeliveries('paused')).toHaveLength(6)

  answer = () => null
  expect(await relay.post(`${path}/resume`, lab.organisation.key)).toMatchObject({
    status: 200,
    body: { state: 'active' },
  })
  await settleDeliveries(database)
  await expectClean()
  expect(lab.crm.received).toHaveLength(6)
})

test('I4 an entity that the CRM cannot take holds up no other entity', async () => {
  answer = ({ body }) => (nameIn(body).includes('.6.') ? { status: 500 } : null)
  await sendUntilKept(lab.shop, { id: 6, n: 1 }, ledger)
  await settleNow(database)
  for (let n = 1; n <= 3; n++) {
    await sendUntilKept(lab.shop, { id: 7, n }, ledger)
    await sendUntilKept(lab.shop, { id: 6, n: n + 1 }, ledger)
    await settleNow(database)
  }
  expect(namesAbout(7)).toHaveLength(3)
  expect(namesAbout(6)).toHaveLength(0)
  answer = () => null
  await settleDeliveries(database, { stepMs: 31_000 })
  await expectClean()
  expect(namesAbout(6)).toHaveLength(4)
})
