import type { ApiProblem } from '@passerelle/shared-types/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, clientOf, json, keyWith } from './api-client.ts'
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

const create = (idempotencyKey: string | null, name: string, key = organisation.key) =>
  call(relay.url, 'POST', '/v1/companies', {
    key,
    body: JSON.stringify({ name }),
    headers: { ...json, ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }) },
  })
const count = async (name: string) => {
  const [row] = await database.admin<{ n: number }[]>`select count(*)::int as n from companies where name = ${name}`
  return row?.n
}

describe('R4.2 a call under an Idempotency-Key', () => {
  test('B35 a key that is too long, not ASCII, or missing where it is needed is 400', async () => {
    for (const key of ['x'.repeat(256), 'clé', '\u0001'.replace('\u0001', 'é')]) {
      const answer = await create(key, 'B35')
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_header'])
    }
    const missing = await create(null, 'B35')
    expect([missing.status, missing.body.code]).toEqual([400, 'idempotency_key_required'])
    expect((await create('x'.repeat(255), 'B35 long')).status).toBe(201)
    expect(await count('B35')).toBe(0)
  })

  test('has one effect, and its answer comes again to the letter, headers included', async () => {
    const first = await create('once', 'Once')
    const second = await create('once', 'Once')
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text])
    for (const name of ['etag', 'location', 'content-type'])
      expect(second.headers.get(name)).toBe(first.headers.get(name))
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ])
    expect(await count('Once')).toBe(1)
  })

  test('B36 with another body or at another address is 422', async () => {
    await create('reused', 'First')
    const other = await create('reused', 'Second')
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    const elsewhere = await call(relay.url, 'POST', '/v1/keys', {
      key: organisation.key,
      body: JSON.stringify({ name: 'First', scopes: ['read'] }).replace('"name":"First",', ''),
      headers: { ...json, 'idempotency-key': 'reused' },
    })
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'idempotency_key_reused'])
    expect(await count('Second')).toBe(0)
  })

  test('belongs to the API key that sent it', async () => {
    const other = await keyWith(database, organisation.id, ['admin'])
    await create('shared', 'Mine')
    expect((await create('shared', 'Theirs', other)).status).toBe(201)
    const theirs = await makeOrganisation(database, 'Une autre')
    expect((await create('shared', 'Elsewhere', theirs.key)).status).toBe(201)
  })

  test('B37 while the same is under way is 409 with Retry-After, and has one effect', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create('busy', 'Busy')))
    const made = answers.filter(({ status }) => status === 201)
    const busy = answers.filter(({ status }) => status === 409)
    expect(made.length + busy.length).toBe(8)
    expect(made.length).toBeGreaterThan(0)
    expect(new Set(made.map(({ text }) => text)).size).toBe(1)
    for (const answer of busy) {
      expect(answer.body.code).toBe('request_in_progress')
      expect(answer.headers.get('retry-after')).toBe('1')
    }
    expect(await count('Busy')).toBe(1)
    // Held by another transaction, it is refused at once and not waited for.
    await database.admin.begin(async (sql) => {
      const [key] = await sql<{ id: string }[]>`select id from api_keys where prefix = ${organisation.key.slice(9, 17)}`
      await sql`select pg_advisory_xact_lock(hashtextextended(${`${organisation.id} ${key?.id} held`}, 1))`
      expect((await create('held', 'Held')).body.code).toBe('request_in_progress')
    })
    expect((await create('held', 'Held')).status).toBe(201)
  })

  test('that was refused is not remembered: mended, it goes through', async () => {
    const refused = await create('mended', '  ')
    expect(refused.status).toBe(422)
    expect((await create('mended', 'Mended')).status).toBe(201)
    const path = `/v1/connections/${crypto.randomUUID()}/pause`
    const headers = { 'idempotency-key': 'absent' }
    expect((await call(relay.url, 'POST', path, { key: organisation.key, headers })).status).toBe(404)
    const [row] = await database.admin`select from idempotency_keys where idempotency_key = 'absent'`
    expect(row).toBeUndefined()
  })

  test('B38 counts as new after 24 hours', async () => {
    const own = await createTestDatabase()
    const mine = await makeOrganisation(own)
    const other = await startTestRelay(own)
    const send = () =>
      call(other.url, 'POST', '/v1/companies', {
        key: mine.key,
        body: '{"name":"Daily"}',
        headers: { ...json, 'idempotency-key': 'daily' },
      })
    const first = await send()
    await own.advance(23 * 3_600_000)
    expect((await send()).text).toBe(first.text)
    await own.advance(2 * 3_600_000)
    const later = await send()
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([201, null])
    expect(later.body.id).not.toBe(first.body.id)
    expect((await send()).text).toBe(later.text)
    await other.stop()
    await own.drop()
  })

  test('R2.8 shows a new secret again, and the database holds none of it in clear', async () => {
    const send = () =>
      call(relay.url, 'POST', '/v1/keys', {
        key: organisation.key,
        body: '{"scopes":["read"]}',
        headers: { ...json, 'idempotency-key': 'secret' },
      })
    const first = await send()
    const second = await send()
    expect([first.status, second.text]).toEqual([201, first.text])
    const rows = await database.admin<
      { body: string }[]
    >`select body from idempotency_keys where idempotency_key = 'secret'`
    expect(rows).toHaveLength(1)
    expect(rows[0]?.body).not.toContain('psr_live')
    expect((await call(relay.url, 'GET', '/v1/products', { key: String(first.body.key) })).status).toBe(200)
  })
})

describe('B39 what has a version', () => {
  test('is changed only from the version that was read', async () => {
    const client = clientOf(relay, organisation)
    const { data: made } = await client.POST('/v1/companies', {
      params: { header: { 'idempotency-key': 'version' } },
      body: { name: 'One' },
    })
    const id = made?.id ?? ''
    const rename = (name: string, etag?: string) =>
      call(relay.url, 'PATCH', `/v1/companies/${id}`, {
        key: organisation.key,
        body: JSON.stringify({ name }),
        headers: { ...json, ...(etag === undefined ? {} : { 'if-match': etag }) },
      })
    const without = await rename('Two')
    expect([without.status, without.body.code]).toEqual([428, 'precondition_required'])
    const changed = await rename('Two', '"1"')
    expect([changed.status, changed.headers.get('etag'), changed.body.version]).toEqual([200, '"2"', 2])
    for (const stale of ['"1"', 'W/"2"', '"02"', '2']) {
      const answer = await rename('Three', stale)
      expect([answer.status, answer.body.code]).toEqual([412, 'precondition_failed'])
    }
    expect((await rename('Three', '"7", "2"')).status).toBe(200)
    expect((await rename('Four', '*')).status).toBe(200)
    const missing = await call(relay.url, 'PATCH', `/v1/companies/${crypto.randomUUID()}`, {
      key: organisation.key,
      body: '{"name":"Five"}',
      headers: { ...json, 'if-match': '*' },
    })
    expect([missing.status, missing.body.code]).toEqual([412, 'precondition_failed'])
  })

  test('is not sent again to who has it: 304', async () => {
    const path = '/v1/organisation'
    const { headers } = await call(relay.url, 'GET', path, { key: organisation.key })
    const etag = headers.get('etag') ?? ''
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await call(relay.url, 'GET', path, { key: organisation.key, headers: { 'if-none-match': tag } })
      expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag])
    }
    const other = await call(relay.url, 'GET', path, { key: organisation.key, headers: { 'if-none-match': '"9"' } })
    expect(other.status).toBe(200)
  })

  test('one of two changes from the same version wins', async () => {
    const client = clientOf(relay, organisation)
    const { data } = await client.GET('/v1/organisation')
    const header = { 'if-match': `"${data?.version}"` }
    const outcomes = await Promise.allSettled(
      ['Purea', 'Purée'].map((name) => client.PATCH('/v1/organisation', { params: { header }, body: { name } })),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')
    expect((lost?.reason as ApiProblem | undefined)?.code).toBe('precondition_failed')
  })
})
