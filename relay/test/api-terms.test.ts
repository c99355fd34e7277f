import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyIn } from '../src/domain/organisations/create-key.ts'
import { call, json, keyWith, newKey } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  relay = await startTestRelay(database)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const get = (path: string) => call(relay.url, 'GET', path, { key: organisation.key })
const post = (path: string, body: object, key = organisation.key) =>
  call(relay.url, 'POST', path, { key, body: JSON.stringify(body), headers: { ...json, ...newKey() } })
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

describe('B33 instants that no database holds', () => {
  const instants = [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '1970-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '9999-01-01T00:00:00Z',
  ]
  test.each(instants)('%s is 422 wherever an instant is taken', async (instant) => {
    const { id } = await organisation.connect('woocommerce', {
      url: 'http://127.0.0.1:9/',
      consumer_key: 'ck_1234567890',
      consumer_secret: 'cs_1234567890',
    })
    const typed = encodeURIComponent(instant)
    const answers = await Promise.all([
      get(`/v1/products?updated_since=${typed}`),
      get(`/v1/orders?placed_after=${typed}`),
      post('/v1/inbox/replay', { received_after: instant, dry_run: true }),
      post('/v1/deliveries/replay', { created_before: instant, dry_run: true }),
      post('/v1/keys', { scopes: ['read'], expires_at: instant }),
      post(`/v1/connections/${id}/sync`, { changed_after: instant }),
    ])
    for (const { status, body } of answers) expect([status, body.code]).toEqual([422, 'invalid_datetime'])
  })

  test('an offset of nearly a day is understood where the instant itself is one', async () => {
    const typed = '2026-01-01T00:00:00+23:59'
    expect((await get(`/v1/products?updated_since=${encodeURIComponent(typed)}`)).status).toBe(200)
    expect((await post('/v1/inbox/replay', { received_after: typed, dry_run: true })).status).toBe(200)
  })
})

describe('R0.7 what a key may make', () => {
  const make = (body: object, key?: string) => post('/v1/keys', { scopes: ['read'], ...body }, key)

  test('no key that is over already', async () => {
    const answer = await make({ expires_at: inDays(-1) })
    expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer: '/expires_at', code: 'out_of_range' }]])
  })

  test('none that lives longer than itself', async () => {
    const key = await keyWith(database, organisation.id, ['admin'], { expires: '2d' })
    for (const expires_at of [null, inDays(3)]) {
      const answer = await make({ expires_at }, key)
      expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer: '/expires_at', code: 'out_of_range' }]])
    }
    expect((await make({ expires_at: inDays(1) }, key)).status).toBe(201)
    expect((await make({ expires_at: inDays(3) })).status).toBe(201)
  })

  test('none that is good where itself is not', async () => {
    const key = await keyWith(database, organisation.id, ['admin'], { networks: ['127.0.0.0/8'] })
    for (const networks of [[], ['0.0.0.0/0'], ['127.0.0.0/7'], ['::/0']])
      expect((await make({ networks }, key)).status, JSON.stringify(networks)).toBe(422)
    expect((await make({ networks: ['127.0.0.0/16'] }, key)).status).toBe(201)
  })

  test('B5 IPv4 networks in IPv6 form are kept as IPv4, half of one is none', async () => {
    const made = await make({ networks: ['::ffff:127.0.0.0/104', '2001:db8::/32'] })
    expect([made.status, made.body.networks]).toEqual([201, ['127.0.0.0/8', '2001:db8::/32']])
    expect((await call(relay.url, 'GET', '/v1/products', { key: String(made.body.key) })).status).toBe(200)
    const half = await make({ networks: ['10.0.0.0/8', '::ffff:10.0.0.0/90'] })
    expect([half.status, half.body.errors]).toEqual([422, [{ pointer: '/networks/1', code: 'invalid' }]])
  })

  test('the key of a paired shop touches no key, secret or pairing', async () => {
    const { id } = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:9/' })
    const { key } = await database.db.inOrganisation(organisation.id, (tx) =>
      createKeyIn(tx, { organisationId: organisation.id, scopes: ['admin'], networks: [], pairedConnectionId: id }),
    )
    const settings = { consumer_key: 'ck_1234567890' }
    const refused = await Promise.all([
      call(relay.url, 'GET', '/v1/keys', { key }),
      post('/v1/keys', { scopes: ['admin'] }, key),
      post(`/v1/keys/${crypto.randomUUID()}/revoke`, {}, key),
      post(`/v1/connections/${id}/rotate-secret`, {}, key),
      post(`/v1/connections/${id}/pairing`, {}, key),
      call(relay.url, 'DELETE', `/v1/connections/${id}/pairing`, { key }),
      post('/v1/connections', { connector: 'woocommerce', name: 'x', settings }, key),
      call(relay.url, 'PATCH', `/v1/connections/${id}`, {
        key,
        body: JSON.stringify({ settings }),
        headers: { ...json, 'if-match': '"1"' },
      }),
    ])
    for (const { status, body } of refused) expect([status, body.code]).toEqual([403, 'insufficient_scope'])
    const renamed = await call(relay.url, 'PATCH', `/v1/connections/${id}`, {
      key,
      body: '{"name":"Boutique"}',
      headers: { ...json, 'if-match': '"1"' },
    })
    expect(renamed.status).toBe(200)
  })
})

test('R3.4 a synchronisation of nouns that the connection has not is 422', async () => {
  const { id } = await organisation.connect('woocommerce', {
    url: 'http://127.0.0.1:9/',
    consumer_key: 'ck_1234567890',
    consumer_secret: 'cs_1234567890',
  })
  const answer = await post(`/v1/connections/${id}/sync`, { nouns: ['product', 'colour'] })
  expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer: '/nouns/1', code: 'unknown' }]])
  const crm = await organisation.connect('crm', { url: 'http://127.0.0.1:11/' })
  expect((await post(`/v1/connections/${crm.id}/sync`, { nouns: ['order'] })).status).toBe(422)
  expect((await post(`/v1/connections/${crm.id}/sync`, { nouns: ['product'] })).status).toBe(202)
})

test('B31 a number in a query is written in digits', async () => {
  for (const limit of ['0x10', '1e2', '+5', '%205', '٣'])
    expect((await get(`/v1/products?limit=${limit}`)).status, limit).toBe(422)
  expect((await get('/v1/events?wait=1e0')).status).toBe(422)
  expect((await get('/v1/products?limit=10')).status).toBe(200)
})

test('a time zone is kept in its own spelling, and an offset is none', async () => {
  const { headers } = await get('/v1/organisation')
  const change = (time_zone: string, etag: string) =>
    call(relay.url, 'PATCH', '/v1/organisation', {
      key: organisation.key,
      body: JSON.stringify({ time_zone }),
      headers: { ...json, 'if-match': etag },
    })
  const etag = headers.get('etag') ?? ''
  for (const offset of ['+05:00', '-0330', '']) expect((await change(offset, etag)).status, offset).toBe(422)
  expect((await change('europe/madrid', etag)).body.time_zone).toBe('Europe/Madrid')
})

test('R1.4 a code to pair with what cannot be paired is 409', async () => {
  const { id } = await organisation.connect('crm', { url: 'http://127.0.0.1:11/' })
  const answer = await post(`/v1/connections/${id}/pairing`, {})
  expect([answer.status, answer.body.code]).toEqual([409, 'connection_cannot_pair'])
})
