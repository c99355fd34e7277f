import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'
import { startWooRest, type WooRest, type WooRestOptions } from './woo-rest.ts'
import { makeShop } from './woo-shop.ts'
let database: TestDatabase, relay: TestRelay, organisation: TestOrganisation
const open: WooRest[] = []
let keys = 0
beforeAll(async () => { database = await createTestDatabase(); organisation = await makeOrganisation(database); relay = await startTestRelay(database) })
afterEach(async () => { for (const rest of open.splice(0)) await rest.close() })
afterAll(async () => { await relay.stop(); await database.drop() })
const makeProducts = (count: number) => { const shop = makeShop(); for (let id = 1; id <= count; id++) shop.put('product', { id, name: `P${id}`, type: 'simple', status: 'publish' }); return shop }
async function connectShop(options: WooRestOptions = {}) {
  const rest = await startWooRest(options); open.push(rest)
  const { id } = await organisation.connect('woocommerce', { url: rest.url, consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }, `shop ${++keys}`)
  return { id, rest }
}
const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const a = await fetch(relay.url + path, { method, headers: { authorization: `Bearer ${organisation.key}`, 'content-type': 'application/json', ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: a.status, body: (await a.json()) as any }
}
const start = async (id: string, body: object) => (await call('POST', `/v1/connections/${id}/sync`, body, { 'idempotency-key': `k${++keys}` })).body.id
async function until(id: string, ok: (j: any) => boolean) {
  for (const end = Date.now() + 12_000; ; await sleep(20)) { const { body } = await call('GET', `/v1/jobs/${id}`); if (ok(body)) return body; if (Date.now() > end) throw new Error(JSON.stringify(body)) }
}
test('F brake diluted by another kind', async () => {
  let isEmpty = false
  const answer: WooRestOptions['answer'] = ({ path }) => !isEmpty || !path.includes('/products') ? null : /products$/.test(path) ? { status: 200, headers: { 'x-wp-total': '0', 'x-wp-totalpages': '0' }, body: [] } : { status: 404, body: { code: 'woocommerce_rest_product_invalid_id', message: 'Invalid ID.' } }
  const { id } = await connectShop({ shop: makeProducts(60), answer })
  console.log('F first', (await until(await start(id, { full: true }), (j) => j.state === 'done')).done)
  await database.admin`insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq) select ${organisation.id}, ${id}, 'order', n::text, 1, 1 from generate_series(1, 2000) n`
  isEmpty = true
  await sleep(50)
  const j = await until(await start(id, { full: true }), (x) => x.state === 'done')
  await settle(database)
  console.log('F', j.reason, j.missing, j.nouns, await database.admin`select count(*) filter (where deleted_at is not null)::int as deleted, count(*)::int as n from products where organisation_id = ${organisation.id}`)
})
test('G a failed job resumed', async () => {
  let isOut = false
  const answer: WooRestOptions['answer'] = ({ query }) => isOut && Number(query.offset ?? 0) > 0 ? { status: 500, body: 'x' } : null
  const { id, rest } = await connectShop({ shop: makeProducts(250), answer })
  await until(await start(id, { full: true, nouns: ['product'] }), (j) => j.state === 'done')
  isOut = true
  const jobId = await start(id, { full: true, nouns: ['product'] })
  await until(jobId, (j) => j.reason !== null)
  await database.admin`update jobs set failure_count = 19, due_at = app_now() where id = ${jobId}`
  const failed = await until(jobId, (j) => j.state === 'failed')
  isOut = false
  rest.calls.length = 0
  await call('POST', `/v1/jobs/${jobId}/resume`)
  const j = await until(jobId, (x) => x.state === 'done')
  console.log('G failed', failed.reason, failed.done, '-> resumed', j.state, j.reason, 'missing', j.missing, 'done', j.done, 'calls', rest.calls.length)
})
test('H a noun refused for a while is skipped by the next reconcile', async () => {
  let isBad = false
  const shop = makeProducts(3)
  const answer: WooRestOptions['answer'] = ({ path }) => isBad && path.includes('/products') ? { status: 404, body: { code: 'rest_no_route', message: 'no' } } : null
  const { id, rest } = await connectShop({ shop, answer })
  await until(await start(id, { full: true }), (j) => j.state === 'done')
  isBad = true
  const bad = await until(await start(id, { }), (x) => ['done','failed'].includes(x.state))
  isBad = false
  await database.advance(3_600_000)
  rest.calls.length = 0
  const next = await until(await start(id, { }), (x) => ['done','failed'].includes(x.state))
  console.log('H', bad.kind, bad.state, bad.nouns.map((n: any) => [n.noun, n.error]), 'bad from', bad.changed_after, 'started', bad.started_at, 'next from', next.changed_after)
})
