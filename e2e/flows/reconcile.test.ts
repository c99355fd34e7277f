import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from '../../relay/test/factories.ts'
import { startWooRest, type WooRest } from '../../relay/test/woo-rest.ts'
import { createShopSender, type ShopSender } from '../fakes/shop.ts'
import { settleNow } from './lab.ts'

const minute = 60_000
const hour = 60 * minute
/** For each single wait; a slow machine is no failure. */
const patienceMs = 120_000
vi.setConfig({ testTimeout: 4 * patienceMs, hookTimeout: 4 * patienceMs })
const webhookSecret = 'reconcile-webhook-secret'

let database: TestDatabase
let relay: TestRelay
let rest: WooRest
let organisation: TestOrganisation
let connectionId: string
let sender: ShopSender
let disabled: object[] = []

beforeAll(async () => {
  database = await createTestDatabase({ ringsJobs: true })
  rest = await startWooRest({
    answer: ({ path }) => (path.endsWith('/wc/v3/webhooks') ? { status: 200, body: disabled } : null),
  })
  organisation = await makeOrganisation(database)
  const connection = await organisation.connect('woocommerce', {
    url: rest.url,
    consumer_key: rest.consumerKey,
    consumer_secret: rest.consumerSecret,
    webhook_secret: webhookSecret,
  })
  connectionId = connection.id
  relay = await startTestRelay(database)
  sender = createShopSender({ baseUrl: relay.url, organisationId: organisation.id, secret: webhookSecret })
  await waitFor(
    () => listSchedules(),
    (rows) => rows.length === 2,
  )
  await advance(await untilMorning())
  await nextJob('backfill')
  await nextJob('reconcile')
})
afterAll(async () => {
  await relay.stop()
  await rest.close()
  await database.drop()
})

async function waitFor<T>(look: () => Promise<T>, isThere: (found: T) => boolean, timeoutMs = patienceMs): Promise<T> {
  for (const until = Date.now() + timeoutMs; ; await sleep(25)) {
    const found = await look()
    if (isThere(found)) return found
    if (Date.now() > until) throw new Error(JSON.stringify(found))
  }
}
const advance = async (ms: number) => {
  await database.advance(ms)
}
const now = async () => {
  const [row] = await database.admin<{ now: Date }[]>`select app_now() as now`
  return row?.now ?? new Date()
}
/** At least 26 h ahead, so that every schedule has rung, and far from the next nightly compare, which would find what the hours are to find. */
async function untilMorning(): Promise<number> {
  const from = (await now()).getTime()
  const morning = new Date(from + 26 * hour)
  morning.setUTCHours(6, 0, 0, 0)
  return (morning.getTime() - from < 26 * hour ? morning.getTime() + 24 * hour : morning.getTime()) - from
}
const listSchedules = () => database.admin`select name from schedules where entity_id = ${connectionId} order by name`
const listJobs = async (kind: string): Promise<Job[]> => {
  const { body } = await relay.get(`/v1/jobs?connection_id=${connectionId}&kind=${kind}&limit=200`, organisation.key)
  return (body as { data: Job[] }).data
}
const seen = new Map<string, number>()

/** The next job of a kind that comes to its end, by the schedule alone. */
async function nextJob(kind: string): Promise<Job> {
  const before = seen.get(kind) ?? 0
  const jobs = await waitFor(
    () => listJobs(kind),
    (list) => list.length > before && list.every(({ state }) => state === 'done'),
  ).catch(async (error) => {
    throw new Error(`${error.message} ${JSON.stringify(await listJobs(kind))}`)
  })
  seen.set(kind, jobs.length)
  await settleNow(database, { timeoutMs: patienceMs })
  return jobs[0] as Job
}
const isQuiet = (list: Job[]) => list.every(({ state }) => state === 'done')
/** Lets time pass when nothing is under way: a schedule that rings while its last job is open asks for no other. */
async function nextAfter(kind: string, ms: number): Promise<Job> {
  await waitFor(async () => [...(await listJobs('backfill')), ...(await listJobs('reconcile'))], isQuiet)
  seen.set(kind, (await listJobs(kind)).length)
  await advance(ms)
  return nextJob(kind)
}
const reconcileAfter = (ms: number) => nextAfter('reconcile', ms)

type Held = { status: string; total: { amount: number } | null; name: string; deleted_at: string | null }
async function held(noun: string, id: number): Promise<Held | null> {
  const { status, body } = await relay.get(`/v1/${noun}/external/${connectionId}/${id}`, organisation.key)
  return status === 200 ? (body as Held) : null
}
const pick = (kind: 'order' | 'product' | 'customer', n = 0) => {
  const item = rest.shop.list(kind).filter(({ status, type }) => status !== 'trash' && type !== 'variable')[n]
  if (!item) throw new Error(`the shop has no ${kind}`)
  return item
}
const nameOf = async (id: number) => (await held('products', id))?.name

test('R4.2 a connection that can be read has its schedules, and a quiet hour finds no drift', async () => {
  expect(await listSchedules()).toEqual([{ name: 'sync.compare' }, { name: 'sync.reconcile' }])
  const job = await reconcileAfter(hour)
  expect(job).toMatchObject({ state: 'done', changed: 0, failed: 0, missing: 0, created_by: 'schedule' })
})

test('R1.8 R4.2 what changed without a word is there after an hour, and is counted as drift', async () => {
  const [product, order] = [pick('product'), pick('order')]
  rest.shop.change('product', product.id, { name: 'Changed in silence' }, await now())
  rest.shop.change('order', order.id, { status: 'completed' }, await now())
  const job = await reconcileAfter(hour)
  expect(await nameOf(product.id)).toBe('Changed in silence')
  expect(await held('orders', order.id)).toMatchObject({ status: 'completed' })
  expect(job.changed).toBe(order.status === 'completed' ? 1 : 2)
  expect((await reconcileAfter(hour)).changed).toBe(0)
})

test('R4.2 what changed while the last reconcile ran, or by a clock that is behind, is in the overlap', async () => {
  const product = pick('product', 1)
  await reconcileAfter(hour)
  rest.shop.change('product', product.id, { name: 'By a slow clock' }, new Date((await now()).getTime() - 5 * minute))
  expect((await reconcileAfter(hour)).changed).toBe(1)
  expect(await nameOf(product.id)).toBe('By a slow clock')
})

test('R4.2 of two webhooks the second is lost: the reconcile tells the newest, not the one that came', async () => {
  const product = pick('product', 2)
  const tell = (name: string, at: Date) => {
    rest.shop.change('product', product.id, { name }, at)
    return sender.send({ topic: 'product.updated', body: rest.shop.get('product', product.id) ?? {} })
  }
  expect((await tell('First, told', await now())).status).toBe(202)
  rest.shop.change('product', product.id, { name: 'Second, lost' }, new Date((await now()).getTime() + 1_000))
  await settleNow(database, { timeoutMs: patienceMs })
  expect(await nameOf(product.id)).toBe('First, told')
  await reconcileAfter(hour)
  expect(await nameOf(product.id)).toBe('Second, lost')
})

test('R4.2 a change that leaves the modification time alone is found among what was heard of that day', async () => {
  const product = pick('product', 2)
  rest.shop.put('product', { ...product, stock_quantity: 4, manage_stock: true, name: 'Sold without a trace' })
  const job = await reconcileAfter(hour)
  expect(job.changed).toBe(1)
  expect(await nameOf(product.id)).toBe('Sold without a trace')
})

test('R4.2 an order that was deleted without a word is deleted with us: within the hour where it was heard of lately', async () => {
  const order = pick('order', 3)
  await sender.send({ topic: 'order.updated', body: order })
  rest.shop.remove('order', order.id)
  await reconcileAfter(hour)
  expect((await held('orders', order.id))?.deleted_at ?? 'gone').not.toBeNull()
})

test('R4.2 the night finds what no hour does: a change of long ago, and what is not there any more', async () => {
  const [product, gone] = [pick('product', 4), pick('product', 5)]
  rest.shop.put('product', { ...product, name: 'Changed behind its date' })
  rest.shop.remove('product', gone.id)
  await nextAfter('backfill', 24 * hour)
  expect(await nameOf(product.id)).toBe('Changed behind its date')
  expect((await held('products', gone.id))?.deleted_at ?? 'gone').not.toBeNull()
})

test('R4.2 a shop that has switched its webhooks to us off is noted on the job, and what they did not tell is read', async () => {
  const product = pick('product', 3)
  await reconcileAfter(hour)
  disabled = [
    {
      status: 'disabled',
      topic: 'product.updated',
      delivery_url: `${relay.url}/webhooks/woocommerce/${organisation.id}`,
    },
  ]
  rest.shop.change('product', product.id, { name: 'Told by nobody' }, await now())
  expect(await reconcileAfter(hour)).toMatchObject({ state: 'done', reason: 'webhooks_disabled', changed: 1 })
  expect(await nameOf(product.id)).toBe('Told by nobody')
  disabled = []
  expect(await reconcileAfter(hour)).toMatchObject({ state: 'done', reason: null })
})

test('a source that has lost nearly everything is not believed: nothing is deleted, and the job says so', async () => {
  const kept = rest.shop.list('product')
  for (const { id } of kept.slice(3)) rest.shop.remove('product', id)
  const job = await nextAfter('backfill', 24 * hour)
  expect(job).toMatchObject({ state: 'done', reason: 'too_many_missing' })
  expect(job.missing).toBeGreaterThan(20)
  expect((await held('products', kept.at(-1)?.id ?? 0))?.deleted_at ?? null).toBeNull()
  for (const item of kept) rest.shop.put('product', item)
})
