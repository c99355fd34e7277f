import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { pauseConnection } from '../../relay/src/connections/change-state.ts'
import type { HttpExchange, HttpRequest } from '../../relay/src/connectors/connector.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { openOutbox, until } from '../../relay/test/outbox.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import type { Receiver } from '../fakes/receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

let database: TestDatabase
let organisation: TestOrganisation
let crm: Receiver & { id: string }
let outboxes: ReturnType<typeof openOutbox>[]

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  organisation = await makeOrganisation(database)
  const receiver = await startFakeCrm({ secret })
  crm = { ...receiver, id: (await organisation.connect('crm', { url: receiver.url, secret })).id }
  outboxes = []
})
afterEach(async () => {
  await Promise.all(outboxes.map((outbox) => outbox.stop()))
  await crm.close()
})
afterAll(() => database.drop())

type Http = (request: HttpRequest) => Promise<HttpExchange>
function open(wrap: (http: Http) => Http = (http) => http) {
  const outbox = openOutbox(database, organisation.id, { wrap })
  outboxes.push(outbox)
  return outbox
}
const inOrganisation = <T>(run: Parameters<typeof database.db.inOrganisation<T>>[1]) =>
  database.db.inOrganisation(organisation.id, run)
const limit = ({ rate = null, burst = null, concurrency = null }: Record<string, number | null>) =>
  database.admin`
    update connections set rate_per_second = ${rate}, burst = ${burst}, concurrency = ${concurrency}, tokens = null
    where id = ${crm.id}::uuid`
const leases = () =>
  database.admin`select from delivery_heads where organisation_id = ${organisation.id}::uuid and lease_until is not null`
const products = (outbox: ReturnType<typeof openOutbox>, count: number) =>
  outbox.tell(outbox.newEntities(count).map((entity) => ({ entity, n: 1 })))

/** Counts the calls under way at once; each takes a little. */
function countAtOnce() {
  const seen = { now: 0, most: 0 }
  const wrap = (http: Http) => async (request: HttpRequest) => {
    seen.most = Math.max(seen.most, ++seen.now)
    await sleep(10)
    const exchange = await http(request)
    seen.now--
    return exchange
  }
  return { seen, wrap }
}

test('R4.2 a connection has as many calls under way as its connector has places, or as its own limit says', async () => {
  const { seen, wrap } = countAtOnce()
  const outbox = open(wrap)
  await products(outbox, 60)
  outbox.start()
  await until(
    () => crm.received.length,
    (n) => n === 60,
  )
  expect(seen.most).toBe(16)

  seen.most = 0
  await limit({ concurrency: 2 })
  await products(outbox, 20)
  await until(
    () => crm.received.length,
    (n) => n === 80,
  )
  expect(seen.most).toBe(2)
  expect(crm.countDuplicates()).toBe(0)
})

test('R4.2 a rate budget is kept by all replicas together, its burst at once and then one after the other', async () => {
  await limit({ rate: 0.01, burst: 3 })
  const [one, two] = [open(), open()]
  await products(one, 12)
  one.start()
  two.start()
  await until(
    () => crm.received.length,
    (n) => n === 3,
  )
  await sleep(200)
  expect(crm.received).toHaveLength(3)
  for (const [seconds, count] of [
    [201, 5],
    [100, 6],
    [100_000, 9],
  ] as const) {
    await database.advance(seconds * 1_000)
    await until(
      () => crm.received.length,
      (n) => n >= count,
    )
    await sleep(100)
    expect(crm.received).toHaveLength(count)
  }
  await limit({ rate: null, burst: null })
  await until(
    () => crm.received.length,
    (n) => n === 12,
  )
})

test('R4.2 within a budget the worker wakes by itself when the next call is allowed', async () => {
  await limit({ rate: 20, burst: 1 })
  const outbox = open()
  await products(outbox, 11)
  const startedAt = performance.now()
  outbox.start()
  await until(
    () => crm.received.length,
    (n) => n === 11,
  )
  const seconds = (performance.now() - startedAt) / 1_000
  expect(seconds).toBeGreaterThan(0.45)
  expect(seconds).toBeLessThan(3)
})

test('a pause by hand holds what was claimed ahead as well', async () => {
  const gate = Promise.withResolvers<void>()
  let calls = 0
  const outbox = open((http) => async (request) => {
    if (++calls > 16) await gate.promise
    return http(request)
  })
  await products(outbox, 400)
  outbox.start()
  await until(
    () => calls,
    (n) => n >= 32,
  )
  await inOrganisation((tx) => pauseConnection({ tx, organisationId: organisation.id, id: crm.id }))
  outbox.wake()
  // What is left are the calls under way.
  await until(leases, (rows) => rows.length <= 16)
  gate.resolve()
  await until(leases, (rows) => rows.length === 0)
  expect(crm.received).toHaveLength(32)
  await sleep(200)
  expect(crm.received).toHaveLength(32)
})

test('F3 what a killed worker held is free after 20 s, and one that comes back late changes nothing', async () => {
  const gate = Promise.withResolvers<void>()
  const called = Promise.withResolvers<void>()
  const frozen = open((http) => async (request) => {
    called.resolve()
    await gate.promise
    return http(request)
  })
  await products(frozen, 1)
  frozen.start()
  // What it has claimed and not begun, it would give back.
  await called.promise
  expect(await leases()).toHaveLength(1)
  const ended = frozen.pause()
  const second = open()
  second.start()
  await sleep(100)
  expect(crm.received).toHaveLength(0)
  await database.advance(21_000)
  await until(
    () => crm.received.length,
    (n) => n === 1,
  )
  await until(leases, (rows) => rows.length === 0)

  gate.resolve()
  await ended
  const attempts = () =>
    database.admin`select number, outcome from delivery_attempts where organisation_id = ${organisation.id}::uuid order by number`
  await until(attempts, (rows) => rows.length === 2)
  expect(await attempts()).toMatchObject([
    { number: 1, outcome: 'delivered' },
    { number: 2, outcome: 'delivered' },
  ])
  const [delivery] = await database.admin`
    select state, attempt_count from deliveries where organisation_id = ${organisation.id}::uuid`
  expect(delivery).toEqual({ state: 'delivered', attempt_count: 1 })
})

test('a lease is renewed for as long as a call lasts', async () => {
  const gate = Promise.withResolvers<void>()
  const slow = open((http) => async (request) => {
    await gate.promise
    return http(request)
  })
  await products(slow, 1)
  slow.start()
  const lease = async () => {
    const [row] = await database.admin<{ left: number }[]>`
      select extract(epoch from lease_until - app_now())::float8 as left from delivery_heads
      where organisation_id = ${organisation.id}::uuid`
    return row?.left ?? 0
  }
  await until(lease, (left) => left > 0)
  await database.advance(15_000)
  expect(await lease()).toBeLessThan(6)
  await until(lease, (left) => left > 18)
  gate.resolve()
  await until(
    () => crm.received.length,
    (n) => n === 1,
  )
})
