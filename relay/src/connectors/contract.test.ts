import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HttpExchange, HttpRequest, PushResult } from './connector.ts'
import type { ConnectorFixtures } from './fixture.ts'
import { connectors } from './index.ts'

const RESULTS: PushResult['kind'][] = [
  'delivered',
  'retry',
  'rejected',
  'conflict',
  'misconfigured',
  'gone',
  'unauthorized',
  'unknown',
]
const STATUSES = [
  200, 201, 204, 301, 400, 401, 403, 404, 405, 408, 409, 410, 413, 418, 422, 425, 429, 500, 502, 503, 504,
]
const BODIES = [
  '',
  'ok',
  '<html>',
  '{}',
  '[]',
  'null',
  '{"id":7}',
  '{"id":"x"}',
  '{"id":{}}',
  '{"id":"\\u0000"}',
  '['.repeat(9999),
]
const FAILURES = [
  'timeout',
  'connection_refused',
  'connection_reset',
  'dns_error',
  'tls_error',
  'blocked_address',
  'invalid_url',
]

const exchanges: HttpExchange[] = [
  ...STATUSES.flatMap((status) =>
    BODIES.map(
      (body): HttpExchange => ({ kind: 'response', status, headers: { 'retry-after': 'x' }, body, durationMs: 1 }),
    ),
  ),
  ...FAILURES.map(
    (code): HttpExchange => ({ kind: 'failed', code, detail: code, durationMs: 1, wasSent: code === 'timeout' }),
  ),
]

test('connectors have names of their own', () => {
  const names = connectors.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*$/)
})

describe.each(connectors)('$name', (connector) => {
  const { config, labels, receive, read, push } = connector
  const load = async (): Promise<ConnectorFixtures> => (await import(`./${connector.name}/fixtures.ts`)).fixtures

  test('names itself and every setting in both languages', () => {
    for (const key of ['name', 'description', ...config.settings.map((setting) => setting.key)]) {
      expect(labels.en[key], key).toBeTruthy()
      expect(labels.fr[key], key).toBeTruthy()
    }
    expect(Object.keys(labels.fr).sort()).toEqual(Object.keys(labels.en).sort())
  })

  test('accepts the settings of its fixtures, and no empty ones', async () => {
    const { context } = await load()
    for (const { key, isSecret, schema } of config.settings) {
      for (const value of isSecret ? (context.secrets[key] ?? []) : [context.settings[key]]) {
        expect(schema.safeParse(value).success, key).toBe(true)
      }
      expect(schema.safeParse('').success, key).toBe(false)
    }
  })

  test('takes an incoming secret exactly where it has a door', () => {
    const incoming = config.settings.find(({ key }) => key === config.incomingSecret)
    expect(incoming !== undefined).toBe(receive !== null)
    if (incoming) expect(incoming).toMatchObject({ isSecret: true, isGenerated: true })
    expect(read === null).toBe(receive === null)
    expect(push === null).toBe(connector.pushes === null)
  })

  test('receives its own fixtures, and keeps the bytes', async () => {
    const { context, calls } = await load()
    for (const { name, raw, headers, becomes } of calls) {
      const result = receive?.({ raw, headers, context })
      expect(result?.kind, name).toBe(becomes)
      if (result?.kind !== 'events') continue
      const body = Buffer.from(raw)
      for (const event of result.events) {
        expect(body.includes(Buffer.from(event.raw)), name).toBe(true)
        expect(event.topic, name).toMatch(/^[\w-]+\.[\w.-]+$/)
      }
    }
  })

  test('reads what it received, twice the same', async () => {
    const { context, calls } = await load()
    for (const { name, raw, headers } of calls) {
      const result = receive?.({ raw, headers, context })
      if (result?.kind !== 'events') continue
      for (const { topic, kind, externalId, raw, problem } of result.events) {
        if (problem !== null || externalId === null) continue
        const args = { topic, kind, externalId, raw, currency: context.currency }
        const reading = read?.(args)
        expect(reading?.kind, name).not.toBe('unreadable')
        expect(read?.(args)).toEqual(reading)
        if (reading?.kind === 'reading') expect(reading.reading).toHaveProperty('externalId', externalId)
      }
    }
  })

  test('answers any bytes and headers with a result', async () => {
    const { context, calls } = await load()
    const names = ['content-type', 'webhook-id', ...calls.flatMap((call) => Object.keys(call.headers))]
    const values = fc.oneof(
      fc.string(),
      ...calls.slice(0, 5).map((call) => fc.constantFrom(...Object.values(call.headers))),
    )
    const anyHeaders = fc.dictionary(fc.constantFrom(...names), values)
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(encode)), anyHeaders, (raw, headers) => {
        const good = calls[0]?.headers ?? {}
        for (const given of [headers, good, { ...good, ...headers }]) receive?.({ raw, headers: given, context })
        for (const topic of ['product.updated', 'order.deleted', 'order.paid', 'x']) {
          for (const kind of ['product', 'order', 'customer', 'subscription', 'x']) {
            read?.({ topic, kind, externalId: '1', raw, currency: 'EUR' })
          }
        }
      }),
    )
  })

  test('refuses every call once its secrets are others', async () => {
    const { context, calls } = await load()
    const secrets = Object.fromEntries(Object.keys(context.secrets).map((key) => [key, ['another-secret']]))
    for (const { name, raw, headers, becomes } of calls) {
      if (becomes === 'ignored') continue
      for (const other of [secrets, {}]) {
        const result = receive?.({ raw, headers, context: { ...context, secrets: other } })
        expect(result, name).toMatchObject({ kind: 'refused', refusal: { status: 401 } })
      }
    }
  })

  test('turns every answer to a push into a result that carries it', async () => {
    const { context, outgoing } = await load()
    if (push !== null) expect(outgoing.length).toBeGreaterThan(0)
    for (const event of outgoing) {
      for (const exchange of exchanges) {
        const sent: HttpRequest[] = []
        const http = async (request: HttpRequest) => {
          sent.push(request)
          return exchange
        }
        const result = await push?.({ io: { http, now: () => new Date('2026-11-21T08:00:00Z') }, context, event })
        expect(RESULTS).toContain(result?.kind)
        expect(result?.exchange).toBe(exchange)
        expect(sent).toHaveLength(1)
        expect(JSON.parse(sent[0]?.body ?? '')).toBeTypeOf('object')
        expect(sent[0]?.headers['webhook-id']).toBe(event.id)
      }
    }
  })

  test('turns every answer to a pull and to a test call into a result', async () => {
    const { context } = await load()
    expect(connector.pulls !== undefined).toBe(connector.pull != null)
    for (const kind of connector.listsChanges ?? []) expect(connector.pulls).toContain(kind)
    for (const exchange of connector.pull || connector.test ? exchanges : []) {
      const io = { http: async () => exchange, now: () => new Date('2026-11-21T08:00:00Z') }
      for (const kind of connector.pulls ?? []) {
        for (const asked of [{ cursor: null }, { cursor: 'x' }, { cursor: null, externalIds: ['7'] }]) {
          const result = await connector.pull?.({ io, context, kind, ...asked })
          expect(['page', 'retry', 'rejected', 'unauthorized']).toContain(result?.kind)
        }
      }
      const tested = await connector.test?.({ io, context })
      if (connector.test) expect(tested?.detail).toBeTruthy()
    }
  })
})

describe.each(connectors.filter(({ digest }) => digest))('$name, by digests', ({ name, pull, pulls = [], digest }) => {
  test('turns every answer to a digest into a result, and has what it lists read by pull', async () => {
    const { context } = ((await import(`./${name}/fixtures.ts`)) as { fixtures: ConnectorFixtures }).fixtures
    expect(pull).not.toBeNull()
    for (const exchange of exchanges) {
      const io = { http: async () => exchange, now: () => new Date('2026-11-21T08:00:00Z') }
      for (const kind of pulls) {
        for (const asked of [{ after: null, limit: 100 }, { after: 7, limit: 100 }, { bucket: 3 }]) {
          const result = await digest?.({ io, context, kind, ...asked })
          const expected = 'bucket' in asked ? 'entities' : 'buckets'
          expect([expected, 'unsupported', 'retry', 'rejected', 'unauthorized']).toContain(result?.kind)
        }
      }
    }
  })
})

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
