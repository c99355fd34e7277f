import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  makeOrganisation,
  settle,
  startTestRelay,
  type TestOrganisation,
  type TestRelay,
} from '../../test/factories.ts'
import { startWooRest, type WooRest, type WooRestOptions } from '../../test/woo-rest.ts'
import { type LeasedJob, leaseSeconds, moveJob } from './lease-job.ts'
import { findStart } from './request-job.ts'
import { requestPull } from './request-pull.ts'
import { requestWhole } from './request-whole.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
const open: WooRest[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  relay = await startTestRelay(database)
})
afterEach(async () => {
  for (const rest of open.splice(0)) await rest.close()
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

let names = 0
async function connectShop(options: WooRestOptions = {}) {
  const rest = await startWooRest(options)
  open.push(rest)
  const secrets = { consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }
  const { id } = await organisation.connect('woocommerce', { url: rest.url, ...secrets }, `shop ${++names}`)
  return { id, rest }
}
const askWhole = (id: string) =>
  database.db.inOrganisation(organisation.id, (tx) => requestWhole(tx, organisation.id, id))
const listJobs = async (id: string): Promise<Job[]> => {
  const { body } = await relay.get(`/v1/jobs?connection_id=${id}`, organisation.key)
  return (body as { data: Job[] }).data.toReversed()
}
async function until(id: string, isThere: (jobs: Job[]) => boolean): Promise<Job[]> {
  for (const end = Date.now() + 25_000; ; await sleep(20)) {
    const jobs = await listJobs(id)
    if (isThere(jobs)) return jobs
    if (Date.now() > end) throw new Error(JSON.stringify(jobs))
  }
}
const act = async (id: string, verb: string) => {
  const headers = { authorization: `Bearer ${organisation.key}` }
  expect((await fetch(`${relay.url}/v1/jobs/${id}/${verb}`, { method: 'POST', headers })).status).toBe(200)
}
const areDone = (count: number) => (jobs: Job[]) => jobs.length === count && jobs.every(({ state }) => state === 'done')
/** Pages after the first are held up until they are let through. */
function makeGate() {
  let isOpen = false
  const answer: WooRestOptions['answer'] = ({ path, query }) =>
    isOpen || !path.endsWith('/orders') ? null : query.include ? null : { status: 503, body: '' }
  return { answer, open: () => (isOpen = true) }
}

test('R4.2 a whole reading that is asked for while one is under way begins anew at its end, once', async () => {
  const gate = makeGate()
  const { id, rest } = await connectShop({ answer: gate.answer })
  await askWhole(id)
  await until(id, ([job]) => job?.reason === 'http_503')
  const [product] = rest.shop.list('product')
  rest.shop.put('product', { ...(product ?? { id: 1 }), name: 'Restored behind its back' })
  await askWhole(id)
  await askWhole(id)
  expect(await listJobs(id)).toHaveLength(1)
  gate.open()
  await database.advance(60_000)
  const [first, second] = await until(id, areDone(2))
  expect(first).toMatchObject({ kind: 'backfill' })
  expect(second).toMatchObject({ kind: 'backfill', changed: 1, created_by: 'numbers' })
})

test('R4.2 one that is paused runs again as well, once it came to its end; one that has not begun reads all as it is', async () => {
  const gate = makeGate()
  const { id } = await connectShop({ answer: gate.answer })
  await askWhole(id)
  const [job] = await until(id, ([one]) => one?.reason === 'http_503')
  await act(job?.id ?? '', 'pause')
  await askWhole(id)
  gate.open()
  await act(job?.id ?? '', 'resume')
  await until(id, areDone(2))
  await database.admin`update connections set state = 'paused' where id = ${id}`
  await askWhole(id)
  const [, , third] = await listJobs(id)
  await act(third?.id ?? '', 'pause')
  await database.admin`update jobs set started_at = null where id = ${third?.id ?? ''}`
  await askWhole(id)
  await database.admin`update connections set state = 'active' where id = ${id}`
  await act(third?.id ?? '', 'resume')
  await until(id, areDone(3))
  await sleep(100)
  expect(await listJobs(id)).toHaveLength(3)
})

test('R1.3 a first reading reads each order once: those that subscriptions name are waited for, not asked for', async () => {
  const gate = makeGate()
  const { id, rest } = await connectShop({ answer: gate.answer })
  await askWhole(id)
  await until(id, ([job]) => job?.nouns.some(({ noun, is_done }) => noun === 'subscription' && is_done) === true)
  await settle(database)
  await sleep(700)
  expect((await listJobs(id))[0]?.state).toBe('running')
  // What was told and could not be read with it does not wait for that.
  const [order] = rest.shop.list('order').filter(({ status }) => status !== 'trash')
  const told = { connectionId: id, kind: 'order', externalId: String(order?.id), reason: 'too_large' }
  await database.db.inOrganisation(organisation.id, (tx) => requestPull(tx, organisation.id, [told]))
  const asked = () => rest.calls.filter(({ path, query }) => query.include || /orders\/\d+$/.test(path))
  for (const end = Date.now() + 10_000; asked().length === 0 && Date.now() < end; ) await sleep(20)
  expect(asked().map(({ query }) => query.include)).toEqual([String(order?.id)])
  // Its answer is stored before time passes, or the claim on it ends and it is asked for again.
  const isWaitedFor = () =>
    database.admin`select from pull_requests where connection_id = ${id} and external_id = ${String(order?.id)}`
  for (const end = Date.now() + 10_000; (await isWaitedFor()).length > 0 && Date.now() < end; ) await sleep(20)
  gate.open()
  await database.advance(60_000)
  await until(id, areDone(1))
  await settle(database)
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20))
    if ((await database.admin`select from pull_requests where connection_id = ${id}`).length === 0) break
  expect(
    await database.admin`select external_id, reason, due_at from pull_requests where connection_id = ${id}`,
  ).toEqual([])
  const listed = rest.shop.list('order').flatMap(({ id, status }) => (status === 'trash' ? [] : [String(id)]))
  const singly = asked().flatMap(({ path, query }) => query.include?.split(',') ?? path.split('/').at(-1) ?? [])
  expect(singly.filter((one) => listed.includes(one))).toEqual([String(order?.id)])
})

test('R1.3 an order that is named and in no listing is asked for when the listing is over', async () => {
  const { id, rest } = await connectShop()
  const [order] = rest.shop.list('order').filter(({ status }) => status !== 'trash')
  rest.shop.put('order', { ...order, id: order?.id ?? 0, status: 'trash' })
  const wanted = { connectionId: id, kind: 'order', externalId: String(order?.id), reason: 'named_by_subscription' }
  await database.db.inOrganisation(organisation.id, async (tx) => {
    await requestWhole(tx, organisation.id, id)
    await requestPull(tx, organisation.id, [wanted])
  })
  await until(id, areDone(1))
  const events = () =>
    database.admin`select from inbox_events where connection_id = ${id} and kind = 'order' and external_id = ${String(order?.id)}`
  for (const end = Date.now() + 10_000; (await events()).length === 0 && Date.now() < end; ) await sleep(20)
  expect(await events()).toHaveLength(1)
})

test('R1.3 F4 a job of a worker that was killed stands still for 20 seconds, and what that worker still writes is thrown away', async () => {
  const { id } = await connectShop()
  const { db } = database
  await db.inOrganisation(organisation.id, async (tx) => {
    await requestWhole(tx, organisation.id, id)
    await tx.sql`update jobs set fence = 7, state = 'running', started_at = app_now(), lease_until = app_now() + make_interval(secs => ${leaseSeconds})
      where connection_id = ${id}::uuid`
  })
  await database.advance(15_000)
  await sleep(700)
  const [held] = await listJobs(id)
  expect(held).toMatchObject({ state: 'running', done: 0 })
  await database.advance(6_000)
  await until(id, areDone(1))
  const late = { organisationId: organisation.id, id: held?.id ?? '', fence: 7 } as LeasedJob
  expect(await moveJob(db, late, async () => ({ state: 'failed' }))).toEqual({ isHeld: false, move: null })
})

test('R1.3 F4 a lease is renewed while the source takes its time', async () => {
  let letThrough: (() => void) | undefined
  const slow = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  const { id, rest } = await connectShop({ wait: () => slow })
  await askWhole(id)
  const leaseOf = async () =>
    (
      await database.admin<{ left: number | null }[]>`
      select extract(epoch from lease_until - app_now())::float as left from jobs where connection_id = ${id}`
    )[0]?.left ?? 0
  for (const end = Date.now() + 10_000; (await leaseOf()) === 0 && Date.now() < end; ) await sleep(20)
  await database.advance(13_000)
  expect(await leaseOf()).toBeLessThan(8)
  for (const end = Date.now() + 15_000; (await leaseOf()) < 12 && Date.now() < end; ) await sleep(50)
  expect(await leaseOf()).toBeGreaterThan(12)
  letThrough?.()
  await until(id, areDone(1))
  expect(rest.calls.filter(({ path, query }) => path.endsWith('/customers') && !query.include)).toHaveLength(1)
})

test('a job that ended is kept for 30 days, and beyond only where it is the last of its kind', async () => {
  const { id } = await connectShop()
  await database.admin`
    insert into jobs (organisation_id, id, connection_id, kind, state, progress, created_by, due_at, started_at, finished_at)
    select ${organisation.id}, uuidv7(), ${id}, k.kind, k.state, '[]', k.name, null, app_now() - k.age, app_now() - k.age
    from (values ('reconcile', 'done', 'old', interval '40 days'), ('reconcile', 'failed', 'older', interval '41 days'),
      ('reconcile', 'done', 'young', interval '29 days'), ('backfill', 'done', 'last', interval '50 days'),
      ('backfill', 'canceled', 'canceled', interval '31 days')) k(kind, state, name, age)`
  const other = await startTestRelay(database, { role: 'worker' })
  const kept = async () =>
    (
      await database.admin<
        { name: string }[]
      >`select created_by as name from jobs where connection_id = ${id} and created_by <> 'schedule' order by 1`
    ).map(({ name }) => name)
  for (const end = Date.now() + 10_000; (await kept()).length > 2 && Date.now() < end; ) await sleep(20)
  await other.stop()
  expect(await kept()).toEqual(['last', 'young'])
  expect(await database.db.inOrganisation(organisation.id, (tx) => findStart(tx, organisation.id, id))).not.toBeNull()
})
