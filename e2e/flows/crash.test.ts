import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../relay/test/factories.ts'
import { check, clean, createRandom, type Sent } from '../checker.ts'
import { createStack, type Stack } from '../stack.ts'
import { countsOf, type Lab, makeLab, sendUntilKept, settleDeliveries } from './lab.ts'

let stack: Stack
let lab: Lab
const ledger: Sent[] = []
const leaseMs = 61_000

beforeAll(async () => {
  stack = await createStack()
  lab = await makeLab(stack.database, stack.url)
})
afterAll(async () => {
  await stack.stop()
  await lab.close()
})

const expectClean = async (allowedRepeats = 0, seed?: number) => {
  await settleDeliveries(stack.database)
  const report = await check({
    database: stack.database,
    organisationId: lab.organisation.id,
    sent: ledger,
    receivers: [{ connectionId: lab.crmConnectionId, ledger: lab.crm }],
    allowedRepeats,
  })
  expect(report, `${seed === undefined ? '' : `E2E_SEED=${seed}`}\n${stack.output()}`).toEqual(clean)
}
const countRows = async (externalId: number) => {
  const [row] = await stack.database.admin<{ stored: number; heads: number; products: number; events: number }[]>`
    select (select count(*)::int from inbox_events where external_id = ${String(externalId)}) as stored,
      (select count(*)::int from inbox_heads where external_id = ${String(externalId)}) as heads,
      (select count(*)::int from mappings where kind = 'product' and external_id = ${String(externalId)}) as products,
      (select count(*)::int from events e join mappings m on m.id = e.entity_id where m.external_id = ${String(externalId)}) as events`
  return row
}
const expectKilled = async () => expect(await stack.waitForExit()).toMatchObject({ code: null, signal: 'SIGKILL' })
const callsAbout = (id: number) =>
  lab.crm.received.filter((call) => call.raw.includes(`.${id}.`)).map((call) => call.webhookId)

describe.each([0, 1])('at the door %i', (which) => {
  const door = () => lab.doors[which as 0 | 1]
  const id = (n: number) => 1_000 * (which + 1) + n

  test('F1 killed before the commit: the sender sees no 2xx, nothing is kept, and the resend is accepted once', async () => {
    await stack.restart({ crashAt: 'after_inbox_insert' })
    expect(await sendUntilKept(door(), { id: id(1), n: 1 }, ledger)).toBeNull()
    await expectKilled()
    expect(await countRows(id(1))).toEqual({ stored: 0, heads: 0, products: 0, events: 0 })

    await stack.restart()
    const resent = await sendUntilKept(door(), { id: id(1), n: 1 }, ledger)
    expect(resent).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } })
    await settle(stack.database)
    expect(await countRows(id(1))).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    await expectClean()
  })

  test('F2 killed after the commit: the resend is a duplicate, one product, one event at the CRM', async () => {
    await stack.restart({ crashAt: 'before_response' })
    expect(await sendUntilKept(door(), { id: id(2), n: 1 }, ledger)).toBeNull()
    await expectKilled()
    expect(await countRows(id(2))).toMatchObject({ stored: 1, heads: 1 })

    await stack.restart()
    expect(countsOf(await sendUntilKept(door(), { id: id(2), n: 1 }, ledger))).toMatchObject({
      accepted: 0,
      duplicates: 1,
    })
    await stack.database.advance(leaseMs)
    await settle(stack.database)
    expect(await countRows(id(2))).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    await expectClean()
    expect(callsAbout(id(2))).toHaveLength(1)
  })

  test('F3 I10 killed while it applies: nothing of it is seen, and after the lease it is applied once', async () => {
    await stack.restart({ crashAt: 'after_apply' })
    await sendUntilKept(door(), { id: id(3), n: 1 }, ledger)
    await expectKilled()
    expect(await countRows(id(3))).toEqual({ stored: 1, heads: 1, products: 0, events: 0 })

    await stack.restart()
    await sendUntilKept(door(), { id: id(3), n: 1 }, ledger)
    await stack.database.advance(leaseMs)
    await settle(stack.database)
    expect(await countRows(id(3))).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    await expectClean()
    expect(callsAbout(id(3))).toHaveLength(1)
  })

  test('F3 killed between the call and its record: the CRM sees the same webhook id twice and nothing else', async () => {
    await stack.restart({ crashAt: 'after_push' })
    await sendUntilKept(door(), { id: id(4), n: 1 }, ledger)
    await expectKilled()

    await stack.restart()
    await sendUntilKept(door(), { id: id(4), n: 1 }, ledger)
    await stack.database.advance(leaseMs)
    await expectClean(1)
    expect(await countRows(id(4))).toEqual({ stored: 1, heads: 1, products: 1, events: 1 })
    const calls = callsAbout(id(4))
    expect(calls).toHaveLength(2)
    expect(new Set(calls).size).toBe(1)
    // Known and allowed from here on: the ledgers of the tests after this one start without them.
    lab.crm.received.splice(
      lab.crm.received.findLastIndex((call) => call.raw.includes(`.${id(4)}.`)),
      1,
    )
  })
})

test('F4 I1 I2 I3 I10 killed again and again under load: nothing is lost, doubled, out of order or stuck', async () => {
  const random = createRandom()
  await stack.restart()
  const entities = lab.doors.flatMap((door) => [7_001, 7_002, 7_003].map((id) => ({ door, id })))
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
  await expectClean(1, random.seed)
})
