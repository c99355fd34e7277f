import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { pauseConnection, resumeConnection } from '../../relay/src/connections/change-state.ts'
import { findConnector } from '../../relay/src/connectors/index.ts'
import { retryDelivery } from '../../relay/src/outbox/retry-delivery.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { openOutbox, until } from '../../relay/test/outbox.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import type { AnswerCall, Receiver } from '../fakes/receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const minute = 60_000
const hour = 60 * minute

let database: TestDatabase
let organisation: TestOrganisation
let outbox: ReturnType<typeof openOutbox>
let first: Receiver & { id: string }
let other: Receiver & { id: string }
let answer: AnswerCall

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  answer = () => null
  organisation = await makeOrganisation(database)
  const connect = async (name: string, script: AnswerCall) => {
    const crm = await startFakeCrm({ secret, answer: script })
    return { ...crm, id: (await organisation.connect('crm', { url: crm.url, secret }, name)).id }
  }
  first = await connect('first', (call) => answer(call))
  other = await connect('other', () => null)
  outbox = openOutbox(database, organisation.id)
  outbox.start()
})
afterEach(async () => {
  await outbox.stop()
  await Promise.all([first.close(), other.close()])
})
afterAll(() => database.drop())

const typeOf = (body: unknown) => (body as { type: string }).type
const dataOf = (body: unknown) => (body as { data: { id: string; n: number } }).data
const newsAt = ({ received }: Receiver) =>
  received.map(({ body }) => typeOf(body)).filter((type) => /^connection/.test(type))
const aboutProducts = ({ received }: Receiver) => received.filter(({ body }) => /^product/.test(typeOf(body)))
const breakerOf = async () => (await outbox.connection(first.id)).breaker_state
const quiet = async (look: () => number, ms = 150) => {
  const before = look()
  await new Promise((resolve) => setTimeout(resolve, ms))
  expect(look()).toBe(before)
}
const leases = () =>
  database.admin`select from delivery_heads where organisation_id = ${organisation.id}::uuid and lease_until is not null`
const feedNews = () =>
  database.admin`
    select type, data::jsonb as data from events
    where organisation_id = ${organisation.id}::uuid and entity_kind = 'connection' order by write_order`

test('F12 a destination that fails as a whole is left alone, probed once at a time, and then gets everything once', async () => {
  let status = 500
  answer = () => (status === 200 ? null : { status })
  const entities = outbox.newEntities(40)
  await outbox.tell(entities.map((entity) => ({ entity, n: 1 })))
  await until(breakerOf, (state) => state === 'open')
  await until(
    () => aboutProducts(other).length,
    (n) => n === 40,
  )
  const tried = first.attempts.length
  expect(tried).toBeLessThanOrEqual(40)
  await quiet(() => first.attempts.length)
  expect(
    await until(
      () => newsAt(other),
      (news) => news.length > 0,
    ),
  ).toEqual(['connection.paused'])

  for (let probe = 1; probe <= 3; probe++) {
    await database.advance(hour)
    outbox.wake()
    await until(
      () => first.attempts.length,
      (n) => n === tried + probe,
    )
    await until(
      () => outbox.connection(first.id),
      (row) => row.breaker_opens === probe + 1,
    )
    await quiet(() => first.attempts.length)
  }
  const [counted] = await database.admin`
    select max(failure_count) as most, count(*) filter (where state = 'dead') as dead from deliveries
    where connection_id = ${first.id}::uuid`
  expect(counted).toMatchObject({ most: 1, dead: '0' })

  status = 200
  await database.advance(hour)
  await until(
    () => aboutProducts(first).length,
    (n) => n === 40,
  )
  expect(first.countDuplicates()).toBe(0)
  await until(
    () => newsAt(other),
    (news) => news.length === 2,
  )
  expect(newsAt(other)).toEqual(['connection.paused', 'connection.recovered'])
  expect(newsAt(first)).toEqual([])
  expect(await feedNews()).toMatchObject([
    {
      type: 'connection.paused',
      data: { id: first.id, connector: 'crm', name: 'first', state: 'active', breaker: { state: 'open' } },
    },
    { type: 'connection.recovered', data: { breaker: { state: 'closed', opens: 0, next_try_at: null } } },
  ])
})

test.each([
  ['in seconds', '120', 119, 121],
  ['as a date', new Date(Date.now() + 600_000).toUTCString(), 570, 601],
  ['of decades', '1000000000', 86_390, 86_401],
  ['of nonsense', 'soon', 20, 31],
])(
  'F13 a 429 with a Retry-After %s holds the whole destination, and is no failure',
  async (_, retryAfter, least, most) => {
    answer = ({ n }) => (n === 1 ? { status: 429, headers: { 'retry-after': retryAfter } } : null)
    const [one = '', ...more] = outbox.newEntities(4)
    await outbox.tell([{ entity: one, n: 1 }])
    const { not_before } = await until(
      () => outbox.connection(first.id),
      (row) => row.isWaiting === true,
    )
    const [{ now } = { now: new Date() }] = await database.admin<{ now: Date }[]>`select app_now() as now`
    const seconds = ((not_before?.getTime() ?? 0) - now.getTime()) / 1_000
    expect(seconds).toBeGreaterThan(least)
    expect(seconds).toBeLessThan(most)
    await outbox.tell(more.map((entity) => ({ entity, n: 1 })))
    await until(
      () => aboutProducts(other).length,
      (n) => n === 4,
    )
    await quiet(() => first.attempts.length)
    expect(first.attempts).toHaveLength(1)
    await database.advance(most * 1_000)
    await until(
      () => aboutProducts(first).length,
      (n) => n === 4,
    )
    const [row] =
      await database.admin`select max(failure_count) as most from deliveries where connection_id = ${first.id}::uuid`
    expect(row).toMatchObject({ most: 0 })
    expect(await feedNews()).toEqual([])
  },
)

test('F14 a destination that never answers is cut off, and the attempt says so', async () => {
  await outbox.stop()
  outbox = openOutbox(database, organisation.id, { timeoutMs: 200 })
  outbox.start()
  answer = ({ attempt }) => (attempt === 1 ? { status: 200, delayMs: 1_000 } : null)
  const [entity = ''] = outbox.newEntities(1)
  await outbox.tell([{ entity, n: 1 }])
  const attempts = () => database.admin`
    select a.outcome, a.reason, a.http_status from delivery_attempts a join deliveries d on d.id = a.delivery_id
    where d.connection_id = ${first.id}::uuid order by a.number`
  await until(attempts, (rows) => rows.length === 1)
  expect(await attempts()).toEqual([{ outcome: 'retry', reason: 'timeout', http_status: null }])
  await database.advance(2_000)
  await until(attempts, (rows) => rows.length === 2)
  expect(await attempts()).toMatchObject([{}, { outcome: 'delivered', http_status: 200 }])
})

test('F20 an address that is wrong gets three quick tries, then the breaker opens; mended, it heals by itself', async () => {
  let status = 404
  answer = () => (status === 200 ? null : { status })
  const [entity = ''] = outbox.newEntities(1)
  await outbox.tell([{ entity, n: 1 }])
  for (let tries = 1; tries <= 3; tries++) {
    await until(
      () => first.attempts.length,
      (n) => n === tries,
    )
    await database.advance(5_000)
  }
  await until(
    () => outbox.connection(first.id),
    (row) => row.breaker_state === 'open',
  )
  await quiet(() => first.attempts.length)
  status = 200
  await database.advance(minute)
  await until(
    () => aboutProducts(first).length,
    (n) => n === 1,
  )
  await until(breakerOf, (state) => state === 'closed')
})

test('F21 410 switches the destination off at once, tells the others, and keeps every event', async () => {
  answer = () => ({ status: 410 })
  const entities = outbox.newEntities(30)
  await outbox.tell(entities.map((entity) => ({ entity, n: 1 })))
  expect(
    await until(
      () => outbox.connection(first.id),
      (row) => row.state === 'disabled',
    ),
  ).toMatchObject({ reason: 'gone' })
  await until(
    () => newsAt(other),
    (news) => news.length > 0,
  )
  await quiet(() => first.attempts.length)
  const [kept] = await database.admin`
    select count(*)::int as n from deliveries
    where connection_id = ${first.id}::uuid and finished_at is null`
  expect(kept).toEqual({ n: 30 })
  expect(newsAt(other)).toEqual(['connection.paused'])
})

test('F20 401 pauses by itself, once and with one notice; resumed, one delivery goes first and the rest follows', async () => {
  let status = 401
  answer = () => (status === 200 ? null : { status })
  await outbox.tell(outbox.newEntities(30).map((entity) => ({ entity, n: 1 })))
  await until(
    () => outbox.connection(first.id),
    (row) => row.state === 'paused',
  )
  await until(
    () => newsAt(other),
    (news) => news.length > 0,
  )
  await quiet(() => first.attempts.length)
  const args = { organisationId: organisation.id, id: first.id }
  const resume = () => database.db.inOrganisation(organisation.id, (tx) => resumeConnection({ tx, ...args }))
  const tried = first.attempts.length
  await resume()
  outbox.wake()
  await until(
    () => first.attempts.length,
    (n) => n > tried,
  )
  await until(
    () => outbox.connection(first.id),
    (row) => row.state === 'paused',
  )
  expect(first.attempts).toHaveLength(tried + 1)

  status = 200
  await resume()
  outbox.wake()
  await until(
    () => aboutProducts(first).length,
    (n) => n === 30,
  )
  expect(first.countDuplicates()).toBe(0)
  await until(
    () => newsAt(other),
    (news) => news.length === 3,
  )
  expect(newsAt(other)).toEqual(['connection.paused', 'connection.paused', 'connection.recovered'])
})

test('F22 dead for five days: paused at 120 hours and kept; resumed, it gets the newest state per entity and every fact', async () => {
  let status = 500
  answer = () => (status === 200 ? null : { status })
  const entities = outbox.newEntities(5)
  await database.admin`update connections set state = 'paused' where id = ${other.id}::uuid`
  const versions = 2_000
  const typeAt = (n: number) => (n === 1 ? 'product.created' : n === 1_000 ? 'product.paid' : 'product.updated')
  for (let from = 1; from <= versions; from += 200) {
    await outbox.tell(
      Array.from({ length: 200 }, (_, at) => from + at).flatMap((n) =>
        entities.map((entity) => ({ entity, n, type: typeAt(n) })),
      ),
    )
  }
  for (let step = 0; step < 400 && (await outbox.connection(first.id)).state === 'active'; step++) {
    await database.advance(step < 12 ? minute : hour)
    outbox.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  expect(await outbox.connection(first.id)).toMatchObject({ state: 'paused', reason: 'failing_for_long' })
  const [lost] = await database.admin`
    select count(*)::int as n from deliveries where connection_id = ${first.id}::uuid and entity_kind = 'product' and finished_at is not null`
  expect(lost).toEqual({ n: 0 })

  status = 200
  const before = first.attempts.length
  await database.advance(24 * hour)
  await database.db.inOrganisation(organisation.id, (tx) =>
    resumeConnection({ tx, organisationId: organisation.id, id: first.id }),
  )
  await outbox.tell(entities.map((entity) => ({ entity, n: versions + 1 })))
  const newest = () => aboutProducts(first).filter(({ body }) => dataOf(body).n === versions + 1).length
  await until(newest, (n) => n === entities.length, 20_000)
  const calls = first.attempts.length - before
  expect(calls).toBeLessThanOrEqual(5 * 6)
  for (const entity of entities) {
    const mine = aboutProducts(first).filter(({ body }) => dataOf(body).id === entity)
    const ns = mine.map(({ body }) => dataOf(body).n)
    expect(ns).toEqual(ns.toSorted((a, b) => a - b))
    expect(ns).toEqual(expect.arrayContaining([1, 1_000, versions + 1]))
  }
  await until(leases, (rows) => rows.length === 0)
  const { 'skipped replaced_by_newer': skipped = 0, delivered = 0, ...left } = await outbox.count()
  expect(skipped + delivered).toBe(5 * (versions + 1))
  expect(delivered).toBe(calls)
  expect(Object.keys(left).filter((name) => !/^pending/.test(name) && name !== 'skipped origin')).toEqual([])
}, 60_000)

test('F22 what was dead and is put in line again hides no newer state from a destination that comes back after long', async () => {
  answer = () => ({ status: 422 })
  const [entity = ''] = outbox.newEntities(1)
  await outbox.tell([{ entity, n: 1 }])
  const dead = () => database.admin<{ id: string }[]>`
    select id from deliveries where connection_id = ${first.id}::uuid and state = 'dead'`
  const [one] = await until(dead, (rows) => rows.length === 1)
  const at = { organisationId: organisation.id, id: first.id }
  await database.db.inOrganisation(organisation.id, (tx) => pauseConnection({ tx, ...at }))
  await outbox.tell([{ entity, n: 2 }])
  await database.db.inOrganisation(organisation.id, (tx) =>
    retryDelivery({ tx, organisationId: organisation.id, id: one?.id ?? '' }, findConnector),
  )
  answer = () => null
  await database.advance(2 * hour)
  await database.db.inOrganisation(organisation.id, (tx) => resumeConnection({ tx, ...at }))
  outbox.wake()
  await until(
    () => aboutProducts(first).map(({ body }) => dataOf(body).n),
    (told) => told.includes(2),
  )
})
