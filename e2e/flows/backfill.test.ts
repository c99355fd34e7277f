import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { startWooRest, type WooRest, type WooRestOptions } from '../../relay/test/woo-rest.ts'
import { makeRecordedShop, type ShopItem, type ShopKind, type WooShop } from '../../relay/test/woo-shop.ts'
import { createStack, type Stack } from '../stack.ts'
import { settleNow } from './lab.ts'

/** The longest lease of all: what a killed worker held is free after it. */
const leaseMs = 61_000
/** For each single wait; a slow machine is no failure. */
const patienceMs = 120_000
vi.setConfig({ testTimeout: 4 * patienceMs, hookTimeout: patienceMs })
const perfCatalogue = new URL('../../shared-types/fixtures/woocommerce/perf-catalogue.ndjson.gz', import.meta.url)
const perfProducts: ShopItem[] = gunzipSync(readFileSync(perfCatalogue))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

let stack: Stack
const open: WooRest[] = []
beforeAll(async () => {
  stack = await createStack()
  await stack.start()
})
afterEach(async () => {
  for (const rest of open.splice(0)) await rest.close()
})
afterAll(() => stack.stop())

/** The recorded shop with 1,000 products more; those that stand under an id that is taken get one of their own. */
function makeLargeShop(): WooShop {
  const shop = makeRecordedShop()
  for (const product of perfProducts)
    shop.put('product', { ...product, id: product.id + 100_000, sku: `perf-${product.id}` })
  return shop
}

async function openShop(name: string, options: WooRestOptions = {}) {
  const rest = await startWooRest(options)
  open.push(rest)
  const organisation = await makeOrganisation(stack.database, name)
  const connection = await organisation.connect('woocommerce', {
    url: rest.url,
    consumer_key: rest.consumerKey,
    consumer_secret: rest.consumerSecret,
  })
  const call = makeCaller(organisation)
  let key = 0
  return {
    rest,
    organisation,
    connectionId: connection.id,
    call,
    sync: (body: object = { full: true }) =>
      call<Job>('POST', `/v1/connections/${connection.id}/sync`, body, { 'idempotency-key': `sync ${name} ${++key}` }),
    job: async (id: string) => (await call<Job>('GET', `/v1/jobs/${id}`)).body,
  }
}
type Shop = Awaited<ReturnType<typeof openShop>>

const makeCaller =
  ({ key }: TestOrganisation) =>
  async <T>(method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(stack.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json()) as T }
  }

async function waitForJob(
  { job }: Shop,
  id: string,
  isThere: (job: Job) => boolean,
  timeoutMs = patienceMs,
): Promise<Job> {
  for (const until = Date.now() + timeoutMs; ; await sleep(50)) {
    const now = await job(id).catch(() => null)
    if (now && isThere(now)) return now
    if (Date.now() > until) throw new Error(`${JSON.stringify(now)}\n${stack.output()}`)
  }
}
const isOver = ({ state }: Job) => ['done', 'failed', 'canceled'].includes(state)

/** What the relay holds as alive, by kind, in the shop's own ids. */
async function listHeld({ connectionId }: Shop): Promise<Record<string, number[]>> {
  const { admin } = stack.database
  const rows = await admin<{ kind: string; id: number }[]>`
    select m.kind, m.external_id::int as id from mappings m where m.connection_id = ${connectionId} and (
      exists (select from products p where p.id = m.id and p.deleted_at is null)
      or exists (select from variations v where v.id = m.id and v.deleted_at is null)
      or exists (select from subscriptions s where s.id = m.id and s.deleted_at is null)
      or exists (select from orders o where o.id = m.id and o.deleted_at is null)
      or exists (select from customers c where c.id = m.id and c.deleted_at is null))
    order by m.kind, m.external_id::int`
  return Object.fromEntries(
    [...Map.groupBy(rows, (row) => row.kind)].map(([kind, list]) => [kind, list.map((row) => row.id)]),
  )
}
const kinds: ShopKind[] = ['customer', 'order', 'product', 'subscription', 'variation']
/** Its price has more decimals than its currency: parked, while all others go on. */
const unreadable = 35
const listShop = (shop: WooShop) =>
  Object.fromEntries(
    kinds.map((kind) => [
      kind,
      shop
        .list(kind)
        .flatMap(({ id, status }) => (status === 'trash' || (kind === 'product' && id === unreadable) ? [] : [id])),
    ]),
  )

async function countDoubles({ connectionId }: Shop) {
  const [row] = await stack.database.admin<{ events: number; things: number; created: number }[]>`
    select (select count(*)::int from inbox_events where connection_id = ${connectionId}) as events,
      (select count(*)::int from inbox_heads where connection_id = ${connectionId}) as things,
      (select count(*)::int from (
        select entity_id from events where source_connection_id = ${connectionId} and type like '%.created'
        group by entity_id having count(*) > 1) twice) as created`
  return row
}

test('R1.3 R4.2 a whole shop of 1,055 products, orders, customers and subscriptions is read, with its progress', async () => {
  const shop = await openShop('whole', { shop: makeLargeShop() })
  const { status, body: made } = await shop.sync()
  expect({ status, kind: made.kind, state: made.state }, JSON.stringify(made)).toEqual({
    status: 202,
    kind: 'backfill',
    state: 'queued',
  })
  const seen = await waitForJob(
    shop,
    made.id,
    ({ total, done, state }) => state === 'done' || (total !== null && done < total),
  )
  if (seen.state === 'running' && seen.rate_per_second) expect(seen.finishes_at).not.toBeNull()
  const job = await waitForJob(shop, made.id, isOver)
  await settleNow(stack.database, { timeoutMs: patienceMs })
  const total = (['product', 'variation', 'customer', 'order', 'subscription'] as const).reduce(
    (sum, kind) => sum + shop.rest.shop.list(kind).filter((item) => item.status !== 'trash').length,
    0,
  )
  expect(job, stack.output()).toMatchObject({ state: 'done', total, done: total, missing: 0, failed: 1 })
  expect(job.changed + job.unchanged + job.failed).toBe(total)
  expect(await listHeld(shop), stack.output()).toEqual(listShop(shop.rest.shop))

  const again = await waitForJob(shop, (await shop.sync()).body.id, isOver)
  expect(again).toMatchObject({ state: 'done', done: total, changed: 0, failed: 0 })
})

test('R1.3 F4 killed again and again in the middle: another worker goes on where it stood, nothing is lost or doubled', async () => {
  const shop = await openShop('killed', { shop: makeLargeShop() })
  const { body: made } = await shop.sync()
  for (const after of [300, 900, 1_200]) {
    await waitForJob(shop, made.id, ({ done, state }) => done >= after || state === 'done')
    stack.kill('SIGKILL')
    await stack.waitForExit()
    await stack.database.advance(leaseMs)
    await stack.start()
  }
  const job = await waitForJob(shop, made.id, isOver)
  await settleNow(stack.database, { timeoutMs: patienceMs })
  expect(job).toMatchObject({ state: 'done', total: job.done })
  expect(await listHeld(shop), stack.output()).toEqual(listShop(shop.rest.shop))
  const counted = await countDoubles(shop)
  expect(counted).toEqual({ events: counted?.things, things: job.done, created: 0 })
})

test('R1.3 killed between the page and its commit: neither its items nor its cursor stand, and both come once', async () => {
  const shop = await openShop('crash point')
  stack.kill('SIGKILL')
  await stack.waitForExit()
  await stack.database.advance(leaseMs)
  await stack.start({ crashAt: 'after_job_page' })
  const { body: made } = await shop.sync()
  expect(await stack.waitForExit()).toMatchObject({ signal: 'SIGKILL' })
  expect(await countDoubles(shop)).toMatchObject({ events: 0, things: 0 })
  await stack.database.advance(leaseMs)
  await stack.start()
  const job = await waitForJob(shop, made.id, isOver)
  await settleNow(stack.database, { timeoutMs: patienceMs })
  expect(job).toMatchObject({ state: 'done', total: job.done })
  expect(await listHeld(shop), stack.output()).toEqual(listShop(shop.rest.shop))
})
