import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../relay/test/factories.ts'
import { check, clean, createRandom, type Sent } from '../checker.ts'
import type { Receiver } from '../fakes/receiver.ts'
import { createStack, type Stack } from '../stack.ts'
import { countsOf, type Door, type Lab, makeLab, sendUntilKept, settleDeliveries } from './lab.ts'

let stack: Stack
const leaseMs = 61_000

beforeAll(async () => {
  stack = await createStack()
})
afterAll(() => stack.stop())

async function expectClean(lab: Lab, sent: Sent[], { allowedRepeats = 0, seed = 0 } = {}): Promise<void> {
  await settleDeliveries(stack.database)
  const receivers = [{ connectionId: lab.crmConnectionId, ledger: lab.crm }]
  const report = await check({
    database: stack.database,
    organisationId: lab.organisation.id,
    sent,
    receivers,
    allowedRepeats,
  })
  expect(report, `E2E_SEED=${seed}\n${stack.output()}`).toEqual(clean)
}

async function countRows(lab: Lab, id: number) {
  const { admin } = stack.database
  const mine = admin`organisation_id = ${lab.organisation.id}::uuid and external_id = ${String(id)}`
  const [row] = await admin<{ stored: number; heads: number; products: number; events: number }[]>`
    select (select count(*)::int from inbox_events where ${mine}) as stored,
      (select count(*)::int from inbox_heads where ${mine}) as heads,
      (select count(*)::int from mappings where kind = 'product' and ${mine}) as products,
      (select count(*)::int from events where entity_id in (select m.id from mappings m where kind = 'product' and ${mine})) as events`
  return row
}

const expectKilled = async () => expect(await stack.waitForExit()).toMatchObject({ code: null, signal: 'SIGKILL' })
const callsAbout = (receiver: Receiver, id: number) =>
  receiver.received.filter((call) => call.raw.includes(`.${id}.`)).map((call) => call.webhookId)

describe.each(['shop', 'catalogue'] as const)('at the door %s', (which) => {
  let lab: Lab
  let door: Door
  const ledger: Sent[] = []

  beforeAll(async () => {
    lab = await makeLab(stack.database, stack.url)
    door = lab[which]
  })
  afterAll(() => lab.close())

  test('F1 killed before the commit: the sender sees no 2xx, nothing is kept, and the resend is accepted once', async () => {
    await stack.restart({ crashAt: 'after_inbox_insert' })
    expect(await sendUntilKept(door, { id: 1, n: 1 }, ledger)).toBeNull()
    await expectKilled()
    expect(await countRows(lab, 1)).toEqual({ stored: 0, heads: 0, products: 0, events: 0 })

    await stack.restart()
    const resent = await sendUntilKept(door, { id: 1, n: 1 }, ledger)
    expect(resent).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } })
    await settle(stack.database)
    expect(await countRows(lab, 1)).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    await expectClean(lab, ledger)
  })

  test('F2 killed after the commit: the resend is a duplicate, one product, one event at the CRM', async () => {
    await stack.restart({ crashAt: 'before_response' })
    expect(await sendUntilKept(door, { id: 2, n: 1 }, ledger)).toBeNull()
    await expectKilled()
    expect(await countRows(lab, 2)).toMatchObject({ stored: 1, heads: 1 })

    await stack.restart()
    expect(countsOf(await sendUntilKept(door, { id: 2, n: 1 }, ledger))).toMatchObject({
      accepted: 0,
      duplicates: 1,
    })
    await stack.database.advance(leaseMs)
    await settle(stack.database)
    expect(await countRows(lab, 2)).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    await expectClean(lab, ledger)
    expect(callsAbout(lab.crm, 2)).toHaveLength(1)
  })

  test('F3 I10 killed while it applies: nothing of it is seen, and after the lease it is applied once', async () => {
    await stack.restart({ crashAt: 'after_apply' })
    await sendUntilKept(door, { id: 3, n: 1 }, ledger)
    await expectKilled()
    expect(await countRows(lab, 3)).toEqual({ stored: 1, heads: 1, products: 0, events: 0 })

    await stack.restart()
    await sendUntilKept(door, { id: 3, n: 1 }, ledger)
    await stack.database.advance(leaseMs)
    await settle(stack.database)
    expect(await countRows(lab, 3)).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    await expectClean(lab, ledger)
    expect(callsAbout(lab.crm, 3)).toHaveLength(1)
  })

  test('F3 killed between the call and its record: the CRM sees the same webhook id twice and nothing else', async () => {
    await stack.restart({ crashAt: 'after_push' })
    await sendUntilKept(door, { id: 4, n: 1 }, ledger)
    await expectKilled()

    await stack.restart()
    await sendUntilKept(door, { id: 4, n: 1 }, ledger)
    await stack.database.advance(leaseMs)
    await expectClean(lab, ledger, { allowedRepeats: 1 })
    expect(await countRows(lab, 4)).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    // Whichever destination answered first saw it twice.
    const calls = [lab.crm, lab.partner].map((receiver) => callsAbout(receiver, 4)).filter((ids) => ids.length > 0)
    expect(Math.max(...calls.map((ids) => ids.length))).toBe(2)
    for (const ids of calls) expect(new Set(ids).size).toBe(1)
  })
})

test('F4 I1 I2 I3 I10 killed again and again under load: nothing is lost, doubled, out of order or stuck', async () => {
  const random = createRandom()
  const lab = await makeLab(stack.database, stack.url)
  const ledger: Sent[] = []
  await stack.restart()
  const entities = lab.doors.flatMap((door) => [1, 2, 3].map((id) => ({ door, id })))
  const versions = 12
  let isDone = false
  const produce = entities.map(async ({ door, id }) => {
    for (let n = 1; n <= versions; n++) {
      for (let status = 0; status !== 202; ) {
        status = (await sendUntilKept(door, { id, n }, ledger))?.status ?? 0
        await new Promise((resolve) => setTimeout(resolve, random.below(40)))
      }
    }
  })
  const produced = Promise.all(produce).finally(() => {
    isDone = true
  })
  for (let kills = 0; kills < 3 && !isDone; kills++) {
    await new Promise((resolve) => setTimeout(resolve, 100 + random.below(200)))
    await stack.restart()
    await stack.database.advance(leaseMs)
  }
  await produced
  await stack.database.advance(leaseMs)
  await expectClean(lab, ledger, { allowedRepeats: 1, seed: random.seed })
  await lab.close()
})
