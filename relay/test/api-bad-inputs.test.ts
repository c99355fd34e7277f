import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, json, keyWith, newKey, type RawAnswer } from './api-client.ts'
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

const get = (path: string, headers: Record<string, string> = {}, key = organisation.key) =>
  call(relay.url, 'GET', path, { key, headers })
const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = json) =>
  call(relay.url, 'POST', path, { key: organisation.key, body, headers: { ...newKey(), ...headers } })

function expectProblem(answer: RawAnswer, status: number, code: string): void {
  expect([answer.status, answer.body.code], answer.text).toEqual([status, code])
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    request_id: answer.headers.get('x-request-id'),
  })
}

describe('B1–B4 who calls', () => {
  test('B1 without a key, or with something else than a bearer key: 401 and what is wanted', async () => {
    for (const authorization of [undefined, '', 'Basic YTpi', 'Bearer', 'bearer ', 'Token x']) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
      const answer = await call(relay.url, 'GET', '/v1/products', { headers })
      expectProblem(answer, 401, 'unauthenticated')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('B2 a key that is misspelled, unknown, revoked or expired gets one and the same answer', async () => {
    const revoked = await keyWith(database, organisation.id, ['read'])
    await database.admin`update api_keys set revoked_at = now() where prefix = ${revoked.slice(9, 17)}`
    const expired = await keyWith(database, organisation.id, ['read'])
    await database.admin`update api_keys set expires_at = now() - interval '1 second' where prefix = ${expired.slice(9, 17)}`
    const unknown = await keyWith(database, organisation.id, ['read'])
    await database.admin`delete from api_keys where prefix = ${unknown.slice(9, 17)}`
    const seen = new Set<string>()
    for (const key of [`${organisation.key.slice(0, -1)}!`, 'psr_live_x', revoked, expired, unknown]) {
      const answer = await get('/v1/products', {}, key)
      expectProblem(answer, 401, 'invalid_key')
      const { request_id: _, server_time: __, ...rest } = answer.body
      seen.add(JSON.stringify(rest))
      expect(answer.text).not.toContain(key)
    }
    expect(seen.size).toBe(1)
  })

  test('B3 a key without the scope is told which it lacks', async () => {
    const read = await keyWith(database, organisation.id, ['read'])
    const ops = await keyWith(database, organisation.id, ['ops'])
    const account = await keyWith(database, organisation.id, ['account'])
    const write = await keyWith(database, organisation.id, ['write'])
    const cases: [string, string, string, string][] = [
      ['POST', '/v1/inbox/replay', read, 'write'],
      ['GET', '/v1/products', ops, 'read'],
      ['GET', '/v1/keys', write, 'admin'],
      ['POST', '/v1/keys', write, 'admin'],
      ['PATCH', '/v1/organisation', write, 'admin'],
      ['POST', '/v1/connections', write, 'admin'],
    ]
    for (const [method, path, key, scope] of cases) {
      const answer = await call(relay.url, method, path, {
        key,
        headers: json,
        ...(method === 'GET' ? {} : { body: '{}' }),
      })
      expectProblem(answer, 403, 'insufficient_scope')
      expect(answer.body.detail).toContain(scope)
    }
    expectProblem(await get('/v1/products', {}, account), 403, 'insufficient_scope')
    expect((await get('/v1/products', {}, write)).status).toBe(200)
    const ids = JSON.stringify({ ids: [crypto.randomUUID()] })
    expect((await call(relay.url, 'POST', '/v1/products/bulk', { key: read, headers: json, body: ids })).status).toBe(
      200,
    )
  })

  test('B4 a key in the address is refused, and not repeated in the answer', async () => {
    const answer = await get(`/v1/products?api_key=${organisation.key}`)
    expectProblem(answer, 400, 'key_in_url')
    expect(answer.text).not.toContain(organisation.key)
  })
})

describe('B14–B22 a body that is not JSON as we read it', () => {
  const path = '/v1/companies'
  const good = JSON.stringify({ name: 'Café' })

  test('B14 another content type, charset or encoding is 415', async () => {
    const types = [
      'text/plain',
      'application/xml',
      'application/json; charset=utf-16',
      'application/x-www-form-urlencoded',
      '',
    ]
    for (const type of types)
      expectProblem(await post(path, good, { 'content-type': type }), 415, 'unsupported_media_type')
    const zipped = await post(path, good, { ...json, 'content-encoding': 'gzip' })
    expectProblem(zipped, 415, 'unsupported_media_type')
    expect((await post(path, good, { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(201)
  })

  test('B15 a body that says nothing is 400 or 422 with a pointer', async () => {
    expectProblem(await post(path, ''), 400, 'malformed_json')
    for (const body of ['null', '[]', '"x"', '7', 'true']) {
      const answer = await post(path, body)
      expectProblem(answer, 422, 'validation_failed')
      expect(answer.body.errors).toEqual([{ pointer: '', code: 'invalid' }])
    }
    const empty = await post(path, '{}')
    expectProblem(empty, 422, 'validation_failed')
    expect(empty.body.errors).toEqual([{ pointer: '/name', code: 'required' }])
  })

  test('B16 what is no JSON is 400', async () => {
    for (const body of [
      '{"name":"a"',
      '{"name":"a"} x',
      "{'name':'a'}",
      '{"name":NaN}',
      '{"name":"a",}',
      `\ufeff${good}`,
    ])
      expectProblem(await post(path, body), 400, 'malformed_json')
  })

  test('B17 B18 text that cannot be stored is refused by its place, and bytes that are no UTF-8 are 400', async () => {
    for (const text of ['a\\u0000b', 'a\\ud83d', '\\udc00']) {
      const answer = await post(path, `{"name":"${text}"}`)
      expectProblem(answer, 422, 'unstorable_text')
      expect(answer.body.errors).toMatchObject([{ pointer: '/name' }])
    }
    const broken = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expectProblem(await post(path, broken), 400, 'invalid_utf8')
  })

  test('B19 depth 33 and depth 100,000 are refused before they are parsed', async () => {
    for (const depth of [33, 100_000]) {
      const answer = await post(path, `${'['.repeat(depth)}${']'.repeat(depth)}`)
      expectProblem(answer, 400, 'too_deep')
    }
  })

  test('B20 a number that is none of ours is 422', async () => {
    const { body } = await post(
      '/v1/connections',
      JSON.stringify({ connector: 'crm', name: 'B20', settings: { url: 'http://127.0.0.1:9/' } }),
    )
    for (const number of ['1e400', '9007199254740993', '-1', '"12,50"', '0.5']) {
      const answer = await call(relay.url, 'PATCH', `/v1/connections/${body.id}`, {
        key: organisation.key,
        headers: { ...json, 'if-match': '"1"' },
        body: `{"limits":{"burst":${number}}}`,
      })
      expectProblem(answer, 422, 'validation_failed')
      expect(answer.body.errors).toMatchObject([{ pointer: '/limits/burst' }])
    }
  })

  test('B21 a member that stands twice is 400', async () => {
    const answer = await post(path, '{"name":"a","name":"b"}')
    expectProblem(answer, 400, 'duplicate_key')
    expect(answer.body.errors).toMatchObject([{ pointer: '/name' }])
  })

  test('B22 a member named for a prototype is refused and pollutes nothing', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
      expectProblem(await post(path, `{"name":"a","${key}":{"polluted":true}}`), 422, 'validation_failed')
      expectProblem(
        await post('/v1/connections', `{"connector":"crm","name":"a","settings":{"${key}":"x"}}`),
        422,
        'validation_failed',
      )
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('B23 a member or parameter that is not known is 422, each with its pointer', async () => {
    const answer = await post(path, '{"name":"a","colour":"red","size":2}')
    expectProblem(answer, 422, 'validation_failed')
    expect(answer.body.errors).toEqual([
      { pointer: '/colour', code: 'unknown' },
      { pointer: '/size', code: 'unknown' },
    ])
    const listed = await get('/v1/products?sort=;drop')
    expectProblem(listed, 422, 'validation_failed')
    expect(listed.body.errors).toEqual([{ pointer: '/sort', code: 'unknown' }])
  })

  test('B24 a date that is none is 422', async () => {
    for (const date of [
      '0000-00-00',
      '+300000-01-01T00:00:00Z',
      '2026-02-30T10:00:00Z',
      '2026-11-21T10:00:00',
      '2026-11-21',
      'now',
    ]) {
      const answer = await get(`/v1/products?updated_since=${encodeURIComponent(date)}`)
      expectProblem(answer, 422, 'invalid_datetime')
      expect(answer.body.errors).toEqual([{ pointer: '/updated_since', code: 'invalid_datetime' }])
    }
    const replay = await post('/v1/inbox/replay', '{"received_after":"2026-02-30T10:00:00Z"}')
    expectProblem(replay, 422, 'invalid_datetime')
    expect((await get('/v1/products?updated_since=2026-11-21T10:00:00%2B01:00')).status).toBe(200)
  })

  test('B25 an id that is none is 404 in a path and 422 elsewhere, and never an error of the database', async () => {
    const ids = ['2147483648', '-1', '1 OR 1=1', crypto.randomUUID().toUpperCase(), crypto.randomUUID().slice(1)]
    for (const id of ids) {
      const text = encodeURIComponent(id)
      for (const noun of ['products', 'connections', 'companies', 'inbox', 'deliveries'])
        expectProblem(await get(`/v1/${noun}/${text}`), 404, 'not_found')
      expectProblem(await get(`/v1/products/external/${text}/${text}`), 404, 'not_found')
      expectProblem(await get(`/v1/deliveries?connection_id=${text}`), 422, 'validation_failed')
      const bulk = await post('/v1/products/bulk', JSON.stringify({ ids: [id] }))
      expectProblem(bulk, 422, 'validation_failed')
      expect(bulk.body.errors).toMatchObject([{ pointer: '/ids/0' }])
      expectProblem(await post('/v1/inbox/replay', JSON.stringify({ connection_id: id })), 422, 'validation_failed')
    }
  })

  test('B26 a body over 256 KB is 413, announced or not', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(262_144) })
    expectProblem(await post(path, large), 413, 'body_too_large')
    const chunked = await fetch(relay.url + path, {
      method: 'POST',
      headers: { ...json, ...newKey(), authorization: `Bearer ${organisation.key}` },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
  })
})

describe('B29 B33 B34 an address or head that cannot be served', () => {
  /** As written: fetch would tidy the address. */
  const raw = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(relay.url)
      const options = {
        hostname,
        port,
        path,
        method,
        headers: { authorization: `Bearer ${organisation.key}`, ...headers },
      }
      const sent = request(options, (answer) => {
        let body = ''
        answer.on('data', (chunk) => {
          body += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
      })
      sent.on('error', reject)
      sent.end()
    })

  test('B29 a URL over 8 KB is 414, 1,000 parameters are 400, a head over 16 KB is 431', async () => {
    expectProblem(await get(`/v1/products?sku=${'a'.repeat(8_200)}`), 414, 'uri_too_long')
    const many = Array.from({ length: 1_000 }, (_, n) => `a${n}=1`).join('&')
    expectProblem(await get(`/v1/products?${many}`), 400, 'too_many_parameters')
    const large = await raw('GET', '/v1/products', { 'x-large': 'a'.repeat(17_000) })
    expect([large.status, JSON.parse(large.body).code]).toEqual([431, 'header_too_large'])
    expect((await get('/v1/products')).status).toBe(200)
  })

  test('what is no HTTP is 400 as a problem document', async () => {
    const { hostname, port } = new URL(relay.url)
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('NONSENSE\r\n\r\n'))
      let answer = ''
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('end', () => resolve(answer))
      socket.on('error', reject)
    })
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"code":"malformed_request"')
  })

  test('B33 a path that could be read in two ways is 404, a wrong method 405 with Allow', async () => {
    for (const path of [
      '//v1//products',
      '/v1//products',
      '/v1/%2e%2e/',
      '/v1/%2E%2E/health/live',
      '/v1/../v1/products',
      '/v1/./products',
    ])
      expect([path, (await raw('GET', path)).status]).toEqual([path, 404])
    const wrong = await call(relay.url, 'DELETE', '/v1/products', { key: organisation.key })
    expectProblem(wrong, 405, 'method_not_allowed')
    expect(wrong.headers.get('allow')).toBe('GET, HEAD')
    expectProblem(await get('/v1/nothing'), 404, 'not_found')
  })

  test('B34 who takes no JSON gets 406', async () => {
    for (const accept of ['text/xml', 'text/html, image/*', 'application/json;q=0'])
      expectProblem(await get('/v1/products', { accept }), 406, 'not_acceptable')
    for (const accept of [
      '*/*',
      'application/*',
      'application/json',
      'text/html, application/json;q=0.5',
      'application/problem+json',
    ])
      expect((await get('/v1/products', { accept })).status).toBe(200)
  })
})

describe('B31 limits and cursors', () => {
  test('a limit that is none is 422, a forged cursor 400', async () => {
    for (const path of ['/v1/products', '/v1/events', '/v1/mappings', '/v1/connections', '/v1/inbox']) {
      for (const limit of ['0', '-1', '1001', 'abc', '1.5', '']) {
        const answer = await get(`${path}?limit=${limit}`)
        expectProblem(answer, 422, 'validation_failed')
        expect(answer.body.errors).toMatchObject([{ pointer: '/limit' }])
      }
    }
    for (const path of [
      '/v1/products',
      '/v1/mappings',
      '/v1/connections',
      '/v1/inbox',
      '/v1/deliveries',
      '/v1/companies',
    ])
      for (const cursor of ['x', Buffer.from('1 or 1=1').toString('base64url'), '%F0%9F%98%80'])
        expectProblem(await get(`${path}?cursor=${cursor}`), 400, 'invalid_cursor')
    for (const after of ['x', '-1', '1e3', '99999999999999999999', '12'])
      expectProblem(await get(`/v1/events?after=${after}`), 400, 'invalid_cursor')
    expectProblem(await get('/v1/products?limit=1&limit=2'), 422, 'validation_failed')
  })
})

test('B43 a replay without a filter is 422', async () => {
  for (const noun of ['inbox', 'deliveries']) {
    expectProblem(await post(`/v1/${noun}/replay`, '{}'), 422, 'filter_required')
    expectProblem(await post(`/v1/${noun}/replay`, '{"dry_run":true}'), 422, 'filter_required')
  }
})
