import { afterEach, beforeEach, expect, test } from 'vitest'
import { createStore } from '../src/inbox/store-events.ts'
import { openDb } from '../src/platform/db.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation } from './factories.ts'

let database: TestDatabase
let organisation: TestOrganisation
let connectionId: string

beforeEach(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  connectionId = (await organisation.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'their-key' })).id
})
afterEach(() => database.drop())

test('NOTIFY wakes a worker in another process long before its poll', async () => {
  const workerDb = openDb({ url: database.url, appPoolSize: 2, systemPoolSize: 2 })
  const door = await startTestRelay(database, { role: 'ingest' })
  const worker = await startTestRelay({ ...database, db: workerDb }, { role: 'worker', pollMs: 600_000 })
  // Its first look has found nothing by now: what comes next reaches it by notification or not at all.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const answer = await fetch(`${door.url}/webhooks/catalogue/${organisation.id}`, {
    method: 'POST',
    headers: { 'x-api-key': 'their-key', 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, nom: 'Forfait' }),
  })
  expect(answer.status).toBe(202)
  await settle(database)
  await Promise.all([door.stop(), worker.stop()])
  await workerDb.end()
})

test('R4.2 a long poll at a process that only takes in hears at once what a worker elsewhere put into the feed', async () => {
  const workerDb = openDb({ url: database.url, appPoolSize: 2, systemPoolSize: 2 })
  const door = await startTestRelay(database, { role: 'ingest' })
  const worker = await startTestRelay({ ...database, db: workerDb }, { role: 'worker', pollMs: 600_000 })
  await new Promise((resolve) => setTimeout(resolve, 300))
  const placed = Promise.withResolvers<number>()
  await database.db.listen('passerelle', (payload) => {
    if (payload.startsWith('placed ')) placed.resolve(performance.now())
  })
  const poll = door.get('/v1/events?wait=20', organisation.key).then((answer) => ({ answer, at: performance.now() }))
  await new Promise((resolve) => setTimeout(resolve, 100))
  await fetch(`${door.url}/webhooks/catalogue/${organisation.id}`, {
    method: 'POST',
    headers: { 'x-api-key': 'their-key', 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, nom: 'Forfait' }),
  })
  const { answer, at } = await poll
  expect((answer.body as { data: object[] }).data).toHaveLength(1)
  expect(at - (await placed.promise)).toBeLessThan(300)
  await Promise.all([door.stop(), worker.stop()])
  await workerDb.end()
})

test('without any notification the poll finds what waits', async () => {
  const silent = { wake: () => {}, onWake: () => () => {}, start: async () => {}, stop: () => {} }
  const relay = await startTestRelay(database, { role: 'worker', pollMs: 100 })
  await new Promise((resolve) => setTimeout(resolve, 300))
  const store = createStore({ db: database.db, wake: silent })
  const event = {
    kind: 'product',
    externalId: '1',
    topic: 'product.updated',
    raw: Buffer.from('{"id":1,"nom":"Forfait"}'),
    sourceEventId: null,
    sourceVersion: null,
    occurredAt: null,
    quarantine: null,
  }
  expect(await store({ organisationId: organisation.id, connectionId, events: [event] })).toEqual(['accepted'])
  await settle(database)
  const rows = await database.admin`select name from products`
  expect(rows.map((row) => row.name)).toEqual(['Forfait'])
  await relay.stop()
})
