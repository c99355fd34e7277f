import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKey } from '../src/domain/organisations/create-key.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let worker: TestRelay
let organisation: TestOrganisation
let opsKey: string
let readKey: string

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  worker = await startTestRelay(database, { role: 'worker', opsNetworks: ['127.0.0.0/8'] })
  organisation = await makeOrganisation(database)
  const make = async (scopes: string[]) =>
    (await createKey(database.db, { organisationId: organisation.id, scopes, networks: [] })).key
  opsKey = await make(['ops'])
  readKey = await make(['read'])
})
afterAll(async () => {
  await Promise.all([relay.stop(), worker.stop()])
  await database.drop()
})

const scrape = (url: string, key?: string) =>
  fetch(`${url}/metrics`, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })
const sendProduct = (body: object | string) =>
  fetch(`${relay.url}/webhooks/catalogue/${organisation.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'theirs' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** The value of one line of the exposition text. */
const readValue = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  )

test('R1.8 I6 every promised figure is on /metrics, and none names an organisation', async () => {
  await organisation.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'theirs', api_key: 'ours-it-is' })
  expect((await sendProduct({ id: 1, nom: 'Lampe', prix_base: 12.5 })).status).toBe(202)
  expect((await sendProduct('{')).status).toBe(400)
  await settle(database)
  const text = await (await scrape(relay.url, opsKey)).text()
  for (const name of [
    'passerelle_oldest_unprocessed_event_age_seconds{stage="inbox"}',
    'passerelle_oldest_unprocessed_event_age_seconds{stage="outbox"}',
    'passerelle_oldest_unprocessed_event_age_seconds{stage="feed"}',
    'passerelle_inbox_lag_events',
    'passerelle_apply_duration_seconds_bucket{le="0.1"}',
    'passerelle_destination_paused{destination_type="partner"}',
    'passerelle_quarantined_events',
    'passerelle_parked_events',
    'passerelle_dead_deliveries',
    'passerelle_source_last_seen_timestamp_seconds{source_type="partner"}',
    'passerelle_destination_breaker_open{destination_type="partner"}',
    'passerelle_entity_blocked{stage="inbox"}',
    'passerelle_entity_blocked{stage="outbox"}',
    'passerelle_database_pool_places{pool="app",state="used"}',
    'nodejs_eventloop_lag_p99_seconds',
    'process_resident_memory_bytes',
  ])
    expect(readValue(text, name), name).not.toBeNaN()
  expect(readValue(text, 'passerelle_gauges_readable')).toBe(1)
  expect(readValue(text, 'passerelle_ingest_events_total{outcome="accepted"}')).toBe(1)
  expect(readValue(text, 'passerelle_ingest_requests_total{door="catalogue",status="202"}')).toBe(1)
  expect(readValue(text, 'passerelle_ingest_requests_total{door="catalogue",status="400"}')).toBe(1)
  expect(text).not.toContain(organisation.id)
})

test('R0.7 metrics are for the scope ops, for admin, and for the networks of the operator', async () => {
  expect((await scrape(relay.url)).status).toBe(401)
  expect((await scrape(relay.url, 'psr_live_nonsense')).status).toBe(401)
  const refused = await scrape(relay.url, readKey)
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'insufficient_scope' }])
  expect((await scrape(relay.url, opsKey)).status).toBe(200)
  expect((await scrape(relay.url, organisation.key)).status).toBe(200)
  const open = await scrape(worker.url)
  expect([open.status, open.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')])
})

test('R0.7 a call that an unknown proxy passed on needs a key, wherever the proxy stands', async () => {
  const trusting = await startTestRelay(database, {
    opsNetworks: ['127.0.0.0/8', '192.0.2.0/24'],
    config: { trustedProxies: ['127.0.0.0/8'] },
  })
  const from = async (url: string, headers: Record<string, string>) =>
    (await fetch(`${url}/metrics`, { headers })).status
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip'])
    expect(await from(worker.url, { [header]: '127.0.0.1' }), header).toBe(401)
  expect(await from(worker.url, { 'x-forwarded-for': '127.0.0.1', authorization: `Bearer ${opsKey}` })).toBe(200)
  expect(await from(trusting.url, { 'x-forwarded-for': '192.0.2.7' })).toBe(200)
  expect(await from(trusting.url, {})).toBe(200)
  const unknown: Record<string, string>[] = [
    { 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-for': 'nonsense' },
    { forwarded: 'for=203.0.113.7' },
  ]
  for (const headers of unknown) expect(await from(trusting.url, headers), JSON.stringify(headers)).toBe(401)
  await trusting.stop()
})

test('R1.8 ages and counts tell what waits, what failed and what is held', async () => {
  const own = await createTestDatabase()
  const ingest = await startTestRelay(own, { role: 'ingest', opsNetworks: ['127.0.0.0/8'] })
  const { id, connect } = await makeOrganisation(own)
  const { id: connectionId } = await connect('partner', {
    url: 'http://127.0.0.1:9/',
    secret: 'theirs',
    api_key: 'ours',
  })
  for (const n of [1, 2, 3]) {
    await fetch(`${ingest.url}/webhooks/catalogue/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'theirs' },
      body: JSON.stringify({ id: 1, nom: `Lampe ${n}`, prix_base: 12.5 }),
    })
  }
  await own.admin`insert into inbox_events (organisation_id, id, connection_id, kind, topic, raw, hash, state)
    values (${id}, uuidv7(), ${connectionId}, 'product', 'product.updated', '', '', 'quarantined')`
  await own.admin`update connections set state = 'paused'`
  await own.advance(600_000)
  const text = await (await scrape(ingest.url)).text()
  expect(readValue(text, 'passerelle_inbox_lag_events')).toBe(3)
  expect(readValue(text, 'passerelle_quarantined_events')).toBe(1)
  expect(readValue(text, 'passerelle_destination_paused{destination_type="partner"}')).toBe(1)
  const age = readValue(text, 'passerelle_oldest_unprocessed_event_age_seconds{stage="inbox"}')
  expect(age).toBeGreaterThanOrEqual(600)
  expect(age).toBeLessThan(660)
  await ingest.stop()
  await own.drop()
})

test('R1.8 the last sync of each connector, its errors, what it found otherwise, and the products known to both', async () => {
  const own = await createTestDatabase()
  const reading = await startTestRelay(own, { role: 'ingest', opsNetworks: ['127.0.0.0/8'] })
  const { id, connect } = await makeOrganisation(own)
  const { id: connectionId } = await connect('woocommerce', { webhook_secret: 'a-webhook-secret' })
  const addJob = (
    kind: string,
    state: string,
    hoursAgo: number,
    figures: { failed: number; changed: number },
  ) => own.admin`
    insert into jobs (organisation_id, id, connection_id, kind, state, progress, failed, changed, missing, started_at, finished_at, due_at, created_by)
    values (${id}, uuidv7(), ${connectionId}, ${kind}, ${state}, '[]', ${figures.failed}, ${figures.changed}, 1,
      '2026-11-21T10:00:00Z'::timestamptz - make_interval(hours => ${hoursAgo}), '2026-11-21T10:05:00Z'::timestamptz - make_interval(hours => ${hoursAgo}), null, 'test')`
  await addJob('backfill', 'done', 5, { failed: 3, changed: 90 })
  await addJob('reconcile', 'done', 2, { failed: 0, changed: 7 })
  await addJob('reconcile', 'failed', 1, { failed: 9, changed: 9 })
  await addJob('compare', 'done', 6, { failed: 0, changed: 3 })
  await own.admin`insert into mappings (organisation_id, connection_id, kind, external_id, id, agreed)
    select ${id}, ${connectionId}, 'product', n::text, uuidv7(), '{}' from generate_series(1, 12) n`
  await own.admin`insert into pull_requests (organisation_id, connection_id, kind, external_id, reason, due_at, error)
    values (${id}, ${connectionId}, 'order', '1', 'mentioned', null, 'gone')`
  const text = await (await scrape(reading.url)).text()
  expect(readValue(text, 'passerelle_gauges_readable')).toBe(1)
  const at = (kind: string) => `{connector="woocommerce",kind="${kind}"}`
  expect(readValue(text, `passerelle_sync_last_success_timestamp_seconds${at('backfill')}`)).toBe(
    Date.parse('2026-11-21T05:05:00Z') / 1_000,
  )
  expect(readValue(text, `passerelle_sync_errors${at('backfill')}`)).toBe(3)
  expect(readValue(text, `passerelle_sync_failed_jobs${at('reconcile')}`)).toBe(1)
  expect(readValue(text, 'passerelle_reconcile_drift_entities{connector="woocommerce"}')).toBe(12)
  expect(readValue(text, `passerelle_synced_entities${at('product')}`)).toBe(12)
  expect(readValue(text, 'passerelle_abandoned_pulls')).toBe(1)
  expect(readValue(text, 'passerelle_sequence_gaps{source_type="woocommerce"}')).toBe(0)
  await reading.stop()
  await own.drop()
})

test('F44 figures that cannot be read in time leave the doors and the rest of the metrics alone', async () => {
  const own = await createTestDatabase()
  const hurt = await startTestRelay(own, { opsNetworks: ['127.0.0.0/8'] })
  const { id, connect } = await makeOrganisation(own)
  await connect('partner', { url: 'http://127.0.0.1:9/', secret: 'theirs', api_key: 'ours' })
  const released = Promise.withResolvers<void>()
  const locking = own.admin.begin(async (sql) => {
    await sql`lock table deliveries in access exclusive mode`
    await released.promise
  })
  await sleep(100)
  const startedAt = performance.now()
  const [text, answers] = await Promise.all([
    scrape(hurt.url).then((answer) => answer.text()),
    Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => {
        const sentAt = performance.now()
        const answer = await fetch(`${hurt.url}/webhooks/catalogue/${id}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': 'theirs' },
          body: JSON.stringify({ id: n, nom: 'Lampe', prix_base: 12.5 }),
        })
        return { status: answer.status, ms: performance.now() - sentAt }
      }),
    ),
  ])
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  expect(readValue(text, 'passerelle_gauges_readable')).not.toBe(1)
  expect(readValue(text, 'process_resident_memory_bytes')).toBeGreaterThan(0)
  for (const { status, ms } of answers) {
    expect(status).toBe(202)
    expect(ms).toBeLessThan(900)
  }
  released.resolve()
  await locking
  await hurt.stop()
  await own.drop()
})
