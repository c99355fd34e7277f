import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startTestRelay, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

type Operation = {
  summary?: string
  security?: object[]
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> }
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  webhooks: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { example?: unknown }> }
}

test('R4.2 the API describes itself: every operation, its refusals, and what goes out', async () => {
  const answer = await fetch(`${relay.url}/openapi.json`)
  expect(answer.headers.get('content-type')).toBe('application/json')
  const document = (await answer.json()) as Document
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  )
  expect(operations.length).toBeGreaterThan(30)
  for (const { name, operation } of operations) {
    expect(operation.summary, name).toBeTruthy()
    // Doors are no calls of a key.
    if (!operation.security) continue
    for (const status of ['401', '403', '422', '429', 'default'])
      expect(Object.keys(operation.responses[status]?.content ?? {}), `${name} ${status}`).toEqual([
        'application/problem+json',
      ])
  }
  expect(Object.keys(document.webhooks)).toEqual(
    expect.arrayContaining(['product.updated', 'order.paid', 'customer.created']),
  )
  const text = JSON.stringify(document)
  const missing = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].filter(
    ([, name]) => !document.components.schemas[name ?? ''],
  )
  expect(missing).toEqual([])
  for (const name of ['Product', 'Connection', 'Delivery', 'InboxEvent', 'CreateConnectionBody', 'Problem', 'Key'])
    expect(document.components.schemas[name]?.example, name).toBeDefined()
})

test('the documentation is a plain list where its script cannot be had, and loads nothing that is not pinned', async () => {
  const answer = await fetch(`${relay.url}/docs`)
  const html = await answer.text()
  expect(html).toContain('<code>GET /v1/products</code> List products')
  expect(html).toContain('<code>product.updated</code>')
  const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes ?? '')
  expect(scripts).toHaveLength(2)
  expect(scripts[0]).toMatch(
    /@scalar\/api-reference@\d+\.\d+\.\d+\/.*integrity="sha384-[\w+/=]{64}" crossorigin="anonymous"/,
  )
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self'")
  expect(policy).not.toContain('unsafe-eval')
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/)
})

test('the typed client is made of the routes as they are: npm run api:client', () => {
  const script = fileURLToPath(new URL('../../scripts/generate-client.mjs', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
}, 180_000)
