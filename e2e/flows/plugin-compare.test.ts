import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { connectors } from '../../relay/src/connectors/index.ts'
import { createDeliver } from '../../relay/src/platform/deliver.ts'
import { createLogger } from '../../relay/src/platform/logger.ts'
import { leaseJob, leaseSeconds } from '../../relay/src/sync/lease-job.ts'
import { requestJob, requestScheduledJob } from '../../relay/src/sync/request-job.ts'
import { stepJob } from '../../relay/src/sync/step-job.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { loopback, settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { FakePluginOptions } from '../fakes/plugin.ts'
import { type Entity, keyOf, newState } from '../fakes/plugin-outbox.ts'
import { makePluginLab, namesOf, type PluginLab, product } from './plugin-lab.ts'

const hour = 3_600_000
let database: TestDatabase
let relay: TestRelay
const open: PluginLab[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
let tests = 0
beforeEach(async () => {
  // One address may pair twenty times in a minute.
  if (++tests % 15 > 0) return
  await relay.stop()
  relay = await startTestRelay(database)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
  await database.admin`update connections set state = 'paused' where connector = 'woocommerce'`
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

async function startLab(options: Partial<FakePluginOptions> = {}): Promise<PluginLab> {
  const lab = await makePluginLab(database, relay.url, options)
  open.push(lab)
  return lab
}

type Versions = Record<number | string, number | null>
/** What stands in the shop, without a word to us. */
function putThere({ plugin }: PluginLab, versions: Versions, kind = 'product'): void {
  const state = plugin.snapshot()
  for (const [id, version] of Object.entries(versions)) {
    const entity: Entity = {
      kind,
      id,
      version: version ?? 0,
      data: product(id, `P${id}`),
      changedAt: '2026-11-20T00:00:00Z',
    }
    state.entities[keyOf(kind, id)] = entity
  }
  plugin.restore(state)
}
/** What stands with us, as if it had come in an hour ago. */
async function putHere(
  { organisation, connectionId }: PluginLab,
  versions: Versions,
  { kind = 'product', topic = 'updated', test = database } = {},
): Promise<void> {
  const ids = Object.keys(versions)
  await test.admin`
    insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq, newest_version)
    select ${organisation.id}, ${connectionId}, ${kind}, t.e, 1, 1, t.v
    from unnest(${ids}::text[], ${Object.values(versions)}::bigint[]) as t(e, v)`
  await test.admin`
    insert into inbox_events (organisation_id, id, connection_id, kind, external_id, seq, topic, raw, hash, state, received_at)
    select ${organisation.id}, uuidv7(), ${connectionId}, ${kind}, e, 1, ${`${kind}.${topic}`}, '\\x7b7d', '\\x00', 'applied',
      app_now() - interval '1 hour'
    from unnest(${ids}::text[]) as t(e)`
}
const range = (from: number, to: number, version = 1): Versions =>
  Object.fromEntries(Array.from({ length: to - from + 1 }, (_, n) => [from + n, version]))

/** Both sides as if nothing had ever been told. */
async function forget({ plugin, connectionId }: PluginLab): Promise<void> {
  plugin.restore(newState())
  await database.admin`delete from inbox_heads where connection_id = ${connectionId}`
  await database.admin`delete from inbox_events where connection_id = ${connectionId}`
}

let keys = 0
async function call(lab: PluginLab, method: string, path: string, body?: object) {
  const answer = await fetch(relay.url + path, {
    method,
    headers: {
      authorization: `Bearer ${lab.organisation.key}`,
      'content-type': 'application/json',
      'idempotency-key': `key ${++keys}`,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, body: (await answer.json()) as Job & { code: string } }
}
const start = async (lab: PluginLab, body: object = { compare: true }) => {
  const answer = await call(lab, 'POST', `/v1/connections/${lab.connectionId}/sync`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(202)
  return answer.body
}
async function until(lab: PluginLab, id: string, isThere: (job: Job) => boolean): Promise<Job> {
  for (const end = Date.now() + 30_000; ; await sleep(15)) {
    const { body } = await call(lab, 'GET', `/v1/jobs/${id}`)
    if (isThere(body)) return body
    if (Date.now() > end) throw new Error(JSON.stringify(body))
  }
}
const isDone = ({ state }: Job) => state === 'done'
/** Compares, and answers the job with the ids that were asked for singly by kind, in numeric order. */
async function compare(lab: PluginLab, body: object = { compare: true }) {
  lab.plugin.reads.length = 0
  lab.plugin.digests.length = 0
  const job = await until(lab, (await start(lab, body)).id, isDone)
  await settle(database)
  const read: Record<string, number[]> = {}
  for (const { kind, ids } of lab.plugin.reads)
    read[kind] = [...(read[kind] ?? []), ...(ids ?? [Number.NaN]).map(Number)]
  for (const ids of Object.values(read)) ids.sort((a, b) => a - b)
  return { job, read }
}
const drilled = ({ plugin }: PluginLab) =>
  plugin.digests.flatMap((ask) => ('bucket' in ask ? [`${ask.kind} ${ask.bucket}`] : []))
const countDeletions = async ({ connectionId }: PluginLab) =>
  (await database.admin`select from inbox_events where connection_id = ${connectionId} and topic like '%.deleted'`)
    .length

test('R4.2 where nothing differs, not one thing is read: 3,000 things and a few of other kinds', async () => {
  const lab = await startLab()
  for (const put of [putThere, putHere]) await put(lab, range(1, 3_000, 2))
  putThere(lab, { 7: 0 }, 'customer')
  await putHere(lab, { 7: 0 }, { kind: 'customer' })
  const { job, read } = await compare(lab)
  expect(read).toEqual({})
  expect(drilled(lab)).toEqual([])
  expect(lab.plugin.digests.map(({ kind }) => kind)).toEqual([
    'customer',
    'product',
    'variation',
    'subscription',
    'order',
  ])
  expect(job).toMatchObject({
    kind: 'compare',
    total: 3_001,
    done: 3_001,
    changed: 0,
    unchanged: 3_001,
    failed: 0,
    missing: 0,
    reason: null,
  })
  expect(job.nouns.map(({ noun, done, total, is_done }) => [noun, done, total, is_done])).toEqual([
    ['customer', 1, 1, true],
    ['product', 3_000, 3_000, true],
    ['variation', 0, 0, true],
    ['subscription', 0, 0, true],
    ['order', 0, 0, true],
  ])
})

test('R4.2 among 3,000 things those that differ are read and no other: the last id of a bucket, the first, one only there, one only here', async () => {
  const lab = await startLab()
  await putHere(lab, { ...range(1, 3_000), 499: 4, 1500: 2, 2700: 1, 4000: 1 })
  putThere(lab, { ...range(1, 3_000), 499: 5, 1500: 3, 3001: 0, 9000000: 2 })
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [499, 1500, 3001, 4000, 9_000_000] })
  expect(drilled(lab)).toEqual(['product 0', 'product 3', 'product 6', 'product 18000'])
  expect(job).toMatchObject({ total: 3_002, done: 3_002, changed: 4, missing: 1, failed: 0 })
  const again = await compare(lab)
  expect(again.read).toEqual({})
  expect(again.job).toMatchObject({ done: 3_002, unchanged: 3_002, changed: 0, missing: 0 })
})

test.each([
  [{ 499: 1 }, {}],
  [{}, { 499: 1 }],
  [
    { 499: 1, 500: 1, 501: 1 },
    { 499: 1, 501: 1 },
  ],
  [
    { 499: 2, 500: 1, 501: 1 },
    { 499: 1, 500: 1, 501: 1 },
  ],
  [
    { 499: 1, 500: 1, 501: 2 },
    { 499: 1, 500: 2, 501: 1 },
  ],
  [{ 0: 1, 999: 1 }, { 1000: 1 }],
  [{ 5: 11 }, { 51: 1 }],
])('R4.2 at the borders of buckets what differs is read and nothing else: there %j, here %j', async (there, here) => {
  const lab = await startLab()
  putThere(lab, there)
  await putHere(lab, here)
  const all = { ...there, ...here } as Versions
  const differ = Object.keys(all).filter((id) => (there as Versions)[id] !== (here as Versions)[id])
  expect((await compare(lab)).read).toEqual({ product: differ.map(Number).sort((a, b) => a - b) })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 of more buckets than one page holds, on either side, none is passed over', async () => {
  const lab = await startLab()
  const sparse = (count: number, step: number, first: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [first + n * step, 1]))
  const both = sparse(230, 1_000, 3)
  await putHere(lab, { ...both, ...sparse(12, 1_000, 500_503), 700: 1 })
  putThere(lab, { ...both, ...sparse(4, 50_000, 600) })
  const { job, read } = await compare(lab)
  expect(read).toEqual({
    product: [...Object.keys(sparse(4, 50_000, 600)), 700, ...Object.keys(sparse(12, 1_000, 500_503))]
      .map(Number)
      .sort((a, b) => a - b),
  })
  expect(job).toMatchObject({ done: 234, missing: 13, changed: 4 })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 only here, in a bucket that the shop does not have or finds empty when asked: it is asked for by its id, and then deleted', async () => {
  const lab = await startLab()
  for (const id of ['1', '2', '600']) lab.plugin.save('product', id, product(id, `P${id}`))
  await lab.plugin.drain()
  await settle(database)
  const state = lab.plugin.snapshot()
  for (const id of ['2', '600']) delete state.entities[keyOf('product', id)]
  lab.plugin.restore(state)
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [2, 600] })
  expect(job).toMatchObject({ missing: 2, changed: 0, unchanged: 1 })
  expect(await namesOf(lab, relay.url, ['1', '2', '600'])).toEqual({ 1: 'P1' })
  const again = await compare(lab)
  expect(again.read).toEqual({})
  expect(again.job).toMatchObject({ missing: 0, done: 1 })
})

test('R4.2 what the digests leave out and the shop has when asked for it lives on', async () => {
  const lab = await startLab({
    interfere: (path) => (path.endsWith('/digest') ? Response.json({ buckets: [], next: null }) : null),
  })
  for (const id of ['1', '2']) lab.plugin.save('product', id, product(id, `P${id}`))
  await lab.plugin.drain()
  await settle(database)
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [1, 2] })
  expect(job).toMatchObject({ missing: 0, changed: 0, unchanged: 2, reason: null })
  expect(await countDeletions(lab)).toBe(0)
})

test('R4.2 deleted with us and in the shop again without a word, it is read and lives again', async () => {
  const lab = await startLab()
  lab.plugin.save('product', '8', product(8, 'Thé'))
  const backup = lab.plugin.snapshot().entities[keyOf('product', '8')] as Entity
  lab.plugin.remove('product', '8')
  await lab.plugin.drain()
  await settle(database)
  expect(await namesOf(lab, relay.url, ['8'])).toEqual({})
  const state = lab.plugin.snapshot()
  state.entities[keyOf('product', '8')] = backup
  lab.plugin.restore(state)
  expect((await compare(lab)).read).toEqual({ product: [8] })
  expect(await namesOf(lab, relay.url, ['8'])).toEqual({ 8: 'Thé' })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 F23 a change that no hook told is read, whole, and a second compare finds nothing', async () => {
  const lab = await startLab()
  for (const id of ['1', '2', '3']) lab.plugin.save('product', id, product(id, `P${id}`))
  await lab.plugin.drain()
  await settle(database)
  putThere(lab, { 4: 0 })
  const [first] = lab.plugin.entities()
  if (first) Object.assign(first, { version: first.version + 1, data: product(first.id, 'In silence') })
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [1, 4] })
  expect(job).toMatchObject({ done: 4, changed: 2, unchanged: 2 })
  expect(await namesOf(lab, relay.url, ['1', '2', '3', '4'])).toEqual({ 1: 'In silence', 2: 'P2', 3: 'P3', 4: 'P4' })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 after a whole reading the versions are equal', async () => {
  const lab = await startLab()
  putThere(lab, { ...range(495, 505, 0), 9: 3 })
  expect(await until(lab, (await start(lab, { full: true })).id, isDone)).toMatchObject({ kind: 'backfill', done: 12 })
  await settle(database)
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 what is known by a time, or by no version, differs once', async () => {
  const lab = await startLab()
  putThere(lab, { 1: 0, 2: 4, 3: 1 })
  await putHere(lab, { 1: 1_763_700_000_000, 2: null, 3: 1 })
  expect((await compare(lab)).read).toEqual({ product: [1, 2] })
  expect((await compare(lab)).read).toEqual({})
})

test('R2.5 a shop that counts lower than it did is believed: it is read once, and not every night', async () => {
  const lab = await startLab()
  for (const name of ['A', 'B', 'C', 'D']) lab.plugin.save('product', '5', product(5, name))
  await lab.plugin.drain()
  await settle(database)
  const [entity] = lab.plugin.entities()
  if (entity) Object.assign(entity, { version: 2, data: product(5, 'B') })
  expect((await compare(lab)).read).toEqual({ product: [5] })
  expect(await namesOf(lab, relay.url, ['5'])).toEqual({ 5: 'B' })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 a shop that lists next to nothing any more is not believed: nothing of it is asked for or deleted, what differs is read', async () => {
  const lab = await startLab()
  await putHere(lab, { ...range(1, 60), 700: 1 })
  putThere(lab, { 1: 1, 2: 2, 700: 3 })
  await putHere(lab, { 5: 1 }, { kind: 'customer' })
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [2, 700] })
  expect(job).toMatchObject({ state: 'done', reason: 'too_many_missing', missing: 59, changed: 2 })
  expect(job.nouns.find(({ noun }) => noun === 'product')?.error).toBe('too_many_missing')
  expect(await countDeletions(lab)).toBe(0)
})

test('R4.2 a shop that lists all, and has too little of it when asked, is not believed either', async () => {
  const lab: PluginLab = await startLab({
    interfere: (path) => {
      if (path.endsWith('/read'))
        for (const entity of lab.plugin.entities()) if (Number(entity.id) <= 30) entity.data = null
      return null
    },
  })
  await putHere(lab, range(1, 60))
  putThere(lab, range(1, 60, 2))
  const { job, read } = await compare(lab)
  expect(read.product).toHaveLength(60)
  expect(job).toMatchObject({ reason: 'too_many_missing', missing: 30, changed: 30 })
  expect(await countDeletions(lab)).toBe(0)
})

test('R4.2 a plugin without digests is read whole, as a job of that kind; one that has them next time is compared', async () => {
  let isOld = true
  const noRoute = { code: 'rest_no_route', message: 'No route was found', data: { status: 404 } }
  const lab = await startLab({
    interfere: (path) => (isOld && path.endsWith('/digest') ? Response.json(noRoute, { status: 404 }) : null),
  })
  putThere(lab, range(1, 3))
  await database.db.inOrganisation(lab.organisation.id, (tx) =>
    requestScheduledJob(tx, lab.organisation.id, { connectionId: lab.connectionId, kind: 'compare' }),
  )
  const [row] = await database.admin`select id from jobs where connection_id = ${lab.connectionId}`
  const job = await until(lab, row?.id, isDone)
  expect(job).toMatchObject({ kind: 'backfill', created_by: 'schedule', done: 3, changed: 3, total: 3 })
  expect(lab.plugin.reads.every(({ ids }) => ids === undefined)).toBe(true)
  await settle(database)
  isOld = false
  const next = await compare(lab)
  expect(next.read).toEqual({})
  expect(next.job).toMatchObject({ kind: 'compare', unchanged: 3 })
})

test('R4.2 a kind that the shop refuses is left out with the reason, and the others are compared', async () => {
  // Each kind by one page, and one bucket of products.
  let calls = 0
  const unknown = { code: 'unknown_kind', message: 'There are no subscriptions', data: { status: 400 } }
  const lab = await startLab({
    interfere: (path) => (path.endsWith('/digest') && ++calls === 5 ? Response.json(unknown, { status: 400 }) : null),
  })
  putThere(lab, { 1: 1 })
  putThere(lab, { 2: 1 }, 'order')
  await putHere(lab, { 2: 1 }, { kind: 'order' })
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [1] })
  expect(job.nouns.map(({ noun, error }) => [noun, error])).toEqual([
    ['customer', null],
    ['product', null],
    ['variation', null],
    ['subscription', 'unknown_kind'],
    ['order', null],
  ])
  expect(job).toMatchObject({ state: 'done', total: 2, done: 2 })
})

const hash = 'ab'.repeat(32)
test.each([
  ['a hash in another form', { buckets: [{ bucket: 0, count: 1, hash: hash.toUpperCase() }], next: null }],
  ['a short hash', { buckets: [{ bucket: 0, count: 1, hash: 'abcd' }], next: null }],
  ['a negative bucket', { buckets: [{ bucket: -1, count: 1, hash }], next: null }],
  ['a bucket twice', { buckets: [0, 0].map((bucket) => ({ bucket, count: 1, hash })), next: null }],
  ['more than fits into a bucket', { buckets: [{ bucket: 0, count: 501, hash }], next: null }],
  ['a next page that goes back', { buckets: [{ bucket: 4, count: 1, hash }], next: 3 }],
  ['no buckets', { next: null }],
])(
  'an answer that cannot be true (%s) is asked for again, and at last the job fails with its reason',
  async (_, answer) => {
    const lab = await startLab({ interfere: (path) => (path.endsWith('/digest') ? Response.json(answer) : null) })
    await putHere(lab, { 1: 1 })
    const { id } = await start(lab)
    expect(await until(lab, id, ({ reason }) => reason !== null)).toMatchObject({
      state: 'running',
      reason: 'bad_response',
    })
    await database.admin`update jobs set failure_count = 19 where id = ${id}`
    await database.advance(hour)
    expect(await until(lab, id, ({ state }) => state === 'failed')).toMatchObject({
      reason: 'bad_response',
      missing: 0,
    })
    expect(lab.plugin.reads).toEqual([])
  },
)

test('a bucket whose entities stand elsewhere is no answer', async () => {
  let calls = 0
  const lab = await startLab({
    interfere: (path) => {
      if (!path.endsWith('/digest')) return null
      const first = { buckets: [{ bucket: 1, count: 1, hash }], next: null }
      return Response.json(calls++ === 0 ? first : { entities: [{ id: '499', version: 1 }] })
    },
  })
  const { id } = await start(lab, { compare: true, nouns: ['product'] })
  expect(await until(lab, id, ({ reason }) => reason !== null)).toMatchObject({ reason: 'bad_response' })
  await call(lab, 'POST', `/v1/jobs/${id}/cancel`)
})

test('R4.2 one compare at a time, of some kinds where asked; not together with reading everything', async () => {
  const lab = await startLab({
    interfere: (path) => (path.endsWith('/digest') ? new Response('', { status: 503 }) : null),
  })
  const { id } = await start(lab, { compare: true, nouns: ['order'] })
  const path = `/v1/connections/${lab.connectionId}/sync`
  expect(await call(lab, 'POST', path, { compare: true })).toMatchObject({
    status: 409,
    body: { code: 'job_in_progress' },
  })
  expect(await call(lab, 'POST', path, { compare: true, full: true })).toMatchObject({ status: 422 })
  expect(await until(lab, id, ({ reason }) => reason !== null)).toMatchObject({ kind: 'compare', reason: 'http_503' })
  await call(lab, 'POST', `/v1/jobs/${id}/cancel`)
})

test('R4.2 the night compares nothing where all is being read, and a destination cannot be compared with', async () => {
  const lab = await startLab({
    interfere: (path) => (path.endsWith('/read') ? new Response('', { status: 503 }) : null),
  })
  const { id } = await start(lab, { full: true })
  await database.db.inOrganisation(lab.organisation.id, (tx) =>
    requestScheduledJob(tx, lab.organisation.id, { connectionId: lab.connectionId, kind: 'compare' }),
  )
  expect(await database.admin`select id from jobs where connection_id = ${lab.connectionId}`).toEqual([{ id }])
  await call(lab, 'POST', `/v1/jobs/${id}/cancel`)
  const partner = await lab.organisation.connect('partner', {
    url: 'http://127.0.0.1:9/',
    secret: 'theirs',
    api_key: 'ours',
  })
  expect(await call(lab, 'POST', `/v1/connections/${partner.id}/sync`, { compare: true })).toMatchObject({
    status: 409,
    body: { code: 'connection_cannot_sync' },
  })
})

test('R1.3 R4.2 killed between two calls it goes on from there: no page and no bucket is asked for twice, and all comes to its end', async () => {
  const own = await createTestDatabase()
  const ingest = await startTestRelay(own, { role: 'ingest' })
  const lab = await makePluginLab(own, ingest.url)
  const both = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [n * 500 + 1, 1]))
  const differing = [1, 501, 40_001, 70_001]
  await putHere(lab, both, { test: own })
  putThere(lab, { ...both, ...Object.fromEntries(differing.map((id) => [id, 2])) })
  const { organisation, connectionId, plugin } = lab
  const id = await own.db.inOrganisation(organisation.id, (tx) =>
    requestJob(tx, organisation.id, { connectionId, kind: 'compare', nouns: ['product'], createdBy: 'test' }),
  )
  const http = createDeliver({ allowedPrivateNetworks: loopback })
  const tools = {
    db: own.db,
    box: own.box,
    io: { http, now: () => new Date() },
    findConnector: (name: string) => connectors.find((one) => one.name === name),
    logger: createLogger('silent'),
  }
  // Each step by a worker that is killed after it.
  for (let n = 1; n <= 7; n++) {
    const job = await leaseJob(own.db, organisation.id)
    if (!job) throw new Error(`nothing to lease at step ${n}`)
    await stepJob(tools, job)
    await own.advance((leaseSeconds + 1) * 1_000)
  }
  expect(plugin.digests).toEqual([
    { kind: 'product', after: null, limit: 100 },
    { kind: 'product', bucket: 0 },
    { kind: 'product', bucket: 1 },
    { kind: 'product', bucket: 80 },
    { kind: 'product', after: 99, limit: 100 },
    { kind: 'product', bucket: 140 },
  ])
  // Late writes of the first are not taken: its lease is over.
  const relayAfter = await startTestRelay(own)
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
    const [row] = await own.admin`select state from jobs where id = ${id}`
    if (row?.state === 'done') break
  }
  const [row] = await own.admin`select state, done, changed, unchanged, missing from jobs where id = ${id}`
  expect(row).toEqual({ state: 'done', done: 150, changed: 4, unchanged: 146, missing: 0 })
  expect(plugin.digests).toHaveLength(6)
  expect(
    plugin.reads
      .flatMap(({ ids }) => ids ?? [])
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(differing)
  await relayAfter.stop()
  await ingest.stop()
  await http.close()
  await lab.close()
  await own.drop()
})

test('R4.2 whatever stands on both sides, exactly the ids that differ are opened, and then none', async () => {
  const idArb = fc.oneof(
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom(499, 500, 501, 998, 999, 1_000, 1_001),
    fc.integer({ min: 1, max: 2_000_000 }),
  )
  const side = fc.dictionary(idArb.map(String), fc.integer({ min: 0, max: 2 }), { maxKeys: 20 })
  const lab = await startLab()
  await fc.assert(
    fc.asyncProperty(side, side, side, async (both, onlyHere, onlyThere) => {
      const here: Versions = { ...both, ...onlyHere }
      const there: Versions = { ...both, ...onlyThere }
      await forget(lab)
      putThere(lab, there)
      await putHere(lab, here)
      const differ = Object.keys({ ...here, ...there }).filter((id) => here[id] !== there[id])
      const { read } = await compare(lab)
      expect(read).toEqual(differ.length === 0 ? {} : { product: differ.map(Number).sort((a, b) => a - b) })
      expect((await compare(lab)).read).toEqual({})
    }),
    { numRuns: Number(process.env.COMPARE_RUNS ?? 12) },
  )
}, 120_000)
