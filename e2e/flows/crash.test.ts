import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, clean, createRandom, type Sent } from '../checker.ts'
import type { Receiver } from '../fakes/receiver.ts'
import { createStack, type Stack } from '../stack.ts'
import { type Door, type Lab, makeLab, sendUntilKept, settleDeliveries } from './lab.ts'

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

/** Kills what runs, lets every lease run out as it would, and starts anew: a dead worker holds nothing for longer. */
async function startAgain(crashAt?: string): Promise<void> {
  stack.kill('SIGKILL')
  await stack.waitForExit()
  await stack.database.advance(leaseMs)
  await stack.start(crashAt === undefined ? {} : { crashAt })
}

const sendToBoth = (id: number, n = 1) => Promise.all(lab.doors.map((door) => sendUntilKept(door, { id, n }, ledger)))
const expectKilled = async () => expect(await stack.waitForExit()).toMatchObject({ code: null, signal: 'SIGKILL' })
const callsAbout = (receiver: Receiver, id: number) =>
  receiver.received.filter((call) => call.raw.includes(`.${id}.`)).map((call) => call.webhookId)

async function expectClean({ allowedRepeats = 0, seed = 0 } = {}): Promise<void> {
  await settleDeliveries(stack.database)
  const receivers = [{ connectionId: lab.crmConnectionId, ledger: lab.crm }]
  const organisationId = lab.organisation.id
  const report = await check({ database: stack.database, organisationId, sent: ledger, receivers, allowedRepeats })
  expect(report, `E2E_SEED=${seed}\n${stack.output()}`).toEqual(clean)
}

async function countRows(door: Door, id: number) {
  const { admin } = stack.database
  const mine = admin`connection_id = ${door.connectionId}::uuid and external_id = ${String(id)}`
  const [row] = await admin<{ stored: number; heads: number; products: number; events: number }[]>`
    select (select count(*)::int from inbox_events where ${mine}) as stored,
      (select count(*)::int from inbox_heads where ${mine}) as heads,
      (select count(*)::int from mappings where kind = 'product' and ${mine}) as products,
      (select count(*)::int from events where entity_id in (select id from mappings where kind = 'product' and ${mine})) as events`
  return row
}
const once = { stored: 1, heads: 1, products: 1, events: 1 }

test('F1 killed before the commit: no sender sees a 2xx, nothing is kept, and the resend is accepted once', async () => {
  await stack.start({ crashAt: 'after_inbox_insert' })
  expect(await sendToBoth(1)).toEqual([null, null])
  await expectKilled()
  for (const door of lab.doors) {
    expect(await countRows(door, 1), door.name).toEqual({ stored: 0, heads: 0, products: 0, events: 0 })
  }

  await startAgain()
  for (const answer of await sendToBoth(1)) {
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } })
  }
  await expectClean()
  for (const door of lab.doors) expect(await countRows(door, 1), door.name).toEqual(once)
})

test('F2 killed after the commit: the resend is a duplicate; one product, one event at the CRM', async () => {
  for (const door of lab.doors) {
    await startAgain('before_response')
    await settleDeliveries(stack.database)
    expect(await sendUntilKept(door, { id: 2, n: 1 }, ledger), door.name).toBeNull()
    await expectKilled()
    expect(await countRows(door, 2), door.name).toMatchObject({ stored: 1, heads: 1 })
  }
  await startAgain()
  for (const answer of await sendToBoth(2)) {
    expect(answer).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1, rejected: [] } })
  }
  await expectClean()
  for (const door of lab.doors) expect(await countRows(door, 2), door.name).toEqual(once)
  expect(callsAbout(lab.crm, 2)).toHaveLength(2)
})

test('F3 I10 killed while it applies: nothing of it is seen, and after the lease it is applied once', async () => {
  await startAgain('after_apply')
  await sendToBoth(3)
  await expectKilled()
  for (const door of lab.doors) expect(await countRows(door, 3), door.name).toMatchObject({ products: 0, events: 0 })

  await startAgain()
  await sendToBoth(3)
  await expectClean()
  for (const door of lab.doors) expect(await countRows(door, 3), door.name).toEqual(once)
  expect(callsAbout(lab.crm, 3)).toHaveLength(2)
})

test('F3 killed between the call and its record: a receiver sees the same webhook id twice and nothing else', async () => {
  await startAgain('after_push')
  await sendToBoth(4)
  await expectKilled()

  await startAgain()
  await sendToBoth(4)
  await expectClean({ allowedRepeats: 1 })
  for (const door of lab.doors) expect(await countRows(door, 4), door.name).toEqual(once)
  const calls = [lab.crm, lab.partner].flatMap((receiver) => callsAbout(receiver, 4))
  const repeats = calls.length - new Set(calls).size
  // The CRM's and the partner's call of one event carry one id: that is no repeat.
  expect(repeats).toBeGreaterThanOrEqual(1)
  expect(new Set(calls).size).toBe(2)
})

test('F4 I1 I2 I3 I10 killed again and again under load: nothing is lost, doubled, out of order or stuck', async () => {
  const random = createRandom()
  const versions = 10
  await startAgain()
  const produce = async (door: Door, id: number) => {
    for (let n = 1; n <= versions; n++) {
      for (let status = 0; status !== 202; ) {
        status = (await sendUntilKept(door, { id, n }, ledger))?.status ?? 0
        await sleep(random.below(40))
      }
    }
  }
  const produced = Promise.all(lab.doors.flatMap((door) => [101, 102, 103].map((id) => produce(door, id))))
  const kills = 2
  for (let kill = 0; kill < kills; kill++) {
    await sleep(50 + random.below(150))
    await startAgain()
  }
  await produced
  await expectClean({ allowedRepeats: kills, seed: random.seed })
})
