import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, clientOf, json, newKey } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let mine: TestOrganisation
let theirs: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  mine = await makeOrganisation(database)
  theirs = await makeOrganisation(database, 'Une autre')
  for (const { id, connect } of [mine, theirs]) {
    await connect('crm', { url: 'http://127.0.0.1:9/' })
    await connect('partner', { url: 'http://127.0.0.1:9/', secret: 'their-key' })
    await fetch(`${relay.url}/webhooks/catalogue/${id}`, {
      method: 'POST',
      headers: { 'x-api-key': 'their-key', ...json },
      body: JSON.stringify({ id: 1, nom: 'Forfait', prix_base: 5.9 }),
    })
  }
  await settle(database)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const idsOf = async (noun: string, key: string) => {
  const { body } = await call(relay.url, 'GET', `/v1/${noun}?limit=200`, { key })
  return (body.data as { id: string }[]).map(({ id }) => id)
}

test('B41 another organisation’s things are 404 by path, and absent from lists, filters and bulk', async () => {
  for (const noun of ['products', 'connections', 'companies', 'inbox', 'deliveries']) {
    const ids = await idsOf(noun, mine.key)
    expect(ids.length, noun).toBeGreaterThan(0)
    const seen = await call(relay.url, 'GET', `/v1/${noun}?limit=200`, { key: theirs.key })
    for (const id of ids) {
      expect(seen.text).not.toContain(id)
      const one = await call(relay.url, 'GET', `/v1/${noun}/${id}`, { key: theirs.key })
      expect([one.status, one.body.code]).toEqual([404, 'not_found'])
    }
  }
  const [product] = await idsOf('products', mine.key)
  const { data } = await clientOf(relay, theirs).POST('/v1/products/bulk', { body: { ids: [product ?? ''] } })
  expect(data).toEqual({ data: [], missing: [product] })
  const own = await clientOf(relay, mine).POST('/v1/products/bulk', {
    body: { ids: [product ?? '', crypto.randomUUID()] },
  })
  expect(own.data?.data.map(({ id }) => id)).toEqual([product])
  expect(own.data?.missing).toHaveLength(1)

  const connections = await idsOf('connections', mine.key)
  for (const id of connections) {
    for (const noun of ['deliveries', 'inbox', 'mappings']) {
      const filtered = await call(relay.url, 'GET', `/v1/${noun}?connection_id=${id}`, { key: theirs.key })
      expect(filtered.body.data).toEqual([])
    }
    const external = await call(relay.url, 'GET', `/v1/products/external/${id}/1`, { key: theirs.key })
    expect(external.status).toBe(404)
  }
  const keys = await idsOf('keys', mine.key)
  const revoke = await call(relay.url, 'POST', `/v1/keys/${keys[0]}/revoke`, { key: theirs.key })
  expect(revoke.status).toBe(404)
})

test('B41 no verb and no change reaches another organisation, with or without conditions', async () => {
  const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    call(relay.url, method, path, {
      key: theirs.key,
      headers: { ...json, ...newKey(), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  // What a failed delivery of its own changes meanwhile is no matter here.
  const read = () => database.admin`
    select id, name, settings, secrets, state, version, rotated_key, previous_ends_at, rate_per_second, burst, concurrency
    from connections where organisation_id = ${mine.id}::uuid order by id`
  const before = await read()
  for (const id of await idsOf('connections', mine.key)) {
    for (const verb of ['pause', 'resume', 'rotate-secret', 'test'])
      expect((await send('POST', `/v1/connections/${id}/${verb}`)).status, verb).toBe(404)
    expect((await send('PATCH', `/v1/connections/${id}`, { name: 'x' }, { 'if-match': '"1"' })).status).toBe(404)
    for (const noun of ['inbox', 'deliveries']) {
      const replay = await send('POST', `/v1/${noun}/replay`, { connection_id: id })
      expect([replay.status, replay.body.matched]).toEqual([202, 0])
    }
  }
  for (const id of await idsOf('inbox', mine.key))
    expect((await send('POST', `/v1/inbox/${id}/replay`)).status).toBe(404)
  for (const id of await idsOf('deliveries', mine.key))
    expect((await send('POST', `/v1/deliveries/${id}/retry`)).status).toBe(404)
  for (const id of await idsOf('companies', mine.key)) {
    expect((await send('PATCH', `/v1/companies/${id}`, { name: 'x' }, { 'if-match': '"1"' })).status).toBe(404)
    const settings = { url: 'http://127.0.0.1:9/' }
    expect(
      (await send('POST', '/v1/connections', { connector: 'crm', name: 'x', company_id: id, settings })).status,
    ).toBe(404)
  }
  expect(JSON.stringify(await read())).toBe(JSON.stringify(before))
})

test('B42 an organisation named in body, query or header changes nothing', async () => {
  const body = JSON.stringify({ name: 'x', organisation_id: mine.id })
  const posted = await call(relay.url, 'POST', '/v1/companies', {
    key: theirs.key,
    body,
    headers: { ...json, ...newKey() },
  })
  expect([posted.status, posted.body.errors]).toEqual([422, [{ pointer: '/organisation_id', code: 'unknown' }]])
  const queried = await call(relay.url, 'GET', `/v1/products?organisation_id=${mine.id}`, { key: theirs.key })
  expect(queried.status).toBe(422)
  const headers = { 'organisation-id': mine.id, 'x-organisation-id': mine.id, 'passerelle-organisation': mine.id }
  const { body: seen } = await call(relay.url, 'GET', '/v1/organisation', { key: theirs.key, headers })
  expect(seen.id).toBe(theirs.id)
})
