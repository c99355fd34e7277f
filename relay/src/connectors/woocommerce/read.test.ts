import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fixtures } from './fixtures.ts'
import { read } from './read.ts'
import { receive } from './receive.ts'

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const order = { id: 9, status: 'processing', currency: 'EUR', total: '5.00' }
const product = { id: 9, name: 'Thé', type: 'simple', status: 'publish' }
const variation = { ...product, type: 'variation', parent_id: 5 }

function readBare(topic: string, value: unknown, kind = topic.split('.')[0] ?? '') {
  return read({ topic, kind, externalId: '9', raw: encode(value), currency: 'EUR' })
}

function readEvent(topic: string, data: unknown, facts: unknown = {}, kind = topic.split('.')[0] ?? '') {
  const event = {
    id: '0199f3a2-0000-7000-8000-000000000001',
    topic,
    sequence: 4,
    entity: { kind, id: '9', version: 2 },
    occurred_at: '2026-11-21T07:10:50.000Z',
    origin: null,
    facts,
    data,
  }
  return readBare(topic, event, kind)
}

describe('a bare representation', () => {
  test.each(['order', 'customer', 'subscription'])('a %s that is deleted is named by its id alone', (noun) => {
    expect(readBare(`${noun}.deleted`, { id: 9 })).toEqual({
      kind: 'reading',
      reading: { type: 'deletion', noun, externalId: '9' },
    })
    expect(readBare(`${noun}.deleted`, { id: 9, status: 'x' })).toMatchObject({ code: 'unexpected_body' })
    expect(readBare(`${noun}.updated`, { id: 9 })).toEqual({ kind: 'fetch', entityKind: noun, externalId: '9' })
  })

  test('one that is nested deeper than a webhook may be is unreadable for that, and one that is no JSON for this', () => {
    const readText = (text: string) =>
      read({ topic: 'product.updated', kind: 'product', externalId: '9', raw: Buffer.from(text), currency: 'EUR' })
    const meta = '['.repeat(40) + ']'.repeat(40)
    expect(readText(`{"id":9,"name":"Thé","meta_data":${meta}}`)).toMatchObject({
      kind: 'unreadable',
      code: 'too_deep',
    })
    expect(readText('{"id":9,')).toMatchObject({ kind: 'unreadable', code: 'malformed_json' })
  })

  test('coupons are understood and not kept', () => {
    expect(readBare('coupon.updated', { id: 9 })).toEqual({ kind: 'ignored', code: 'not_mirrored' })
  })

  test('a fact is read with what it carries, or asked for at the source', () => {
    expect(readBare('order.switched', { ...order, date_modified_gmt: '2026-11-21T08:00:00' })).toMatchObject({
      reading: { fact: { topic: 'order.switched', values: {}, occurredAt: new Date('2026-11-21T08:00:00Z') } },
    })
    expect(readBare('order.updated', order)).not.toHaveProperty('reading.fact')
    expect(readBare('subscription.switched', { id: 9 })).toEqual({
      kind: 'fetch',
      entityKind: 'subscription',
      externalId: '9',
    })
  })

  test('an action that names an order makes it be fetched; the topic is not signed, so the body must say the same', () => {
    const send = (topic: string, body: object) => {
      const raw = encode(body)
      const [secret = ''] = fixtures.context.secrets.webhook_secret ?? []
      const signature = createHmac('sha256', secret).update(raw).digest('base64')
      const headers = {
        'content-type': 'application/json',
        'x-wc-webhook-topic': topic,
        'x-wc-webhook-signature': signature,
      }
      const result = receive({ raw, headers, context: fixtures.context })
      if (result.kind !== 'events') throw new Error(result.kind)
      return result.events[0]
    }
    const action = 'woocommerce_order_fully_refunded'
    const event = send(`action.${action}`, { action, arg: 335 })
    expect(event).toMatchObject({ kind: 'order', externalId: '335', isFact: true, problem: null })
    expect(readBare(`action.${action}`, { action, arg: 335 }, 'order')).toMatchObject({
      kind: 'fetch',
      externalId: '9',
    })
    for (const [topic, body] of [
      ['action.woocommerce_order_status_completed', { action, arg: 335 }],
      ['action.woocommerce_refund_created', { action: 'woocommerce_refund_created', arg: 336 }],
      [`action.${action}`, { action, arg: { id: 335 } }],
    ] as const) {
      expect(send(topic, body)).toMatchObject({ kind: 'action', externalId: null })
    }
  })
})

describe('an event of the plugin', () => {
  test('is unwrapped and read as the representation that it carries', () => {
    expect(readEvent('order.updated', order)).toEqual(readBare('order.updated', order))
    expect(readEvent('product.created', product)).toEqual(readBare('product.created', product))
    expect(readEvent('variation.updated', variation)).toMatchObject({
      reading: { type: 'variation', parentExternalId: '5' },
    })
  })

  test('tells a step with what its hook knew', () => {
    expect(readEvent('order.refunded', order, { refund_id: 4 })).toMatchObject({
      reading: {
        fields: { total: 500 },
        fact: { topic: 'order.refunded', values: { refund_id: 4 }, occurredAt: new Date('2026-11-21T07:10:50Z') },
      },
    })
    expect(readEvent('order.note_added', null, { note: 'x' })).toEqual({
      kind: 'reading',
      reading: {
        type: 'order',
        externalId: '9',
        fields: {},
        agreed: {},
        fact: { topic: 'order.note_added', values: { note: 'x' }, occurredAt: new Date('2026-11-21T07:10:50Z') },
      },
    })
    expect(readEvent('subscription.status_changed', null, [])).toMatchObject({
      reading: { type: 'subscription', fact: { values: {} } },
    })
  })

  test('deletes by its topic alone', () => {
    const facts = { name: 'Thé' }
    expect(readEvent('variation.deleted', null, facts)).toMatchObject({ reading: { type: 'product-deletion' } })
    expect(readEvent('customer.deleted', null, facts)).toMatchObject({
      reading: { type: 'deletion', noun: 'customer' },
    })
    expect(readEvent('order.deleted', order)).toMatchObject({ kind: 'unreadable', pointer: '/data' })
  })

  test('only `<kind>.deleted` is the end of an entity', () => {
    expect(readEvent('order.note.deleted', null)).toEqual({ kind: 'unknown', code: 'unknown_topic' })
    expect(readEvent('product.deleted', null, {}, 'variation')).toMatchObject({
      reading: { type: 'product-deletion' },
    })
  })

  test('needs no facts to be known as one', () => {
    const event = { topic: 'order.updated', entity: { kind: 'order', id: '9', version: 2 }, data: order }
    expect(readBare('order.updated', event)).toEqual(readBare('order.updated', order))
  })

  test('too large to be sent is fetched', () => {
    const fetched = { kind: 'fetch', entityKind: 'product', externalId: '9' }
    expect(readEvent('product.updated', null, { oversize: true })).toEqual(fetched)
    expect(readEvent('order.updated', null)).toMatchObject({ kind: 'fetch', entityKind: 'order' })
  })

  test('says where in its data a value is wrong', () => {
    expect(readEvent('order.updated', { ...order, total: '1.001' })).toMatchObject({
      kind: 'unreadable',
      pointer: '/data/total',
    })
    expect(readEvent('coupon.updated', { id: 9 })).toEqual({ kind: 'ignored', code: 'not_mirrored' })
  })

  test('that only tests the way here says nothing, and asks for no fetch', () => {
    expect(readEvent('connection.tested', null, {}, 'ping')).toEqual({ kind: 'ignored', code: 'test' })
  })
})
