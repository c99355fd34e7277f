import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConnectionContext, Headers, ReceiveResult } from '../connector.ts'
import { deliveries, fixtures } from './fixtures.ts'
import { read } from './read.ts'
import { receive } from './receive.ts'

const secret = 'shop-secret'
const now = new Date('2026-11-21T09:00:00Z')
const withSecrets = (...webhook_secret: string[]): ConnectionContext => ({
  ...fixtures.context,
  secrets: { webhook_secret },
})
const sign = (raw: Uint8Array, key = secret) => createHmac('sha256', key).update(raw).digest('base64')
const encode = (text: string) => new TextEncoder().encode(text)

function send(body: string | Uint8Array, topic = 'product.updated', change: Headers = {}): ReceiveResult {
  const raw = typeof body === 'string' ? encode(body) : body
  const headers: Headers = {
    'content-type': 'application/json',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': topic.split('.')[0],
    'x-wc-webhook-delivery-id': 'e71c6e749ed03e4072a6ff07a070c3b9',
    'x-wc-webhook-signature': sign(raw),
    ...change,
  }
  return receive({ raw, headers, context: withSecrets(secret), now })
}

function eventOf(result: ReceiveResult) {
  if (result.kind !== 'events' || !result.events[0]) throw new Error(JSON.stringify(result))
  return result.events[0]
}

function refusalOf(result: ReceiveResult) {
  if (result.kind !== 'refused') throw new Error('not refused')
  const { status, code, errors } = result.refusal
  return { status, code, ...(errors ? { errors } : {}) }
}

describe('every recorded delivery', () => {
  test('are all 98', () => expect(deliveries).toHaveLength(98))

  test.each(deliveries)('R1.4: $file is taken', ({ raw, headers, secret, isSigned }) => {
    const result = receive({ raw, headers, context: withSecrets('rotated-in', secret) })
    if (!isSigned) return expect(result).toEqual({ kind: 'ignored', reason: 'ping' })
    const event = eventOf(result)
    expect(event.topic).toBe(headers['x-wc-webhook-topic'])
    expect(event.kind).toBe(event.topic.startsWith('action.') ? 'order' : headers['x-wc-webhook-resource'])
    expect(Buffer.from(event.raw).equals(Buffer.from(raw))).toBe(true)
    expect(event.sourceEventId).toBeNull()
    if (event.kind === 'product' && event.problem === null) expect(event.externalId).toMatch(/^\d+$/)
  })

  test.each(deliveries.filter(({ isSigned }) => isSigned))('B8: $file with one byte changed is refused', (delivery) => {
    const { raw, headers, secret } = delivery
    for (const at of [0, Math.floor(raw.length / 2), raw.length - 1]) {
      const changed = Uint8Array.from(raw)
      changed[at] = (changed[at] ?? 0) ^ 1
      const result = receive({ raw: changed, headers, context: withSecrets(secret) })
      expect(refusalOf(result)).toEqual({ status: 401, code: 'signature_invalid' })
    }
  })

  test('B8: written anew, or with a byte order mark, they are refused', () => {
    const delivery = deliveries.find(({ file }) => file.startsWith('03-'))
    if (!delivery) throw new Error('no delivery')
    const text = Buffer.from(delivery.raw).toString()
    for (const body of [JSON.stringify(JSON.parse(text)), `\uFEFF${text}`, `${text}\n`]) {
      const result = receive({ raw: encode(body), headers: delivery.headers, context: withSecrets(delivery.secret) })
      expect(refusalOf(result).status).toBe(401)
    }
  })

  test('the one error document is kept aside, since refusing it would count against the webhook', () => {
    const found = deliveries.filter(({ isSigned, raw, headers, secret }) => {
      if (!isSigned) return false
      return eventOf(receive({ raw, headers, context: withSecrets(secret) })).problem !== null
    })
    expect(found.map(({ file }) => file)).toEqual(['32-product-restored-coupon-restored.json'])
  })
})

describe('the signature', () => {
  const raw = encode('{"id":1}')

  test.each([
    undefined,
    '',
    'x',
    createHmac('sha256', secret).update(raw).digest('hex'),
    `${sign(raw)}=`,
    sign(raw).slice(1),
    sign(raw, 'another'),
    `v1,${sign(raw)}`,
  ])('B7: %s is refused, whatever the body', (signature) => {
    for (const body of ['{"id":1}', 'webhook_id=1', '{', '']) {
      expect(refusalOf(send(body, 'product.updated', { 'x-wc-webhook-signature': signature }))).toEqual({
        status: 401,
        code: 'signature_invalid',
      })
    }
  })

  test('any of five live secrets opens, a sixth is not tried, none opens nothing', () => {
    const headers = {
      'content-type': 'application/json',
      'x-wc-webhook-topic': 'a.b',
      'x-wc-webhook-signature': sign(raw),
    }
    const kind = (...secrets: string[]) => receive({ raw, headers, context: withSecrets(...secrets) }).kind
    expect(kind('1', '2', '3', '4', secret)).toBe('events')
    expect(kind('1', '2', '3', '4', '5', secret)).toBe('refused')
    expect(kind()).toBe('refused')
    const empty = { ...headers, 'x-wc-webhook-signature': sign(raw, '') }
    expect(receive({ raw, headers: empty, context: withSecrets('') }).kind).toBe('refused')
  })

  test('WooCommerce decodes the entities of the secret before it signs', () => {
    const headers = { 'content-type': 'application/json', 'x-wc-webhook-topic': 'a.b' }
    const signedWith = (key: string) => ({ ...headers, 'x-wc-webhook-signature': sign(raw, key) })
    const context = withSecrets('R&amp;D &quot;caf&eacute;&quot; &#039;x&#x27; &lt;&gt; &amp;lt;')
    expect(receive({ raw, headers: signedWith(`R&D "caf&eacute;" 'x' <> &lt;`), context }).kind).toBe('events')
    expect(receive({ raw, headers: signedWith(`R&D "café" 'x' <> <`), context }).kind).toBe('refused')
  })
})

describe('the body', () => {
  test('the ping is answered without a signature, a delivery is not', () => {
    const raw = encode('webhook_id=7')
    const ping = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(receive({ raw, headers: ping, context: withSecrets(secret) })).toEqual({ kind: 'ignored', reason: 'ping' })
    const headers = { ...ping, 'x-wc-webhook-topic': 'product.updated' }
    expect(refusalOf(receive({ raw, headers, context: withSecrets(secret) })).status).toBe(401)
    expect(refusalOf(receive({ raw: encode('{"id":1}'), headers: ping, context: withSecrets(secret) })).status).toBe(
      401,
    )
  })

  test.each(['', ' ', 'null', '"x"', '5', '{}', '[]', '{"name":"x"}', '{"id":"","name":"x"}', '{"id":1.5}'])(
    'B15: %j as a product is 422 with a pointer',
    (body) => {
      expect(refusalOf(send(body))).toMatchObject({ status: 422, code: 'validation_failed' })
      expect(refusalOf(send(body)).errors?.[0]?.pointer).toMatch(/^(\/id)?$/)
    },
  )

  test.each(['{"id":1', '{"id":1} x', "{'id':1}", '{"id":NaN}', '\uFEFF{"id":1}'])('B16: %j is malformed', (body) => {
    expect(refusalOf(send(body))).toEqual({ status: 400, code: 'malformed_json' })
  })

  test('B14, B18, B21: other types, bytes and repeated keys are refused', () => {
    expect(refusalOf(send('{"id":1}', 'product.updated', { 'content-type': 'text/plain' })).status).toBe(415)
    expect(refusalOf(send(Uint8Array.from([0x22, 0xff, 0x22])))).toEqual({ status: 400, code: 'invalid_utf8' })
    expect(refusalOf(send('{"id":1,"id":2}'))).toEqual({ status: 400, code: 'duplicate_key' })
    expect(refusalOf(send('{"id":1}', 'nonsense'))).toEqual({ status: 400, code: 'invalid_header' })
  })

  test('B19: what is nested too deep is kept as bytes: a shop’s plugins may nest, and refusals switch its webhook off', () => {
    const meta = `${'{"a":'.repeat(40)}true${'}'.repeat(40)}`
    for (const body of [`{"id":1,"meta_data":${meta}}`, '['.repeat(500_000)]) {
      const { raw, ...event } = eventOf(send(body))
      expect(Buffer.from(raw).equals(encode(body))).toBe(true)
      expect(event).toEqual({
        kind: 'product',
        externalId: null,
        topic: 'product.updated',
        sourceEventId: null,
        sourceVersion: null,
        occurredAt: null,
        problem: { kind: 'quarantine', code: 'too_deep', pointer: '' },
      })
    }
    const unsigned = { 'x-wc-webhook-signature': sign(encode('x')) }
    expect(refusalOf(send(meta, 'product.updated', unsigned)).status).toBe(401)
  })

  test('B8: an update’s body that comes again as a delete deletes nothing, since the signature covers no topic', () => {
    expect(eventOf(send('{"id":1}', 'product.deleted'))).toMatchObject({ externalId: '1', problem: null })
    for (const body of ['{"id":1,"name":"Tea"}', '{"name":"Tea","id":1,"status":"publish"}']) {
      for (const topic of ['product.deleted', 'order.deleted', 'a.b.deleted']) {
        expect(eventOf(send(body, topic))).toMatchObject({
          externalId: null,
          problem: { kind: 'quarantine', code: 'unexpected_body', pointer: '' },
        })
      }
    }
  })

  test('B17, B18: what cannot be stored is quarantined', () => {
    expect(eventOf(send('{"id":1,"meta_data":[{"key":"a","value":{"\\u0000*\\u0000b":1}}]}'))).toMatchObject({
      externalId: '1',
      problem: { kind: 'quarantine', code: 'unstorable_text', pointer: '/meta_data/0/value' },
    })
    expect(eventOf(send('{"id":1,"name":"\\ud800"}')).problem?.pointer).toBe('/name')
  })

  test.each(['order.created', 'customer.updated', 'coupon.deleted', 'subscription.updated', 'action.my_hook', 'a.b.c'])(
    'what %s may bring is never refused',
    (topic) => {
      expect(eventOf(send('{"id":5}', topic))).toMatchObject({
        kind: topic.split('.')[0],
        topic,
        externalId: '5',
        problem: null,
      })
      expect(eventOf(send('{"action":"x","arg":5}', topic))).toMatchObject({
        externalId: null,
        problem: topic.endsWith('.deleted') ? { code: 'unexpected_body' } : null,
      })
      expect(eventOf(send('[]', topic))).toMatchObject({
        externalId: null,
        problem: { kind: 'quarantine', code: 'not_an_item' },
      })
      const error = '{"code":"woocommerce_rest_cannot_view","message":"No.","data":{"status":401}}'
      expect(eventOf(send(error, topic))).toMatchObject({ externalId: null, problem: { code: 'error_document' } })
    },
  )

  test('the source’s order is the time of modification in UTC; a delete has none', () => {
    const version = (date: unknown, topic?: string) =>
      eventOf(send(JSON.stringify({ id: 1, date_modified_gmt: date }), topic)).sourceVersion
    expect(version('2026-11-21T08:35:24')).toBe(Date.UTC(2026, 10, 21, 8, 35, 24))
    expect(version('2026-11-21T08:35:24', 'product.restored')).toBe(Date.UTC(2026, 10, 21, 8, 35, 24))
    expect(version('2026-11-21T08:35:24', 'product.deleted')).toBeNull()
    expect(version('2026-11-21T09:05:00')).toBe(now.getTime() + 300_000)
    const years = ['0000-01-01T00:00:00Z', '1970-01-01T00:00:00', '9999-12-31T23:59:59-10:00', '2026-11-21T09:05:01']
    const none = ['0000-00-00T00:00:00', '2026-02-30T00:00:00', '+300000-01-01T00:00:00', null, '', 5, 'soon']
    for (const date of [...years, ...none]) {
      expect(version(date)).toBeNull()
    }
  })

  test('any signed JSON has an answer', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('product.updated', 'order.created', 'product.deleted'), (body, topic) => {
        expect(['events', 'refused']).toContain(send(body, topic).kind)
      }),
    )
  })
})

test('B17 an event held for its text is unreadable when it is replayed, and never reaches a column that refuses it', () => {
  for (const text of ['\\u0000', '\\ud800']) {
    const raw = Buffer.from(`{"id":1,"name":"Tea${text}","type":"simple","status":"publish"}`)
    const result = read({ topic: 'product.updated', kind: 'product', externalId: '1', raw, currency: 'EUR' })
    expect(result).toMatchObject({ kind: 'unreadable', code: 'unstorable_text', pointer: '/name' })
  }
})
