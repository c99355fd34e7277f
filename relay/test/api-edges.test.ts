import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

const call = (method: string, path: string) =>
  fetch(relay.url + path, { method, headers: { authorization: `Bearer ${organisation.key}` } })

describe('R6.2 an address that names nothing', () => {
  test('a NUL in path or query is refused where it stands, before anything reads it', async () => {
    const paths: [string, string][] = [
      ['/v1/products?sku=a%00b', '/sku'],
      ['/v1/mappings?kind=%00', '/kind'],
      ['/v1/products/external/a/b%00c', ''],
      ['/v1/inbox/%00', ''],
      ['/v1/events?types=a%00', '/types'],
    ]
    for (const [path, pointer] of paths) {
      const answer = await call('GET', path)
      expect([answer.status, await answer.json()], path).toMatchObject([
        400,
        { code: 'validation_failed', errors: [{ pointer, code: 'invalid' }] },
      ])
    }
    expect((await call('GET', '/v1/products?sku=%2500')).status).toBe(200)
  })

  test('a cursor that hides a NUL is not one of ours', async () => {
    const cursor = Buffer.from(JSON.stringify([crypto.randomUUID(), 'product', 'a\0b'])).toString('base64url')
    const answer = await call('GET', `/v1/mappings?cursor=${cursor}`)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid_cursor' }])
  })

  test('a known address with a wrong method gets 405 with Allow, an unknown one 404', async () => {
    const wrong: [string, string, string][] = [
      ['POST', '/v1/products', 'GET, HEAD'],
      ['DELETE', `/v1/products/${crypto.randomUUID()}`, 'GET, HEAD'],
      ['GET', `/v1/inbox/${crypto.randomUUID()}/replay`, 'POST'],
      ['GET', `/webhooks/catalogue/${organisation.id}`, 'POST'],
      ['HEAD', `/webhooks/catalogue/${organisation.id}`, 'POST'],
      ['OPTIONS', '/v1/products', 'GET, HEAD'],
      ['POST', '/health/live', 'GET, HEAD'],
    ]
    for (const [method, path, allow] of wrong) {
      const answer = await call(method, path)
      expect([answer.status, answer.headers.get('allow')], `${method} ${path}`).toEqual([405, allow])
      if (method !== 'HEAD') expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' })
    }
    for (const path of ['/v1/nothing', '/nothing', '/v1']) expect((await call('POST', path)).status, path).toBe(404)
    const head = await call('HEAD', '/v1/products')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})

test('R6.3 a list that goes on says where in its Link header', async () => {
  for (const name of ['one', 'two', 'three']) await organisation.connect('crm', { url: 'http://127.0.0.1:9/' }, name)
  const names: string[] = []
  let path: string | null = '/v1/connections?limit=2'
  while (path) {
    const answer: Response = await call('GET', path)
    const { data, next_cursor } = (await answer.json()) as { data: { name: string }[]; next_cursor: string | null }
    names.push(...data.map(({ name }) => name))
    path = /^<(.*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? null
    expect(path === null).toBe(next_cursor === null)
  }
  expect(names).toEqual(['one', 'two', 'three'])
})
