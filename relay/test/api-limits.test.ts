import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../src/domain/organisations/create-key.ts'
import { revokeKey } from '../src/domain/organisations/revoke-key.ts'
import { call, keyWith } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let organisation: TestOrganisation
/** Behind a proxy on this machine, and with few calls per second. */
let relay: TestRelay

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  relay = await startTestRelay(database, {
    config: {
      rateLimit: 20,
      trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'],
      corsOrigins: ['https://admin.example'],
    },
  })
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const get = (path: string, key: string, headers: Record<string, string> = {}) =>
  call(relay.url, 'GET', path, { key, headers })

describe('B40 calls per second and key', () => {
  test('beyond the limit 429 says when to come again, and other keys and health feel nothing', async () => {
    const other = await keyWith(database, organisation.id, ['read'])
    const answers = await Promise.all(Array.from({ length: 40 }, () => get('/v1/organisation', organisation.key)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const { body, headers } of refused) {
      expect(body.code).toBe('rate_limited')
      expect(headers.get('content-type')).toBe('application/problem+json')
      expect(headers.get('retry-after')).toBe('1')
      expect(headers.get('ratelimit')).toMatch(/^"key";r=0;t=1$/)
      expect(headers.get('ratelimit-policy')).toBe('"key";q=20;w=1')
    }
    const served = answers.filter(({ status }) => status === 200)
    expect(served.length).toBeGreaterThanOrEqual(20)
    for (const { headers } of served) expect(headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=1$/)
    expect((await get('/v1/organisation', other)).status).toBe(200)
    expect((await fetch(`${relay.url}/health/live`)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    expect((await get('/v1/organisation', organisation.key)).status).toBe(200)
  })

  test('a long poll counts once', async () => {
    const key = await keyWith(database, organisation.id, ['read'])
    const answer = await get('/v1/events?wait=2', key)
    expect([answer.status, answer.headers.get('ratelimit')]).toEqual([200, '"key";r=19;t=1'])
  })
})

test('an address that keeps trying keys is slowed down, a key that was good there is heard', async () => {
  const from = { 'x-forwarded-for': '198.51.100.7' }
  const good = await keyWith(database, organisation.id, ['read'])
  expect((await get('/v1/organisation', good, from)).status).toBe(200)
  const tries = await Promise.all(Array.from({ length: 110 }, () => get('/v1/organisation', 'psr_live_guess', from)))
  expect(new Set(tries.map(({ status }) => status)).has(401)).toBe(true)
  const late = await get('/v1/organisation', 'psr_live_guess', from)
  expect([late.status, late.body.code]).toEqual([429, 'rate_limited'])
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await get('/v1/organisation', good, from)).status).toBe(200)
  expect((await get('/v1/organisation', 'psr_live_guess', { 'x-forwarded-for': '198.51.100.8' })).status).toBe(401)
})

test('a whole /64 is one caller who tries keys, and a key that ended is no longer heard there', async () => {
  const from = (host: string) => ({ 'x-forwarded-for': `2001:db8:1:2::${host}` })
  const { id, key } = await createKey(database.db, { organisationId: organisation.id, scopes: ['read'], networks: [] })
  expect((await get('/v1/organisation', key, from('1'))).status).toBe(200)
  await revokeKey(database.db, id)
  expect((await get('/v1/organisation', key, from('1'))).status).toBe(401)
  await Promise.all(
    Array.from({ length: 110 }, (_, n) => get('/v1/organisation', 'psr_live_guess', from(n.toString(16)))),
  )
  expect((await get('/v1/organisation', 'psr_live_guess', from('ffff'))).status).toBe(429)
  expect((await get('/v1/organisation', key, from('1'))).status).toBe(429)
  expect((await get('/v1/organisation', 'psr_live_guess', { 'x-forwarded-for': '2001:db8:1:3::1' })).status).toBe(401)
})

describe('B5 B6 where a call comes from', () => {
  test('B5 a key is good from its networks alone, IPv4 in IPv6 form included', async () => {
    const key = await keyWith(database, organisation.id, ['read'], { networks: ['192.0.2.0/24', '2001:db8::/32'] })
    const cases: [string, number][] = [
      ['192.0.2.9', 200],
      ['::ffff:192.0.2.9', 200],
      ['::ffff:c000:209', 200],
      ['2001:db8::1', 200],
      ['192.0.3.9', 403],
      ['2001:db9::1', 403],
      ['nonsense', 403],
    ]
    for (const [address, status] of cases) {
      const answer = await get('/v1/organisation', key, { 'x-forwarded-for': address })
      expect([address, answer.status]).toEqual([address, status])
      if (status === 403) expect(answer.body.code).toBe('ip_not_allowed')
    }
  })

  test('B6 of X-Forwarded-For the rightmost that is no proxy of ours is believed', async () => {
    const key = await keyWith(database, organisation.id, ['read'], { networks: ['192.0.2.0/24'] })
    const from = async (header: string) => (await get('/v1/organisation', key, { 'x-forwarded-for': header })).status
    expect(await from('192.0.2.9, 203.0.113.5')).toBe(403)
    expect(await from('203.0.113.5, 192.0.2.9')).toBe(200)
    expect(await from('203.0.113.5, 192.0.2.9, 10.1.1.1, ::ffff:127.0.0.2')).toBe(200)
  })

  test('B6 an untrusted caller is believed nothing', async () => {
    const direct = await startTestRelay(database)
    const elsewhere = await keyWith(database, organisation.id, ['read'], { networks: ['192.0.2.0/24'] })
    const here = await keyWith(database, organisation.id, ['read'], { networks: ['127.0.0.0/8'] })
    const headers = { 'x-forwarded-for': '192.0.2.9', 'x-real-ip': '192.0.2.9', forwarded: 'for=192.0.2.9' }
    expect((await call(direct.url, 'GET', '/v1/organisation', { key: elsewhere, headers })).status).toBe(403)
    expect((await call(direct.url, 'GET', '/v1/organisation', { key: here, headers })).status).toBe(200)
    await direct.stop()
  })
})

test('B54 a page of a known origin may call, any other is told nothing', async () => {
  const preflight = (origin: string, wanted = 'authorization') =>
    fetch(`${relay.url}/v1/products`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': wanted },
    })
  const known = await preflight('https://admin.example')
  expect([known.status, known.headers.get('access-control-allow-origin')]).toEqual([204, 'https://admin.example'])
  expect(known.headers.get('access-control-allow-headers')).toContain('authorization')
  for (const origin of ['https://evil.example', 'null', 'https://admin.example.evil.example']) {
    const start = performance.now()
    const answer = await preflight(origin, 'x'.repeat(10_000))
    expect(performance.now() - start).toBeLessThan(500)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    const read = await get('/v1/organisation', organisation.key, { origin })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
  }
  const key = await keyWith(database, organisation.id, ['read'])
  const read = await get('/v1/organisation', key, { origin: 'https://admin.example' })
  expect(read.headers.get('access-control-allow-origin')).toBe('https://admin.example')
  expect(read.headers.get('access-control-expose-headers')).toContain('etag')
  const refused = await get('/v1/nothing', key, { origin: 'https://admin.example' })
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://admin.example')
})
