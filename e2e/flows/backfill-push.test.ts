import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openCatalogue, product, variation } from '../../relay/test/catalogue.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from '../../relay/test/factories.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import type { Receiver } from '../fakes/receiver.ts'
import { settleNow } from './lab.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const active = 430
/** For each single wait; a slow machine is no failure. */
const patienceMs = 120_000
vi.setConfig({ testTimeout: 4 * patienceMs, hookTimeout: patienceMs })
let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let crm: Receiver
let other: Receiver
let crmId: string
let status = 200
let keys = 0

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  const shop = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:1' })
  const catalogue = openCatalogue(database, organisation.id)
  const ids = Array.from({ length: active }, (_, n) => String(n + 1))
  await catalogue.apply(ids.map((id) => ({ connectionId: shop.id, reading: product(id, { status: 'active' }) })))
  await catalogue.apply([
    { connectionId: shop.id, reading: variation('9001', '1', { price: 500 }) },
    { connectionId: shop.id, reading: product('9002', { status: 'inactive' }) },
    { connectionId: shop.id, reading: product('9003', { status: 'draft' }) },
  ])
  crm = await startFakeCrm({ secret, answer: () => ({ status }) })
  other = await startFakeCrm({ secret })
  crmId = (await organisation.connect('crm', { url: crm.url, secret }, 'CRM')).id
  await organisation.connect('crm', { url: other.url, secret }, 'the other')
  relay = await startTestRelay(database)
  await settleNow(database)
})
afterAll(async () => {
  await relay.stop()
  await Promise.all([crm.close(), other.close()])
  await database.drop()
})

async function sync(): Promise<Job> {
  const answer = await fetch(`${relay.url}/v1/connections/${crmId}/sync`, {
    method: 'POST',
    headers: { authorization: `Bearer ${organisation.key}`, 'idempotency-key': `push ${++keys}` },
  })
  expect(answer.status).toBe(202)
  return (await answer.json()) as Job
}
async function until(id: string, isThere: (job: Job) => boolean): Promise<Job> {
  for (const end = Date.now() + patienceMs; ; await sleep(25)) {
    const { body } = await relay.get(`/v1/jobs/${id}`, organisation.key)
    if (isThere(body)) return body
    if (Date.now() > end) throw new Error(JSON.stringify(body))
  }
}
const bodies = (receiver: Receiver) =>
  receiver.received.map(
    ({ raw }) => JSON.parse(raw) as { type: string; entity: { id: string }; data: { variations: [] } },
  )

test('R0.6 a destination that is synchronised is sent every active product once, and nobody else is told', async () => {
  const job = await until((await sync()).id, ({ state }) => state === 'done')
  expect(job).toMatchObject({ kind: 'push', total: active, done: active, changed: active, failed: 0, reason: null })
  const told = bodies(crm)
  expect(told.length).toBe(active)
  expect(new Set(told.map(({ entity }) => entity.id)).size).toBe(active)
  expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['product.updated']))
  expect(told.filter(({ data }) => data.variations.length > 0)).toHaveLength(1)
  expect(other.received).toEqual([])
})

test('R0.6 what the destination refuses is counted, and the job ends', async () => {
  status = 422
  const job = await until((await sync()).id, ({ state }) => state === 'done')
  expect(job).toMatchObject({ done: active, changed: 0, failed: active })
  status = 200
})

test('R0.6 a destination that is away does not hold the job for ever: what is left waits in the outbox', async () => {
  status = 503
  const { id } = await sync()
  await until(id, ({ done }) => done === active)
  await database.advance(11 * 60_000)
  expect(await until(id, ({ state }) => state === 'done')).toMatchObject({ reason: 'deliveries_waiting' })
})
