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
import { makeShop } from '../../test/woo-shop.ts'
import { pruneJobs } from './prune-jobs.ts'
import { requestWhole } from './request-whole.ts'

const hour = 3_600_000
let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
const open: WooRest[] = []
let keys = 0

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

async function connectShop({ products, answer }: { products: number; answer: NonNullable<WooRestOptions['answer']> }) {
  const shop = makeShop()
  for (let id = 1; id <= products; id++) shop.put('product', { id, name: `P${id}`, type: 'simple', status: 'publish' })
  const rest = await startWooRest({ shop, answer })
  open.push(rest)
  const secrets = { consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }
  const { id } = await organisation.connect('woocommerce', { url: rest.url, ...secrets }, `shop ${++keys}`)
  return { id, rest }
}
const call = async (method: string, path: string, body?: object) => {
  const headers = {
    authorization: `Bearer ${organisation.key}`,
    'content-type': 'application/json',
    'idempotency-key': `key ${++keys}`,
  }
  const answer = await fetch(relay.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: answer.status, body: (await answer.json()) as Job & { code: string } }
}
const sync = async (id: string, body: object) => (await call('POST', `/v1/connections/${id}/sync`, body)).body.id
const act = (id: string, verb: string) => call('POST', `/v1/jobs/${id}/${verb}`)
const listJobs = async (id: string) =>
  ((await relay.get(`/v1/jobs?connection_id=${id}`, organisation.key)).body as { data: Job[] }).data.toReversed()
async function until<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + 15_000; ; await sleep(20)) {
    const found = await look()
    if (isThere(found)) return found
    if (Date.now() > end) throw new Error(JSON.stringify(found))
  }
}
const untilJob = (id: string, isThere: (job: Job) => boolean) =>
  until(async () => (await call('GET', `/v1/jobs/${id}`)).body, isThere)
const isDone = ({ state }: Job) => state === 'done'
const countDeletions = async (id: string) =>
  (await database.admin`select from inbox_events where connection_id = ${id} and topic like '%.deleted'`).length
/** Ends a job that waits for its source as failed: as if it had failed all day. */
async function giveUp(jobId: string): Promise<void> {
  await untilJob(jobId, ({ reason }) => reason !== null)
  await database.admin`update jobs set failure_count = 19 where id = ${jobId}`
  await database.advance(hour)
  await untilJob(jobId, ({ state }) => state === 'failed')
}
/** A shop whose products stand with us; from then on `isOut` keeps back every page but the first. */
async function readOnce() {
  let isOut = false
  const shop = await connectShop({
    products: 250,
    answer: ({ query }) => (isOut && Number(query.offset ?? 0) > 0 ? { status: 500, body: '' } : null),
  })
  await untilJob(await sync(shop.id, { full: true, nouns: ['product'] }), isDone)
  await settle(database)
  isOut = true
  return { ...shop, mend: () => (isOut = false) }
}

test('R1.3 R4.2 a job that failed and is resumed goes on where it stood, and takes nothing for missing that it had read before', async () => {
  const { id, rest, mend } = await readOnce()
  const jobId = await sync(id, { full: true, nouns: ['product'] })
  await giveUp(jobId)
  mend()
  rest.calls.length = 0
  await act(jobId, 'resume')
  expect(await untilJob(jobId, isDone)).toMatchObject({ done: 250, total: 250, missing: 0, reason: null })
  expect(rest.calls).toHaveLength(2)
  expect(await countDeletions(id)).toBe(0)
  expect(await database.admin`select from job_items where job_id = ${jobId}`).toHaveLength(0)
})

test('R1.3 one that failed days ago has forgotten what it met: resumed, it begins anew', async () => {
  const { id, rest, mend } = await readOnce()
  const jobId = await sync(id, { full: true, nouns: ['product'] })
  await giveUp(jobId)
  await pruneJobs(database)
  expect(await database.admin`select from job_items where job_id = ${jobId}`).toHaveLength(100)
  await database.advance(73 * hour)
  await pruneJobs(database)
  expect(await database.admin`select from job_items where job_id = ${jobId}`).toHaveLength(0)
  mend()
  // What the nights brought meanwhile is over, or the resuming would be refused.
  await database.admin`update jobs set state = 'done', due_at = null where connection_id = ${id} and id <> ${jobId}`
  rest.calls.length = 0
  await act(jobId, 'resume')
  expect(await untilJob(jobId, isDone)).toMatchObject({ done: 250, total: 250, missing: 0, reason: null })
  expect(await countDeletions(id)).toBe(0)
})

test('R1.3 a failed job is not resumed beside another of its kind', async () => {
  const { id } = await readOnce()
  const first = await sync(id, { full: true, nouns: ['product'] })
  await giveUp(first)
  const second = await sync(id, { full: true, nouns: ['product'] })
  expect(await act(first, 'resume')).toMatchObject({ status: 409, body: { code: 'job_in_progress' } })
  expect(await act(second, 'resume')).toMatchObject({ status: 200 })
  await act(second, 'cancel')
  expect(await act(first, 'resume')).toMatchObject({ status: 200 })
})

test('R4.2 a whole reading that was asked for while another was under way begins though that one fails or is canceled', async () => {
  for (const end of [giveUp, (id: string) => act(id, 'cancel')]) {
    const { id, mend } = await readOnce()
    const jobId = await sync(id, { full: true, nouns: ['product'] })
    await untilJob(jobId, ({ reason }) => reason !== null)
    await database.db.inOrganisation(organisation.id, (tx) => requestWhole(tx, organisation.id, id))
    await end(jobId)
    mend()
    await database.advance(hour)
    const isBegun = (jobs: Job[]) => jobs.some((job) => job.created_by === 'numbers' && isDone(job))
    const jobs = await until(() => listJobs(id), isBegun)
    expect(jobs.filter((job) => job.created_by === 'numbers')).toMatchObject([{ kind: 'backfill', done: 250 }])
  }
})

test('R4.2 a shop that lists nothing and knows no product loses none, however many orders it has', async () => {
  let isOut = false
  const { id } = await connectShop({
    products: 60,
    answer: ({ path }) => {
      if (!isOut || !path.includes('/products')) return null
      if (/products\/\d+$/.test(path)) return { status: 404, body: { code: 'woocommerce_rest_product_invalid_id' } }
      return { status: 200, headers: { 'x-wp-total': '0', 'x-wp-totalpages': '0' }, body: [] }
    },
  })
  await untilJob(await sync(id, { full: true, nouns: ['product'] }), isDone)
  await settle(database)
  await database.admin`
    insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq)
    select ${organisation.id}, ${id}, 'order', n::text, 1, 1 from generate_series(1, 2000) n`
  isOut = true
  const job = await untilJob(await sync(id, { full: true, nouns: ['product', 'order'] }), isDone)
  expect(job).toMatchObject({ reason: 'too_many_missing', missing: 60 })
  expect(await countDeletions(id)).toBe(0)
})

test('R4.2 what changed while a noun was refused is read when it is let in again', async () => {
  let isRefused = false
  const { id, rest } = await connectShop({
    products: 3,
    answer: ({ path }) =>
      isRefused && path.endsWith('/orders') ? { status: 404, body: { code: 'rest_no_route', message: 'no' } } : null,
  })
  await untilJob(await sync(id, { full: true }), isDone)
  const sinceOf = (noun: string) =>
    rest.calls.findLast(({ path, query }) => path.endsWith(`/${noun}`) && query.modified_after)?.query.modified_after ??
    ''
  await untilJob(await sync(id, {}), isDone)
  const last = sinceOf('orders')
  isRefused = true
  for (const _ of [1, 2]) {
    await database.advance(2 * hour)
    const refused = await untilJob(await sync(id, {}), isDone)
    expect(refused.nouns.find(({ noun }) => noun === 'order')?.error).toContain('rest_no_route')
  }
  isRefused = false
  await database.advance(2 * hour)
  await untilJob(await sync(id, {}), isDone)
  const lateMs = Date.parse(sinceOf('products')) - Date.parse(sinceOf('orders'))
  expect(lateMs).toBeGreaterThan(3.9 * hour)
  expect(Date.parse(sinceOf('orders')) - Date.parse(last)).toBeLessThan(hour)
  // And no further back once it was read.
  await untilJob(await sync(id, {}), isDone)
  expect(sinceOf('orders')).toBe(sinceOf('products'))
})
