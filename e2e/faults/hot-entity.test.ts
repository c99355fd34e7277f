import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStore, type Store } from '../../relay/src/inbox/store-events.ts'
import { createWake, type Wake } from '../../relay/src/platform/wake.ts'
import type { TestDatabase } from '../../relay/test/database.ts'
import { findFreePort } from '../../relay/test/factories.ts'
import { type Lab, makeLab } from '../flows/lab.ts'
import { createRelayChild, type RelayChild } from '../relay-child.ts'
import { createEnvironment } from '../stack.ts'
import { multiplyWaiting, storeVersions, toEvent } from './seed-waiting.ts'

const hot = 100_000
const measureMs = 10_000
const leastMs = 3_000
const everyMs = 40

let database: TestDatabase
let worker: RelayChild
let lab: Lab
let other: Lab
let store: Store
let wake: Wake
let nextId = 100

beforeAll(async () => {
  const { database: made, environment } = await createEnvironment()
  database = made
  worker = createRelayChild({ environment, port: await findFreePort(), role: 'worker' })
  lab = await makeLab(database, 'http://127.0.0.1:9', { name: 'With the hot entity' })
  other = await makeLab(database, 'http://127.0.0.1:9', { name: 'Another' })
  await database.admin`update connections set state = 'paused' where connector = 'crm'`
  wake = createWake(database.db)
  store = createStore({ db: database.db, wake })
  await worker.start()
})
afterAll(async () => {
  worker.kill('SIGKILL')
  await worker.waitForExit()
  wake.stop()
  await Promise.all([lab.close(), other.close()])
  await database.drop()
})

type Lag = { median: number; p95: number; count: number }

/** Stores one new entity after the other while `isOn`, and tells how long each waited, by the database's clock, in ms. */
async function measureLag({ organisation, shop }: Lab, isOn: () => boolean): Promise<Lag> {
  const ids: string[] = []
  while (isOn()) {
    const version = { id: nextId++, n: 1 }
    ids.push(String(version.id))
    const events = [toEvent(shop, version)]
    await store({ organisationId: organisation.id, connectionId: shop.connectionId, events })
    await sleep(everyMs)
  }
  const rows = () => database.admin<{ ms: number | null }[]>`
    select (extract(epoch from finished_at - received_at) * 1000)::float8 as ms from inbox_events
    where organisation_id = ${organisation.id}::uuid and kind = 'product' and external_id = any(${ids}) order by 1`
  await expect.poll(async () => (await rows()).every(({ ms }) => ms !== null), { timeout: 10_000 }).toBe(true)
  const times = (await rows()).map(({ ms }) => ms ?? Number.NaN)
  const at = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN
  return { median: at(0.5), p95: at(0.95), count: times.length }
}

/** Both at once: the neighbours in its own organisation, and those of another. */
async function measureBoth(isOn: () => boolean) {
  const [same, elsewhere] = await Promise.all([measureLag(lab, isOn), measureLag(other, isOn)])
  return { same, elsewhere }
}

async function countHot(): Promise<number> {
  const [row] = await database.admin<{ n: number }[]>`
    select (last_seq - done_seq)::int as n from inbox_heads where connection_id = ${lab.shop.connectionId}::uuid and external_id = '1'`
  return row?.n ?? 0
}

test('I4 one entity with 100,000 events waiting leaves the lag of the others within 2×', async () => {
  // Warm, and the hot one exists.
  await storeVersions(database, {
    organisationId: lab.organisation.id,
    door: lab.shop,
    versions: [{ id: 1, n: 1 }, ...Array.from({ length: 200 }, (_, n) => ({ id: 1_000_000 + n, n: 1 }))],
  })
  await expect.poll(countHot, { timeout: 10_000 }).toBe(0)

  const during = (ms: number) => {
    const until = performance.now() + ms
    return () => performance.now() < until
  }
  await measureBoth(during(2_000))
  const without = await measureBoth(during(measureMs))
  await multiplyWaiting(database, { connectionId: lab.shop.connectionId, externalId: '1', count: hot, into: 'events' })
  expect(await countHot()).toBeGreaterThan(hot * 0.8)
  const startedAt = performance.now()
  const isInTime = during(measureMs)
  let isHot = true
  const watching = (async () => {
    while (isHot && isInTime()) {
      isHot = (await countHot()) > hot / 50
      await sleep(100)
    }
  })()
  const beside = await measureBoth(() => isHot && isInTime())
  await watching
  const hotMs = performance.now() - startedAt
  console.info({ without, beside, hotMs, left: await countHot() })
  expect(hotMs, 'it was drained before much could be measured').toBeGreaterThan(leastMs)
  for (const where of ['same', 'elsewhere'] as const) {
    expect(beside[where].p95, where).toBeLessThanOrEqual(2 * without[where].p95)
    expect(beside[where].median, where).toBeLessThanOrEqual(2 * without[where].median)
  }
}, 180_000)
