import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { expect, test } from 'vitest'
import type { ConnectionContext, DigestArgs, HttpExchange, HttpRequest } from '../connector.ts'
import { digest } from './digest-plugin.ts'

const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const context: ConnectionContext = {
  organisationId: '0199f3a2-0000-7000-8000-000000000001',
  connectionId: '0199f3a2-0000-7000-8000-000000000004',
  currency: 'EUR',
  settings: { url: 'https://shop.example/fr/', plugin: 'paired' },
  secrets: { signing_secret: [signingSecret] },
}
const now = new Date('2026-11-21T08:00:00Z')
const page = { kind: 'order', after: 4, limit: 2 }
const bucket = { kind: 'order', bucket: 3 }
const hash = 'ab'.repeat(32)
const one = (bucket: number, more: object = {}) => ({ bucket, count: 1, hash, ...more })
const answerOf = (status: number, body: unknown, isUtf8?: boolean): HttpExchange => ({
  kind: 'response',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
  durationMs: 1,
  ...(isUtf8 === undefined ? {} : { isUtf8 }),
})

type Asked = { kind: string; after: number | null; limit: number } | { kind: string; bucket: number }
async function ask(asked: Asked, exchange: HttpExchange, given = context) {
  const sent: HttpRequest[] = []
  const http = async (request: HttpRequest) => {
    sent.push(request)
    return exchange
  }
  const result = await digest({ io: { http, now: () => now }, context: given, ...asked } as DigestArgs)
  return { result, sent }
}

test('R2.2 a digest is asked for by one signed call', async () => {
  const { result, sent } = await ask(
    page,
    answerOf(200, { buckets: [one(5), one(9, { count: 500 })], next: 9, more: 1 }),
  )
  expect(result).toEqual({ kind: 'buckets', buckets: [one(5), one(9, { count: 500 })], next: 9 })
  expect(sent).toHaveLength(1)
  const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = sent
  expect(url).toBe('https://shop.example/fr/wp-json/passerelle/v1/relay/digest')
  expect(JSON.parse(body ?? '')).toEqual(page)
  const nowSeconds = now.getTime() / 1_000
  expect(verifyStandardWebhook({ headers, body: body ?? '', secrets: [signingSecret], nowSeconds })).toMatchObject({
    ok: true,
  })
  const drilled = await ask(
    bucket,
    answerOf(200, {
      entities: [
        { id: '1500', version: 0 },
        { id: 1999, version: 4 },
      ],
    }),
  )
  expect(JSON.parse(drilled.sent[0]?.body ?? '')).toEqual(bucket)
  expect(drilled.result).toEqual({
    kind: 'entities',
    entities: [
      { externalId: '1500', version: 0 },
      { externalId: '1999', version: 4 },
    ],
  })
})

test('nothing there is an answer', async () => {
  expect((await ask(page, answerOf(200, { buckets: [], next: null }))).result).toEqual({
    kind: 'buckets',
    buckets: [],
    next: null,
  })
  expect((await ask(bucket, answerOf(200, { entities: [] }))).result).toEqual({ kind: 'entities', entities: [] })
})

test.each([
  { buckets: [one(4)], next: null },
  { buckets: [one(6), one(5)], next: null },
  { buckets: [one(5), one(5)], next: null },
  { buckets: [one(5), one(6), one(7)], next: null },
  { buckets: [one(5), one(6)], next: 5 },
  { buckets: [], next: 4 },
  { buckets: [one(-1)], next: null },
  { buckets: [one(5.5)], next: null },
  { buckets: [one(5, { hash: hash.toUpperCase() })], next: null },
  { buckets: [one(5, { hash: hash.slice(1) })], next: null },
  { buckets: [one(5, { count: 0 })], next: null },
  { buckets: [one(5, { count: 501 })], next: null },
  { buckets: [one(5)] },
  { entities: [] },
  [],
  null,
  '<html>',
])('a page that cannot be true is asked for again: %j', async (body) => {
  expect((await ask(page, answerOf(200, body))).result).toEqual({ kind: 'retry', reason: 'bad_response' })
})

test.each([
  { entities: [{ id: '1499', version: 1 }] },
  { entities: [{ id: '2000', version: 1 }] },
  {
    entities: [
      { id: '1501', version: 1 },
      { id: '1500', version: 1 },
    ],
  },
  {
    entities: [
      { id: '1501', version: 1 },
      { id: '1501', version: 2 },
    ],
  },
  { entities: [{ id: '01501', version: 1 }] },
  { entities: [{ id: '1501', version: -1 }] },
  { entities: [{ id: '1501', version: '1' }] },
  { entities: [{ id: '1501' }] },
  { buckets: [], next: null },
])('a bucket that cannot be true is asked for again: %j', async (body) => {
  expect((await ask(bucket, answerOf(200, body))).result).toEqual({ kind: 'retry', reason: 'bad_response' })
})

test('a plugin without that door, and a shop without the plugin, cannot be compared with', async () => {
  for (const exchange of [
    answerOf(404, { code: 'rest_no_route', message: 'No route was found' }),
    answerOf(404, { code: 'unknown_door', message: 'no' }),
    answerOf(404, '<html>Not found</html>'),
    answerOf(405, ''),
  ])
    expect((await ask(page, exchange)).result).toEqual({ kind: 'unsupported' })
  const unpaired = await ask(page, answerOf(200, {}), { ...context, settings: { url: 'https://shop.example' } })
  expect(unpaired).toEqual({ result: { kind: 'unsupported' }, sent: [] })
})

test('what passes is asked for again, what is refused is refused', async () => {
  const resultOf = async (exchange: HttpExchange) => (await ask(page, exchange)).result
  expect(await resultOf(answerOf(503, ''))).toMatchObject({ kind: 'retry', reason: 'http_503' })
  expect(await resultOf(answerOf(429, ''))).toMatchObject({ kind: 'retry', isThrottled: true })
  expect(await resultOf(answerOf(401, { code: 'signature_invalid' }))).toEqual({ kind: 'unauthorized' })
  expect(await resultOf(answerOf(400, { code: 'unknown_kind' }))).toEqual({ kind: 'rejected', reason: 'unknown_kind' })
  expect(await resultOf(answerOf(200, '{}', false))).toEqual({ kind: 'retry', reason: 'invalid_utf8' })
  expect(
    await resultOf({ kind: 'failed', code: 'timeout', detail: 'timeout', durationMs: 1, wasSent: true }),
  ).toMatchObject({ kind: 'retry', reason: 'timeout' })
})
