import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setTimer } from '../../relay/src/clock/set-timer.ts'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { createStack, type Stack } from '../stack.ts'
import { settleNow } from './lab.ts'

const leaseMs = 61_000
let stack: Stack
let organisation: TestOrganisation

beforeAll(async () => {
  stack = await createStack()
  organisation = await makeOrganisation(stack.database)
})
afterAll(() => stack.stop())

async function countEffects(connectionId: string) {
  const [row] = await stack.database.admin<{ timers: number; rings: number; jobs: number }[]>`
    select (select count(*)::int from timers where entity_id = ${connectionId}) as timers,
      (select count(*)::int from inbox_events where external_id = ${connectionId}) as rings,
      (select count(*)::int from jobs where connection_id = ${connectionId}) as jobs`
  return row
}

/** A timer whose effect is a job for a connection; it is due before the relay starts. */
async function setDue(): Promise<string> {
  const { id } = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:1' }, 'shop')
  await stack.database.db.inOrganisation(organisation.id, (tx) =>
    setTimer(tx, organisation.id, {
      name: 'sync.reconcile',
      entityKind: 'connection',
      entityId: id,
      dueAt: new Date(0),
    }),
  )
  return id
}

test.each([
  ['after_ring', { timers: 1, rings: 0, jobs: 0 }],
  ['after_apply', { timers: 0, rings: 1, jobs: 0 }],
])('R4.2 killed at %s, a timer has its effect once', async (crashAt, left) => {
  const id = await setDue()
  await stack.start({ crashAt }).catch(() => {})
  expect(await stack.waitForExit()).toMatchObject({ signal: 'SIGKILL' })
  expect(await countEffects(id)).toEqual(left)
  await stack.database.advance(leaseMs)
  await stack.start()
  for (const until = Date.now() + 10_000; (await countEffects(id))?.jobs !== 1 && Date.now() < until; ) await sleep(50)
  await settleNow(stack.database)
  expect(await countEffects(id), stack.output()).toEqual({ timers: 0, rings: 1, jobs: 1 })
  stack.kill('SIGKILL')
  await stack.waitForExit()
  await stack.database.advance(leaseMs)
})
