import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from '../../test/factories.ts'
import { startWooRest, type WooRest, type WooRestOptions } from '../../test/woo-rest.ts'
import { makeShop } from '../../test/woo-shop.ts'
import { setSchedule } from '../clock/set-schedule.ts'
import { idFloor } from './job-items.ts'
import { chooseNoun, planNouns } from './plan-job.ts'
import { requestScheduledJob } from './request-job.ts'

const minute = 60_000
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

const makeProducts = (count: number) => {
  const shop = makeShop()
  for (let id = 1; id <= count; id++) shop.put('product', { id, name: `P${id}`, type: 'simple', status: 'publish' })
  return shop
}

/** A shop behind a connection. `answer` scripts what it answers. */
async function connectShop(options: WooRestOptions = {}) {
  const rest = await startWooRest({ shop: makeProducts(250), ...options })
  open.push(rest)
  const secrets = { consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }
  const { id } = await organisation.connect('woocommerce', { url: rest.url, ...secrets }, `shop ${++keys}`)
  return { id, rest }
}
const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(relay.url + path, {
    method,
    headers: { authorization: `Bearer ${organisation.key}`, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Job & { code: string } }
}
const sync = (id: string, body: object = { full: true }, key = `key ${++keys}`) =>
  call('POST', `/v1/connections/${id}/sync`, body, { 'idempotency-key': key })
const start = async (id: string, body: object = { full: true, nouns: ['product'] }) => (await sync(id, body)).body.id
const act = (id: string, verb: string) => call('POST', `/v1/jobs/${id}/${verb}`)
async function until(id: string, isThere: (job: Job) => boolean): Promise<Job> {
  for (const end = Date.now() + 10_000; ; await sleep(20)) {
    const { body } = await call('GET', `/v1/jobs/${id}`)
    if (isThere(body)) return body
    if (Date.now() > end) throw new Error(JSON.stringify(body))
  }
}
const isDone = ({ state }: Job) => state === 'done'
const countEvents = async (id: string) => {
  const [row] = await database.admin<{ events: number; things: number }[]>`
    select count(*)::int as events, count(distinct external_id)::int as things from inbox_events where connection_id = ${id}`
  return row
}
const listingsOf = (rest: WooRest) =>
  rest.calls.filter(
    ({ path, query, status }) =>
      path.endsWith('/products') && status === 200 && !query.modified_after && !query.include,
  )

test('R1.3 paused at a page it stands there, resumed it goes on, and every thing comes once', async () => {
  let isOut = true
  const answer: WooRestOptions['answer'] = ({ query }) =>
    isOut && Number(query.offset ?? 0) > 0 ? { status: 503, body: 'maintenance' } : null
  const { id, rest } = await connectShop({ answer })
  const jobId = await start(id)
  const waiting = await until(jobId, ({ reason }) => reason !== null)
  expect(waiting).toMatchObject({ state: 'running', done: 100, total: 250, reason: 'http_503' })
  expect((await act(jobId, 'pause')).body).toMatchObject({ state: 'paused', reason: 'paused_by_hand', done: 100 })
  // A page that was under way at the pause is thrown away, and read anew.
  await sleep(200)
  isOut = false
  await database.advance(30 * minute)
  const calls = rest.calls.length
  await sleep(300)
  expect(rest.calls.length).toBe(calls)
  expect((await act(jobId, 'resume')).body.state).toMatch(/queued|running/)
  expect(await until(jobId, isDone)).toMatchObject({ done: 250, total: 250, changed: 250, unchanged: 0, failed: 0 })
  expect(await countEvents(id)).toEqual({ events: 250, things: 250 })
  expect(listingsOf(rest).length).toBe(3)
})

test('R1.3 a canceled job reads no more and cannot be taken up again', async () => {
  const answer: WooRestOptions['answer'] = ({ query }) =>
    Number(query.offset ?? 0) > 0 ? { status: 500, body: '' } : null
  const { id, rest } = await connectShop({ answer })
  const jobId = await start(id)
  await until(jobId, ({ reason }) => reason !== null)
  expect((await act(jobId, 'cancel')).body).toMatchObject({ state: 'canceled', done: 100 })
  expect(await act(jobId, 'resume')).toMatchObject({ status: 409, body: { code: 'job_over' } })
  const calls = rest.calls.length
  await database.advance(30 * minute)
  await sleep(300)
  expect(rest.calls.length).toBe(calls)
  expect(await database.admin`select from job_items where job_id = ${jobId}`).toHaveLength(0)
})

test('a shop that asks for patience gets the time that it asked for, and that is no failure', async () => {
  let throttled = 0
  const answer: WooRestOptions['answer'] = ({ query }) =>
    Number(query.offset ?? 0) > 0 && throttled++ === 0
      ? { status: 429, headers: { 'retry-after': '600' }, body: '' }
      : null
  const { id, rest } = await connectShop({ answer })
  const jobId = await start(id)
  await until(jobId, ({ reason }) => reason !== null)
  const [row] =
    await database.admin`select failure_count, due_at > app_now() + interval '9 minutes' as waits from jobs where id = ${jobId}`
  expect(row).toEqual({ failure_count: 0, waits: true })
  const calls = rest.calls.length
  await database.advance(5 * minute)
  await sleep(300)
  expect(rest.calls.length).toBe(calls)
  await database.advance(6 * minute)
  expect(await until(jobId, isDone)).toMatchObject({ done: 250 })
})

test('R4.2 a job that is not let in waits for someone, and the next hour tries again by itself', async () => {
  let isLocked = true
  const answer: WooRestOptions['answer'] = () =>
    isLocked ? { status: 401, body: { code: 'woocommerce_rest_cannot_view', message: 'no' } } : null
  const { id } = await connectShop({ answer })
  await sync(id, { changed_after: '2026-01-01T00:00:00Z' })
  const { body } = (await call('GET', `/v1/jobs?connection_id=${id}`)) as unknown as { body: { data: Job[] } }
  const jobId = body.data[0]?.id ?? ''
  expect(await until(jobId, ({ state }) => state === 'paused')).toMatchObject({
    kind: 'reconcile',
    reason: 'unauthorized',
  })
  isLocked = false
  await database.admin`
    insert into schedules (organisation_id, name, entity_kind, entity_id, pattern, time_zone, next_at, payload)
    values (${organisation.id}, 'sync.reconcile', 'connection', ${id}, '0 * * * *', 'UTC', app_now(), '{}')
    on conflict (organisation_id, name, entity_kind, entity_id) do update set next_at = app_now()`
  expect(await until(jobId, isDone)).toMatchObject({ reason: null })
})

test('a noun that the shop does not have is left out with the reason, and the rest is read', async () => {
  const { id } = await connectShop({ shop: makeProducts(3), hasSubscriptions: false })
  const job = await until(await start(id, { full: true }), isDone)
  expect(job.nouns.map(({ noun, error }) => [noun, error])).toEqual([
    ['customer', null],
    ['product', null],
    ['variation', null],
    ['subscription', expect.stringContaining('rest_no_route')],
    ['order', null],
  ])
  expect(job).toMatchObject({ done: 3, total: 3, changed: 3 })
})

test('while much waits to be applied, no page is read', async () => {
  const { id, rest } = await connectShop()
  await database.admin`
    insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq, due_at, lease_until)
    select ${organisation.id}, ${id}, 'flood', n::text, 1, 0, app_now(), app_now() + interval '1 hour' from generate_series(1, 2001) n`
  const jobId = await start(id)
  expect(await until(jobId, ({ reason }) => reason !== null)).toMatchObject({ reason: 'inbox_is_full', done: 0 })
  expect(rest.calls).toEqual([])
  await database.admin`delete from inbox_heads where kind = 'flood'`
  await database.advance(minute)
  expect(await until(jobId, isDone)).toMatchObject({ done: 250 })
})

test('a paused connection is left in peace; its job waits', async () => {
  const { id, rest } = await connectShop()
  await call('POST', `/v1/connections/${id}/pause`)
  const jobId = await start(id)
  expect(await until(jobId, ({ reason }) => reason !== null)).toMatchObject({ reason: 'connection_paused' })
  expect(rest.calls).toEqual([])
  await call('POST', `/v1/connections/${id}/resume`)
  await database.advance(minute)
  await until(jobId, isDone)
})

test('R1.3 the same call makes one job; another one meanwhile is refused; a stranger sees nothing', async () => {
  const answer: WooRestOptions['answer'] = () => ({ status: 503, body: '' })
  const { id } = await connectShop({ answer })
  expect(await call('POST', `/v1/connections/${id}/sync`, {})).toMatchObject({
    status: 400,
    body: { code: 'idempotency_key_required' },
  })
  const first = await sync(id, { full: true }, 'once')
  const again = await sync(id, { full: true }, 'once')
  expect(first).toMatchObject({ status: 202, body: { kind: 'backfill', created_by: expect.any(String) } })
  expect(first.headers.get('location')).toBe(`/v1/jobs/${first.body.id}`)
  expect(again.body.id).toBe(first.body.id)
  expect(await sync(id)).toMatchObject({ status: 409, body: { code: 'job_in_progress' } })
  expect(await sync(id, { full: true, changed_after: '2026-01-01T00:00:00Z' })).toMatchObject({ status: 422 })
  const stranger = await makeOrganisation(database, 'Stranger')
  expect((await relay.get(`/v1/jobs/${first.body.id}`, stranger.key)).status).toBe(404)
  expect((await relay.get(`/v1/jobs?connection_id=${id}`, stranger.key)).body).toEqual({ data: [], next_cursor: null })
  await act(first.body.id, 'cancel')
})

test('R1.3 two replicas share the work: each page is read once', async () => {
  const second = await startTestRelay(database, { role: 'worker' })
  const shops = await Promise.all([connectShop(), connectShop(), connectShop()])
  const ids = await Promise.all(shops.map(({ id }) => start(id)))
  for (const id of ids) expect(await until(id, isDone)).toMatchObject({ done: 250, changed: 250 })
  for (const { id, rest } of shops) {
    expect(listingsOf(rest).length).toBe(3)
    expect(await countEvents(id)).toEqual({ events: 250, things: 250 })
  }
  await second.stop()
})

test('pages keep to the rate that the connection bears', async () => {
  const { id, rest } = await connectShop()
  await database.admin`update connections set rate_per_second = 2, burst = 1 where id = ${id}`
  const startedAt = performance.now()
  await until(await start(id), isDone)
  expect(rest.calls.length).toBe(3)
  expect(performance.now() - startedAt).toBeGreaterThan(900)
})

test('a connection that can be read no more loses its schedules with the first job that finds out', async () => {
  const { id } = await connectShop()
  const key = { name: 'sync.reconcile', entityKind: 'connection', entityId: id, pattern: '0 * * * *', timeZone: 'UTC' }
  await database.db.inOrganisation(organisation.id, (tx) => setSchedule(tx, organisation.id, key))
  await database.admin`update connections set settings = '{}'::jsonb where id = ${id}`
  await database.db.inOrganisation(organisation.id, (tx) =>
    requestScheduledJob(tx, organisation.id, { connectionId: id, kind: 'reconcile' }),
  )
  const list = (await call('GET', `/v1/jobs?connection_id=${id}`)) as unknown as { body: { data: Job[] } }
  const job = await until(list.body.data[0]?.id ?? '', ({ state }) => state === 'failed')
  expect(job.reason).toBe('connection_cannot_pull')
  expect(await database.admin`select from schedules where entity_id = ${id}`).toHaveLength(0)
})

test('a connection without a key to read with cannot be synchronised', async () => {
  const { id } = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:1' }, 'webhooks only')
  expect(await sync(id)).toMatchObject({ status: 409, body: { code: 'connection_cannot_sync' } })
})

test('what is to be read first is one page of each noun, and of changes only what can be listed so', () => {
  const connector = { pulls: ['customer', 'product', 'order'], listsChanges: ['product', 'order'] } as never
  const names = (nouns: string[] | null, changedAfter: Date | null) =>
    planNouns({ nouns, changedAfter }, connector).map(({ noun }) => noun)
  expect(names(null, null)).toEqual(['customer', 'product', 'order'])
  expect(names(null, new Date())).toEqual(['product', 'order'])
  expect(names(['order', 'customer', 'tea'], null)).toEqual(['customer', 'order'])
  const at = (noun: string, cursor: string | null, isDone = false) => ({
    noun,
    cursor,
    isDone,
    total: 1,
    done: 0,
    error: null,
  })
  expect(chooseNoun([at('a', '1'), at('b', null, true), at('c', null)])?.noun).toBe('c')
  expect(chooseNoun([at('a', '1'), at('b', null, true)])?.noun).toBe('a')
  expect(chooseNoun([at('a', '1', true)])).toBeUndefined()
})

test('the floor of an id lies before it by the minutes given', () => {
  expect(idFloor('01a1feb1-c13d-764b-8616-f622633ec839', 1)).toBe('01a1feb0-d6dd-0000-0000-000000000000')
})
