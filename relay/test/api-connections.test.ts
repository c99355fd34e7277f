import { createServer } from 'node:http'
import type { ApiClient } from '@passerelle/shared-types/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConnections } from '../src/connections/load-connections.ts'
import { call, clientOf, json, newKey } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let client: ApiClient

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  relay = await startTestRelay(database, { config: { publicUrl: 'https://relay.example/passerelle' } })
  client = clientOf(relay, organisation)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const create = (body: object) =>
  call(relay.url, 'POST', '/v1/connections', {
    key: organisation.key,
    body: JSON.stringify(body),
    headers: { ...json, ...newKey() },
  })
const change = (id: string, version: number, body: object) =>
  call(relay.url, 'PATCH', `/v1/connections/${id}`, {
    key: organisation.key,
    body: JSON.stringify(body),
    headers: { ...json, 'if-match': `"${version}"` },
  })
const crm = (url: string) => create({ connector: 'crm', name: 'CRM', settings: { url } })
const liveSecrets = async (id: string) => {
  const [loaded] = await loadConnections(database, { organisationId: organisation.id, connectionId: id })
  return loaded?.context.secrets
}

describe('R1.4 a connection over the API', () => {
  test('is made, shows what it made up once, and is then shown without', async () => {
    const made = await crm('http://127.0.0.1:9/hook')
    expect(made.status).toBe(201)
    const generated = (made.body.generated as { secret: string }).secret
    expect(generated).toMatch(/^whsec_/)
    expect(made.headers.get('location')).toBe(`/v1/connections/${made.body.id}`)
    const { data } = await client.GET('/v1/connections/{id}', { params: { path: { id: String(made.body.id) } } })
    expect(data).toMatchObject({
      connector: 'crm',
      name: 'CRM',
      version: 1,
      settings: { url: 'http://127.0.0.1:9/hook' },
    })
    expect(JSON.stringify(data)).not.toContain(generated)
    expect((await liveSecrets(String(made.body.id)))?.secret).toEqual([generated])
  })

  test('tells what is wrong with its settings, by their place', async () => {
    const cases: [object, string, string][] = [
      [{ connector: 'nothing', name: 'x' }, 'connector_unknown', ''],
      [{ connector: 'crm', name: 'x' }, 'setting_missing', '/settings/url'],
      [{ connector: 'crm', name: 'x', settings: { colour: 'red' } }, 'setting_unknown', '/settings/colour'],
      [
        { connector: 'crm', name: 'x', settings: { url: 'http://127.0.0.1:9/', secret: 'short' } },
        'validation_failed',
        '/settings/secret',
      ],
    ]
    for (const [body, code, pointer] of cases) {
      const answer = await create(body)
      expect([answer.status, answer.body.code]).toEqual([422, code])
      if (pointer !== '') expect(answer.body.errors).toMatchObject([{ pointer }])
    }
    const elsewhere = await makeOrganisation(database, 'Une autre')
    const { data } = await clientOf(relay, elsewhere).GET('/v1/companies')
    const theirs = await create({
      connector: 'crm',
      name: 'x',
      company_id: data?.data[0]?.id,
      settings: { url: 'http://127.0.0.1:9/' },
    })
    expect([theirs.status, theirs.body.code]).toEqual([404, 'not_found'])
  })

  test('changes name, settings, secrets and limits, each version once', async () => {
    const { body } = await crm('http://127.0.0.1:9/')
    const id = String(body.id)
    const limited = await change(id, 1, { name: 'Paris', limits: { rate_per_second: 2.5, burst: 4 } })
    expect(limited.body).toMatchObject({
      name: 'Paris',
      version: 2,
      limits: { rate_per_second: 2.5, burst: 4, concurrency: null },
    })
    expect((await change(id, 1, { name: 'Lyon' })).status).toBe(412)
    const before = await liveSecrets(id)
    const moved = await change(id, 2, { settings: { url: 'http://127.0.0.1:10/' } })
    expect(moved.body).toMatchObject({ settings: { url: 'http://127.0.0.1:10/' }, version: 3 })
    expect(await liveSecrets(id)).toEqual(before)
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const sealed = await change(id, 3, { settings: { secret } })
    expect(sealed.text).not.toContain(secret)
    expect((await liveSecrets(id))?.secret).toEqual([secret])
    expect((await change(id, 4, { limits: { rate_per_second: null } })).body).toMatchObject({
      limits: { rate_per_second: null, burst: 4 },
    })
    expect((await change(id, 5, {})).status).toBe(422)
    expect((await change(id, 5, { settings: { url: null } })).body.code).toBe('setting_missing')
    expect((await change(id, 5, { settings: { url: 'http://169.254.169.254/' } })).body.code).toBe(
      'destination_forbidden',
    )
    expect((await client.GET('/v1/connections/{id}', { params: { path: { id } } })).data?.version).toBe(5)
  })

  test('R2.8 has two live secrets for 24 hours after a rotation, and then one', async () => {
    const { body } = await crm('http://127.0.0.1:9/')
    const id = String(body.id)
    const first = (body.generated as { secret: string }).secret
    const rotate = async (end_previous?: boolean) =>
      (
        await client.POST('/v1/connections/{id}/rotate-secret', {
          params: { path: { id } },
          ...(end_previous === undefined ? {} : { body: { end_previous } }),
        })
      ).data
    const second = await rotate()
    expect(await liveSecrets(id)).toEqual({ secret: [second?.secret, first] })
    expect(Date.parse(second?.previous_secret_ends_at ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000)
    await database.advance(24 * 3_600_000 + 1_000)
    expect(await liveSecrets(id)).toEqual({ secret: [second?.secret] })
    const third = await rotate()
    expect(await liveSecrets(id)).toEqual({ secret: [third?.secret, second?.secret] })
    const fourth = await rotate(true)
    expect(fourth?.previous_secret_ends_at).toBeNull()
    expect(await liveSecrets(id)).toEqual({ secret: [fourth?.secret] })
  })

  test('B52 another origin gets no secret that was given for the one before', async () => {
    const shop = { consumer_key: 'ck_1234567890', consumer_secret: 'cs_1234567890' }
    const { id } = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:9/a', ...shop })
    const wanted = { status: 422, body: { code: 'setting_missing' } }
    const moved = await change(id, 1, { settings: { url: 'http://127.0.0.1:10/', consumer_key: 'ck_0987654321' } })
    expect(moved).toMatchObject(wanted)
    expect(moved.body.errors).toEqual([{ pointer: '/settings/consumer_secret', code: 'setting_missing' }])
    expect((await change(id, 1, { settings: { url: 'http://127.0.0.1:9/b' } })).status).toBe(200)
    expect((await change(id, 2, { settings: { url: null } })).status).toBe(200)
    expect(await change(id, 3, { settings: { url: 'http://127.0.0.1:10/' } })).toMatchObject(wanted)
    expect((await change(id, 3, { settings: { url: 'http://127.0.0.1:10/', ...shop } })).status).toBe(200)
  })

  test('a change names what is wrong by its place, as the making of a connection does', async () => {
    const { body } = await crm('http://127.0.0.1:9/')
    const wrong = await change(String(body.id), 1, { settings: { url: 'ftp://a.example/' } })
    expect(wrong.body.errors).toEqual([{ pointer: '/settings/url', code: wrong.body.code }])
    expect((await change(String(body.id), 1, { limits: { rate_per_second: 1e-9 } })).status).toBe(422)
  })

  test('pauses and resumes; the verb may ask for a version', async () => {
    const { body } = await crm('http://127.0.0.1:9/')
    const path = { id: String(body.id) }
    const paused = await client.POST('/v1/connections/{id}/pause', { params: { path } })
    expect(paused.data).toMatchObject({ state: 'paused', reason: 'paused_by_hand' })
    const stale = client.POST('/v1/connections/{id}/resume', { params: { path, header: { 'if-match': '"999"' } } })
    await expect(stale).rejects.toMatchObject({ status: 412, code: 'precondition_failed' })
    const resumed = await client.POST('/v1/connections/{id}/resume', { params: { path } })
    expect(resumed.data).toMatchObject({ state: 'active', reason: null })
  })

  test('is tried with one call, of which nothing is kept', async () => {
    const server = createServer((_, answer) => answer.end('{}')).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const [good, bad] = await Promise.all([crm(`http://127.0.0.1:${port}/`), crm('http://127.0.0.1:9/')])
    const run = async (id: unknown) =>
      (await client.POST('/v1/connections/{id}/test', { params: { path: { id: String(id) } } })).data
    expect(await run(good.body.id)).toMatchObject({ kind: 'ok' })
    expect(await run(bad.body.id)).toMatchObject({ kind: 'failed', code: expect.any(String) })
    const [kept] = await database.admin<{ n: number }[]>`select count(*)::int as n from delivery_attempts`
    expect(kept?.n).toBe(0)
    server.close()
  })
})

describe('B46–B53 where a destination may not be', () => {
  const cases: [string, string, string][] = [
    ['B46', 'http://2130706433/', 'destination_forbidden'],
    ['B46', 'http://0x7f.1/', 'destination_forbidden'],
    ['B46', 'http://0/', 'destination_forbidden'],
    ['B47', 'http://[64:ff9b::a00:1]', 'destination_forbidden'],
    ['B47', 'http://[fe80::1%25eth0]', 'invalid_url'],
    ['B47', 'http://[fd00:ec2::254]', 'destination_forbidden'],
    ['B48', 'https://169.254.169.254/', 'destination_forbidden'],
    ['B48', 'https://10.0.0.1/', 'destination_forbidden'],
    ['B48', 'https://100.64.0.1/', 'destination_forbidden'],
    ['B50', 'ftp://a.example/', 'forbidden_scheme'],
    ['B50', 'file:///etc/passwd', 'forbidden_scheme'],
    ['B50', 'javascript:alert(1)', 'forbidden_scheme'],
    ['B50', '//x', 'invalid_url'],
    ['B50', 'http://a.example/', 'forbidden_scheme'],
    ['B51', 'https://user:pw@a.example/', 'destination_forbidden'],
    ['B51', 'https://a.example:22/', 'forbidden_port'],
    ['B51', 'https://a.example:6379/', 'forbidden_port'],
    ['B51', 'https://good#@127.0.0.1', 'invalid_url'],
    ['B51', 'https://exa\tmple.com/', 'invalid_url'],
    ['B51', `https://${'a.'.repeat(130)}example/`, 'invalid_url'],
    ['B52', 'https://relay.example/webhooks/x', 'loop'],
    ['B52', 'https://RELAY.example:443/', 'loop'],
    ['B52', 'https://relay.example./', 'loop'],
    ['B52', 'http://relay.example:443/', 'loop'],
  ]
  /** No network of the operator's own, where other ports and http would be judged by the address a name resolves to. */
  let strict: TestRelay
  beforeAll(async () => {
    strict = await startTestRelay(database, {
      config: { allowedPrivateNetworks: [], publicUrl: 'https://relay.example/passerelle' },
    })
  })
  afterAll(() => strict.stop())
  const strictCrm = (url: string) =>
    call(strict.url, 'POST', '/v1/connections', {
      key: organisation.key,
      body: JSON.stringify({ connector: 'crm', name: 'x', settings: { url } }),
      headers: { ...json, ...newKey() },
    })

  test.each(cases)('%s %s is 422 %s', async (_, url, code) => {
    const answer = await strictCrm(url)
    expect([answer.status, answer.body.code]).toEqual([422, code])
    expect(answer.body.errors).toMatchObject([{ pointer: '/settings/url', code }])
    expect(answer.text).not.toContain('user:pw')
  })

  test('B49 localhost is no public address', async () => {
    for (const url of ['https://localhost/', 'https://localhost./', 'https://a.localhost/', 'https://127.0.0.1/']) {
      const answer = await strictCrm(url)
      expect([answer.status, answer.body.code]).toEqual([422, 'destination_forbidden'])
    }
  })

  test('B51 what is stored is the parsed form', async () => {
    const { body } = await crm('https://CRM.Example:443/a/../Hook?x=1')
    expect(body.settings).toEqual({ url: 'https://crm.example/Hook?x=1' })
  })

  test('B52 the shop of the same organisation is no destination of its own news, another’s shop may be', async () => {
    const shop = await create({ connector: 'woocommerce', name: 'Shop', settings: { url: 'https://shop.example' } })
    expect(shop.status).toBe(201)
    for (const url of ['https://shop.example/wp-json/hook', 'https://SHOP.example:443/']) {
      const answer = await crm(url)
      expect([answer.status, answer.body.code]).toEqual([422, 'loop'])
    }
    const { body } = await crm('http://127.0.0.1:9/')
    expect((await change(String(body.id), 1, { settings: { url: 'https://shop.example/' } })).body.code).toBe('loop')
    const other = await makeOrganisation(database, 'Une autre')
    const theirs = await call(relay.url, 'POST', '/v1/connections', {
      key: other.key,
      body: JSON.stringify({ connector: 'crm', name: 'x', settings: { url: 'https://shop.example/' } }),
      headers: { ...json, ...newKey() },
    })
    expect(theirs.status).toBe(201)
  })

  test('B53 there are no custom headers to set', async () => {
    for (const headers of [{ Host: 'x' }, { 'X-A': 'a\r\nB: c' }]) {
      const body = { connector: 'crm', name: 'x', settings: { url: 'http://127.0.0.1:9/' }, headers }
      const answer = await create(body)
      expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer: '/headers', code: 'unknown' }]])
    }
  })
})
