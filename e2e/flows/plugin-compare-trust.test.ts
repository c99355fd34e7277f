import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connectors } from '../../relay/src/connectors/index.ts'
import { createDeliver } from '../../relay/src/platform/deliver.ts'
import { createLogger } from '../../relay/src/platform/logger.ts'
import { leaseJob, leaseSeconds } from '../../relay/src/sync/lease-job.ts'
import { requestJob, requestScheduledJob } from '../../relay/src/sync/request-job.ts'
import { stepJob } from '../../relay/src/sync/step-job.ts'
import { createTestDatabase } from '../../relay/test/database.ts'
import { loopback, settle, startTestRelay } from '../../relay/test/factories.ts'
import { isDone, putThere, range, useCompareLab } from './compare-lab.ts'
import { makePluginLab, namesOf, type PluginLab, product } from './plugin-lab.ts'

const hour = 3_600_000
const at = useCompareLab()
const { startLab, putHere, call, start, until, compare, countDeletions } = at

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

test('R4.2 F31 a read that a push overtakes takes nothing back, though it shows a lower version', async () => {
  let isOvertaken = false
  const lab: PluginLab = await startLab({
    interfere: async (path) => {
      if (!path.endsWith('/read') || isOvertaken) return null
      isOvertaken = true
      lab.plugin.save('product', '5', product(5, 'Pushed'))
      await lab.plugin.drain()
      const entity = { kind: 'product', id: '5', version: 3 }
      return Response.json({ items: [{ entity, data: product(5, 'Slow') }], next_cursor: null, total: 1 })
    },
  })
  await putHere(lab, { 5: 4 })
  putThere(lab, { 5: 5 })
  await compare(lab)
  expect(isOvertaken).toBe(true)
  // What moved while it was read is read again.
  await expect
    .poll(() => at.database.admin`select from pull_requests where connection_id = ${lab.connectionId}`, {
      timeout: 10_000,
    })
    .toEqual([])
  await settle(at.database)
  expect(await namesOf(lab, at.relay.url, ['5'])).toEqual({ 5: 'Pushed' })
  const rows = await at.database.admin`
    select newest_version::int as version from inbox_heads where connection_id = ${lab.connectionId} and kind = 'product'`
  expect(rows).toEqual([{ version: 6 }])
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 a plugin without digests is read whole, as a job of that kind; one that has them next time is compared', async () => {
  let isOld = true
  const noRoute = { code: 'rest_no_route', message: 'No route was found', data: { status: 404 } }
  const lab = await startLab({
    interfere: (path) => (isOld && path.endsWith('/digest') ? Response.json(noRoute, { status: 404 }) : null),
  })
  putThere(lab, range(1, 3))
  await at.database.db.inOrganisation(lab.organisation.id, (tx) =>
    requestScheduledJob(tx, lab.organisation.id, { connectionId: lab.connectionId, kind: 'compare' }),
  )
  const [row] = await at.database.admin`select id from jobs where connection_id = ${lab.connectionId}`
  const job = await until(lab, row?.id, isDone)
  expect(job).toMatchObject({ kind: 'backfill', created_by: 'schedule', done: 3, changed: 3, total: 3 })
  expect(lab.plugin.reads.every(({ ids }) => ids === undefined)).toBe(true)
  await settle(at.database)
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
    await at.database.admin`update jobs set failure_count = 19 where id = ${id}`
    await at.database.advance(hour)
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
  await at.database.db.inOrganisation(lab.organisation.id, (tx) =>
    requestScheduledJob(tx, lab.organisation.id, { connectionId: lab.connectionId, kind: 'compare' }),
  )
  expect(await at.database.admin`select id from jobs where connection_id = ${lab.connectionId}`).toEqual([{ id }])
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

test('R4.2 a shop too slow for many things at once is asked for fewer, until it answers', async () => {
  let asked = 0
  const lab: PluginLab = await startLab({
    interfere: (path) => {
      if (!path.endsWith('/read')) return null
      asked += 1
      return asked % 2 === 1 ? new Response('', { status: 504 }) : null
    },
  })
  putThere(lab, range(1, 60))
  const { job, read } = await compare(lab)
  expect(job).toMatchObject({ state: 'done', changed: 60 })
  expect(read.product).toHaveLength(60)
  expect(Math.max(...lab.plugin.reads.map(({ ids }) => ids?.length ?? 0))).toBe(25)
})
