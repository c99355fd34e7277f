import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findReplayable, replayEvents } from '../src/inbox/replay-events.ts'
import { call, clientOf, json, newKey } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let partner: string

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
beforeEach(async () => {
  organisation = await makeOrganisation(database)
  partner = (await organisation.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'their-key' })).id
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const send = (items: object[]) =>
  fetch(`${relay.url}/webhooks/catalogue/${organisation.id}`, {
    method: 'POST',
    headers: { 'x-api-key': 'their-key', ...json },
    body: JSON.stringify(items),
  })
const replay = (noun: 'inbox' | 'deliveries', body: object) =>
  call(relay.url, 'POST', `/v1/${noun}/replay`, {
    key: organisation.key,
    body: JSON.stringify(body),
    headers: { ...json, ...newKey() },
  })
const statesOf = async () => {
  const rows = await database.admin<{ external_id: string; state: string }[]>`
    select external_id, state from inbox_events where organisation_id = ${organisation.id}::uuid order by id`
  return rows.map(({ external_id, state }) => `${external_id} ${state}`)
}

describe('R3.2 stored events in line again, by filter', () => {
  test('a dry run counts and changes nothing; the call itself applies them anew', async () => {
    await send([1, 2, 3].map((id) => ({ id, nom: `Produit ${id}` })))
    await settle(database)
    await database.admin`update inbox_events set state = 'parked', reason = 'reader_broken' where organisation_id = ${organisation.id}::uuid and external_id <> '3'`
    const filter = { state: 'parked', reason: 'reader_broken', connection_id: partner }
    const dry = await replay('inbox', { ...filter, dry_run: true })
    expect([dry.status, dry.body]).toEqual([200, { matched: 2, replayed: 0, is_complete: true, next_cursor: null }])
    expect(await statesOf()).toEqual(['1 parked', '2 parked', '3 applied'])
    const done = await replay('inbox', filter)
    expect([done.status, done.body]).toEqual([202, { matched: 2, replayed: 2, is_complete: true, next_cursor: null }])
    await settle(database)
    expect((await statesOf()).filter((state) => state.endsWith('parked'))).toEqual([])
    expect((await replay('inbox', filter)).body).toEqual({
      matched: 0,
      replayed: 0,
      is_complete: true,
      next_cursor: null,
    })
  })

  test('each condition narrows', async () => {
    await send([{ id: 1, nom: 'Un' }])
    await settle(database)
    const counted = async (body: object) => (await replay('inbox', { ...body, dry_run: true })).body.matched
    const hour = 3_600_000
    const at = (offset: number) => new Date(Date.now() + offset).toISOString()
    expect(await counted({ state: 'applied' })).toBe(1)
    expect(await counted({ kind: 'product' })).toBe(1)
    expect(await counted({ kind: 'order' })).toBe(0)
    expect(await counted({ topic: 'product.nothing' })).toBe(0)
    expect(await counted({ received_after: at(-hour), received_before: at(hour) })).toBe(1)
    expect(await counted({ received_after: at(hour) })).toBe(0)
    expect(await counted({ reason: 'none' })).toBe(0)
    expect(await counted({ connection_id: crypto.randomUUID() })).toBe(0)
  })

  test('what was followed by something newer is superseded, what waits stays as it is, order is kept', async () => {
    await send([{ id: 1, nom: 'Ancien' }])
    await settle(database)
    await send([{ id: 1, nom: 'Nouveau' }])
    await settle(database)
    await send([{ id: 2, nom: 'Deux' }])
    await settle(database)
    await database.admin`update inbox_events set state = 'parked' where organisation_id = ${organisation.id}::uuid and external_id = '2'`
    const answer = await replay('inbox', { connection_id: partner })
    expect(answer.body).toEqual({ matched: 3, replayed: 2, is_complete: true, next_cursor: null })
    await settle(database)
    const { data } = await clientOf(relay, organisation).GET('/v1/products')
    expect(data?.data.map(({ name }) => name).sort()).toEqual(['Deux', 'Nouveau'])
    const [first] = await statesOf()
    expect(first).toBe('1 superseded')
  })

  test('no more than asked for is touched, and ten thousand go in one call', async () => {
    await database.admin`
      insert into inbox_events (organisation_id, id, connection_id, kind, external_id, topic, raw, hash, state, received_at)
      select ${organisation.id}::uuid, uuidv7(), ${partner}::uuid, 'product', (n % 4000)::text, 'product.updated', convert_to('{}', 'UTF8'),
        sha256(convert_to(n::text, 'UTF8')), 'parked', now() + n * interval '1 microsecond' from generate_series(1, 10050) n`
    const found = await database.db.inOrganisation(organisation.id, async (tx) => {
      const args = { tx, organisationId: organisation.id }
      const ids = await findReplayable(args, { state: 'parked' }, 50)
      return { ids, replayed: await replayEvents(args, ids) }
    })
    expect([found.ids.length, found.replayed]).toEqual([50, 50])
    const all = await replay('inbox', { connection_id: partner, state: 'parked' })
    expect([all.status, all.body]).toEqual([
      202,
      { matched: 10_000, replayed: 10_000, is_complete: true, next_cursor: null },
    ])
    const [row] = await database.admin`
      select count(*)::int as events, count(distinct (external_id, seq))::int as places from inbox_events where organisation_id = ${organisation.id}::uuid`
    expect(row).toEqual({ events: 10_050, places: 10_050 })
  })
})

describe('R3.2 R3.3 more than one call takes', () => {
  test('a replay goes on from its cursor, and so passes what still fits its conditions', async () => {
    const [{ id: crm }] = [await organisation.connect('crm', { url: 'http://127.0.0.1:9/' })]
    await database.admin`update connections set state = 'paused' where organisation_id = ${organisation.id}::uuid`
    await database.admin`
      insert into inbox_events (organisation_id, id, connection_id, kind, external_id, topic, raw, hash, state)
      select ${organisation.id}::uuid, uuidv7(), ${partner}::uuid, 'product', n::text, 'product.updated', convert_to('{}', 'UTF8'),
        sha256(convert_to(n::text, 'UTF8')), 'parked' from generate_series(1, 10003) n`
    await database.admin`
      with event as (
        insert into events (organisation_id, id, type, entity_kind, entity_id, entity_version, data, previous)
        select ${organisation.id}::uuid, uuidv7(), 'product.updated', 'product', gen_random_uuid(), 1, '{}', '{}' from generate_series(1, 10003)
        returning id, entity_id
      )
      insert into deliveries (organisation_id, connection_id, event_id, entity_kind, entity_id, seq, state, finished_at)
      select ${organisation.id}::uuid, ${crm}::uuid, id, 'product', entity_id, 1, 'dead', now() from event`
    for (const [noun, conditions] of [
      ['inbox', { connection_id: partner }],
      ['deliveries', { connection_id: crm }],
    ] as const) {
      const first = await replay(noun, { ...conditions, dry_run: true })
      expect(first.body).toMatchObject({ matched: 10_000, is_complete: false, next_cursor: expect.any(String) })
      const cursor = first.body.next_cursor
      const rest = await replay(noun, { ...conditions, dry_run: true, cursor })
      expect(rest.body).toEqual({ matched: 3, replayed: 0, is_complete: true, next_cursor: null })
      const forged = await replay(noun, { ...conditions, cursor: 'x' })
      expect([forged.status, forged.body.code]).toEqual([400, 'invalid_cursor'])
      expect((await replay(noun, { cursor })).body.code).toBe('filter_required')
    }
  })
})

describe('R3.3 dead deliveries once more, by filter', () => {
  test('only dead ones, in their entity’s order, each condition narrowing', async () => {
    const crm = (await organisation.connect('crm', { url: 'http://127.0.0.1:9/' })).id
    await database.admin`update connections set state = 'paused' where organisation_id = ${organisation.id}::uuid`
    await send([1, 2].map((id) => ({ id, nom: `Produit ${id}` })))
    await settle(database)
    await database.admin`
      update deliveries set state = 'dead', reason = 'rejected', finished_at = now() where connection_id = ${crm}::uuid`
    await database.admin`update delivery_heads set done_seq = last_seq, due_at = null where connection_id = ${crm}::uuid`
    const counted = async (body: object) => (await replay('deliveries', { ...body, dry_run: true })).body.matched
    expect(await counted({ connection_id: crm })).toBe(2)
    expect(await counted({ connection_id: partner })).toBe(0)
    expect(await counted({ type: 'product.created', kind: 'product', reason: 'rejected' })).toBe(2)
    expect(await counted({ created_after: new Date(Date.now() + 3_600_000).toISOString() })).toBe(0)
    const done = await replay('deliveries', { connection_id: crm, state: 'dead' })
    expect([done.status, done.body]).toEqual([202, { matched: 2, replayed: 2, is_complete: true, next_cursor: null }])
    const rows = await database.admin`
      select d.state, d.seq = h.last_seq and h.done_seq < d.seq and h.due_at is not null as is_in_line from deliveries d
      join delivery_heads h using (connection_id, entity_kind, entity_id) where d.connection_id = ${crm}::uuid`
    expect(rows).toEqual([
      { state: 'pending', is_in_line: true },
      { state: 'pending', is_in_line: true },
    ])
    expect((await replay('deliveries', { state: 'pending' })).status).toBe(422)
  })

  test('ten thousand go in one call, and say where more is left', async () => {
    const crm = (await organisation.connect('crm', { url: 'http://127.0.0.1:9/' })).id
    await database.admin`update connections set state = 'paused' where organisation_id = ${organisation.id}::uuid`
    await database.admin`
      with entity as (
        insert into delivery_heads (organisation_id, connection_id, entity_kind, entity_id, last_seq, done_seq)
        select ${organisation.id}::uuid, ${crm}::uuid, 'product', gen_random_uuid(), 3, 3 from generate_series(1, 3350) returning entity_id
      ), event as (
        insert into events (organisation_id, id, type, entity_kind, entity_id, entity_version, data, previous)
        select ${organisation.id}::uuid, uuidv7(), 'product.updated', 'product', entity_id, n, '{}', '{}' from entity, generate_series(1, 3) n
        returning id, entity_id, entity_version
      )
      insert into deliveries (organisation_id, connection_id, event_id, entity_kind, entity_id, seq, state, finished_at)
      select ${organisation.id}::uuid, ${crm}::uuid, id, 'product', entity_id, entity_version, 'dead', now() from event`
    const first = await replay('deliveries', { connection_id: crm })
    expect(first.body).toMatchObject({ matched: 10_000, replayed: 10_000, is_complete: false })
    expect((await replay('deliveries', { connection_id: crm })).body).toEqual({
      matched: 50,
      replayed: 50,
      is_complete: true,
      next_cursor: null,
    })
    const [row] = await database.admin`
      select count(distinct (entity_id, seq))::int as places, min(seq)::int as first from deliveries where connection_id = ${crm}::uuid`
    expect(row).toEqual({ places: 10_050, first: 4 })
  })
})
