import { afterAll, beforeAll, expect, test } from 'vitest'
import { pruneFeed } from '../src/outbox/prune-feed.ts'
import { call, clientOf, json } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  organisation = await makeOrganisation(database)
  await organisation.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'their-key' })
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const day = 86_400_000
const send = async (ids: number[], nom = 'Produit') => {
  await fetch(`${relay.url}/webhooks/catalogue/${organisation.id}`, {
    method: 'POST',
    headers: { 'x-api-key': 'their-key', ...json },
    body: JSON.stringify(ids.map((id) => ({ id, nom: `${nom} ${id}` }))),
  })
  await settle(database)
}
const feed = (query: string) => call(relay.url, 'GET', `/v1/events?${query}`, { key: organisation.key })
const positions = async (query: string) =>
  ((await feed(query)).body.data as { position: number }[]).map((e) => e.position)
const prune = (limit?: number) =>
  database.db.inOrganisation(organisation.id, (tx) => pruneFeed(tx, organisation.id, limit))

test('R4.2 only the types asked for come, in order, whatever lies between', async () => {
  await send([1, 2, 3])
  await send([1, 3], 'Autre')
  expect(await positions('')).toEqual([1, 2, 3, 4, 5])
  expect(await positions('types=product.updated')).toEqual([4, 5])
  expect(await positions('types=product.updated,product.created&limit=4')).toEqual([1, 2, 3, 4])
  expect(await positions('types=product.updated,product.created&after=3')).toEqual([4, 5])
  const none = await feed('types=order.paid')
  expect([none.body.data, none.body.next_cursor]).toEqual([[], '5'])
})

test('a question for one type goes by its index, not through the others', async () => {
  const id = organisation.id
  await database.admin`
    insert into events (organisation_id, id, position, type, entity_kind, entity_id, entity_version, data, previous)
    select ${id}::uuid, gen_random_uuid(), 100000 + n, 'noise.made', 'noise', gen_random_uuid(), 1, '{}', '{}' from generate_series(1, 5000) n`
  await database.admin`analyze events`
  const plan =
    await database.admin.unsafe(`explain (format json) select e.* from unnest(array['product.updated']) as wanted(type) cross join lateral (
    select e.position from events e where e.organisation_id = '${id}' and e.position > 0 and e.type = wanted.type order by e.position limit 10) e
    order by e.position limit 10`)
  expect(JSON.stringify(plan)).toContain('events_type')
  await database.admin`delete from events where type = 'noise.made'`
})

test('B31 after 30 days the feed ends what has no delivery to make, and an older cursor is 410 that names the oldest', async () => {
  expect(await prune()).toBe(0)
  await database.advance(31 * day)
  await organisation.connect('crm', { url: 'http://127.0.0.1:9/' })
  await database.admin`update connections set state = 'paused' where organisation_id = ${organisation.id}::uuid`
  await send([2], 'Tard')
  // The third still waits to be sent somewhere.
  const [third] = await database.admin<{ id: string }[]>`select id from events where position = 3`
  await database.admin`
    insert into deliveries (organisation_id, connection_id, event_id, entity_kind, entity_id, state)
    select organisation_id, (select id from connections where connector = 'crm'), id, entity_kind, entity_id, 'pending' from events where id = ${third?.id ?? ''}::uuid`
  expect(await prune()).toBe(2)
  expect(await prune()).toBe(0)
  expect(await positions('')).toEqual([3, 4, 5, 6])
  for (const after of [0, 1]) {
    const gone = await feed(`after=${after}`)
    expect([gone.status, gone.body.code, gone.body.oldest_cursor]).toEqual([410, 'cursor_expired', '2'])
    expect(gone.headers.get('content-type')).toBe('application/problem+json')
  }
  expect(await positions('after=2')).toEqual([3, 4, 5, 6])

  await database.admin`update deliveries set state = 'delivered', finished_at = now() where event_id = ${third?.id ?? ''}::uuid`
  expect(await prune(1)).toBe(1)
  expect(await prune()).toBe(2)
  expect(await positions('')).toEqual([6])
  const { data } = await clientOf(relay, organisation).GET('/v1/events', { params: { query: { after: '5' } } })
  expect(data?.data.map(({ position }) => position)).toEqual([6])
  const [left] = await database.admin`
    select count(*)::int as deliveries from deliveries d where not exists (select from events e where e.id = d.event_id)`
  expect(left?.deliveries).toBe(0)
  expect((await feed('after=7')).body.code).toBe('invalid_cursor')
})

test('a destination that said that it is gone holds up the feed no longer, and one in line again does', async () => {
  await database.admin`update connections set state = 'disabled' where connector = 'crm'`
  const before = (await positions('')).length
  expect(before).toBeGreaterThan(0)
  // Put in line again by someone who has not committed yet: pruning waits, and leaves it and what follows.
  const [first] = await database.admin<{ id: string; event_id: string }[]>`
    select d.id, d.event_id from deliveries d join events e on e.id = d.event_id join connections c on c.id = d.connection_id
    where c.connector = 'partner' and d.finished_at is not null order by e.position limit 1`
  let release = () => {}
  const retried = database.admin.begin(async (sql) => {
    await sql`update deliveries set state = 'pending', finished_at = null where id = ${first?.id ?? ''}::uuid`
    await new Promise<void>((resolve) => {
      release = resolve
    })
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  await database.advance(31 * day)
  const pruned = prune()
  await new Promise((resolve) => setTimeout(resolve, 200))
  release()
  await retried
  await pruned
  const [kept] = await database.admin`select from deliveries where id = ${first?.id ?? ''}::uuid`
  expect(kept).toBeDefined()
  await database.admin`update deliveries set state = 'skipped', finished_at = app_now() where id = ${first?.id ?? ''}::uuid`
  await prune()
  expect(await positions('')).toEqual([])
})
