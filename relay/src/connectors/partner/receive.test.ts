import { describe, expect, test } from 'vitest'
import type { Headers, ReceivedEvent, ReceiveResult } from '../connector.ts'
import { apiKey, context, productText } from './fixtures.ts'
import { read, receive } from './receive.ts'

const good: Headers = { 'content-type': 'application/json', 'x-api-key': apiKey }
const now = new Date('2026-11-21T09:00:00Z')
const send = (body: string | Uint8Array, headers: Headers = good) =>
  receive({ raw: typeof body === 'string' ? new TextEncoder().encode(body) : body, headers, context, now })
const product = (members: string) => `{"id":1,"nom":"Box",${members}}`

function eventsOf(result: ReceiveResult): ReceivedEvent[] {
  expect(result.kind).toBe('events')
  return result.kind === 'events' ? result.events : []
}

function refusalOf(result: ReceiveResult) {
  expect(result.kind).toBe('refused')
  if (result.kind !== 'refused') throw new Error('not refused')
  const { status, code, errors } = result.refusal
  return { status, code, ...(errors ? { errors } : {}) }
}

describe('the key', () => {
  test('R0.1: is asked for before anything is read', () => {
    for (const body of ['{', '[]', productText]) {
      expect(refusalOf(send(body, { 'content-type': 'text/plain' }))).toEqual({ status: 401, code: 'unauthenticated' })
      expect(refusalOf(send(body, { ...good, 'x-api-key': '' }))).toEqual({ status: 401, code: 'unauthenticated' })
      expect(refusalOf(send(body, { ...good, 'x-api-key': 'wrong' }))).toEqual({ status: 401, code: 'invalid_key' })
    }
  })

  test('R0.7: any live value opens, and none where there is none', () => {
    expect(send(productText, { ...good, 'x-api-key': context.secrets.secret?.[1] }).kind).toBe('events')
    const raw = new TextEncoder().encode(productText)
    expect(refusalOf(receive({ raw, headers: good, context: { ...context, secrets: {} } })).code).toBe('invalid_key')
  })
})

describe('the call', () => {
  test.each([
    undefined,
    '',
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/ld+json; charset=iso-8859-1',
    'application/jsonp',
  ])('B14: content type %s is refused', (type) => {
    expect(refusalOf(send(productText, { ...good, 'content-type': type }))).toEqual({
      status: 415,
      code: 'unsupported_media_type',
    })
  })

  test.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/ld+json;charset="utf-8"'])(
    'content type %s is taken',
    (type) => {
      expect(send(productText, { ...good, 'content-type': type }).kind).toBe('events')
    },
  )

  test.each([
    ['null', ''],
    ['"x"', ''],
    ['7', ''],
    ['[]', ''],
    ['{}', '/id'],
    ['{"id":1}', '/nom'],
  ])('B15: %s is 422 with a pointer', (body, pointer) => {
    const refusal = refusalOf(send(body))
    expect(refusal).toMatchObject({ status: 422, code: 'validation_failed' })
    expect(refusal.errors?.[0]?.pointer).toBe(pointer)
  })

  test.each(['', '{"id":1,"nom":"Box"', `${productText} x`, "{'id':1}", '{"id":NaN}', '\uFEFF{"id":1,"nom":"Box"}'])(
    'B16: %j is malformed',
    (body) => {
      expect(refusalOf(send(body))).toEqual({ status: 400, code: 'malformed_json' })
    },
  )

  test('B18: bytes that are no UTF-8 are refused, never replaced', () => {
    const bytes = Buffer.from(productText)
    bytes[bytes.indexOf(0xc3)] = 0xff
    expect(refusalOf(send(bytes))).toEqual({ status: 400, code: 'invalid_utf8' })
  })

  test('B19: depth 33 and 500,000 are too deep', () => {
    for (const depth of [33, 500_000]) {
      expect(refusalOf(send('['.repeat(depth) + ']'.repeat(depth)))).toEqual({ status: 422, code: 'too_deep' })
    }
  })

  test('B28: 200 products are one call, 201 are not', () => {
    const list = (length: number) => `[${Array.from({ length }, (_, id) => `{"id":${id},"nom":"Box"}`).join(',')}]`
    expect(eventsOf(send(list(200)))).toHaveLength(200)
    expect(refusalOf(send(list(201)))).toEqual({ status: 422, code: 'batch_too_large' })
  })

  test('B11: webhook-id names each item, and has no dot', () => {
    const events = eventsOf(send(`[${productText},${productText}]`, { ...good, 'webhook-id': 'msg_1' }))
    expect(events.map((event) => event.sourceEventId)).toEqual(['msg_1:0', 'msg_1:1'])
    expect(eventsOf(send(productText))[0]?.sourceEventId).toBeNull()
    for (const id of ['a.b', 'x'.repeat(129), '', 'é']) {
      expect(refusalOf(send(productText, { ...good, 'webhook-id': id }))).toEqual({
        status: 400,
        code: 'invalid_header',
      })
    }
  })
})

describe('an item', () => {
  test('R0.2: keeps its exact bytes, its id and its own time', () => {
    const second = '{ "id" : "b-2" ,\t"nom":"Caf\\u00e9", "updated_at":"2026-11-21T09:00:00+01:00", "isActive":false }'
    const events = eventsOf(send(` [ ${productText} ,\n${second} ] `))
    expect(events.map((event) => Buffer.from(event.raw).toString())).toEqual([productText, second])
    expect(events[0]).toMatchObject({ externalId: '1', sourceVersion: null, occurredAt: null })
    expect(events[1]).toMatchObject({
      kind: 'product',
      externalId: 'b-2',
      topic: 'product.updated',
      sourceVersion: Date.UTC(2026, 10, 21, 8),
      occurredAt: new Date('2026-11-21T08:00:00Z'),
      problem: null,
    })
  })

  test.each([
    '0000-00-00',
    '2026-02-30T10:00:00Z',
    '2026-11-21T10:00:00',
    '+300000-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59-10:00',
    '2026-11-21T09:05:01Z',
    5,
  ])('B24: an updated_at of %j is no time', (updatedAt) => {
    const [event] = eventsOf(send(product(`"updated_at":${JSON.stringify(updatedAt)}`)))
    expect(event).toMatchObject({ sourceVersion: null, occurredAt: null })
  })

  test('B24: the partner’s clock may be five minutes ahead of ours', () => {
    const [event] = eventsOf(send(product('"updated_at":"2026-11-21T09:05:00Z"')))
    expect(event?.sourceVersion).toBe(now.getTime() + 300_000)
  })

  test('B25: an id is text, digit for digit', () => {
    const ids = ['12345678901234567890', '-3', '0', '"1 OR 1=1"', '"é/~"', '2147483648']
    const events = eventsOf(send(`[${ids.map((id) => `{"id":${id},"nom":"Box"}`).join(',')}]`))
    expect(events.map((event) => event.externalId)).toEqual([
      '12345678901234567890',
      '-3',
      '0',
      '1 OR 1=1',
      'é/~',
      '2147483648',
    ])
    for (const id of [
      '1.5',
      '1.0',
      '1e3',
      '-0',
      '""',
      '" "',
      'null',
      'true',
      '[1]',
      '{}',
      JSON.stringify('x'.repeat(256)),
    ]) {
      expect(refusalOf(send(`{"id":${id},"nom":"Box"}`)).errors).toEqual([{ pointer: '/id', code: 'invalid_id' }])
    }
  })

  test.each([
    ['prix_base', '"12,50"'],
    ['prix_base', '"12.50"'],
    ['prix_base', '24.905'],
    ['prix_base', '-0'],
    ['prix', '-1'],
    ['prix', '1e400'],
    ['prix', '1e-3'],
    ['prix', '9007199254740993'],
    ['prix', 'true'],
    ['prix', '[]'],
  ])('B20: %s %s is no amount', (name, value) => {
    expect(refusalOf(send(product(`"${name}":${value}`)))).toEqual({
      status: 422,
      code: 'validation_failed',
      errors: [{ pointer: `/${name}`, code: 'invalid_amount' }],
    })
  })

  test('B20: the decimals are those of its own currency', () => {
    expect(eventsOf(send(product('"devise":"KWD","prix":1.234')))[0]?.problem).toBeNull()
    expect(refusalOf(send(product('"devise":"JPY","prix":1.5'))).errors).toEqual([
      { pointer: '/prix', code: 'invalid_amount' },
    ])
    for (const devise of ['"eur"', '"ZZZ"', '""']) {
      expect(refusalOf(send(product(`"devise":${devise}`))).errors).toEqual([
        { pointer: '/devise', code: 'invalid_currency' },
      ])
    }
  })

  test.each([
    '"nom":" "',
    '"nom":null',
    '"nom":5',
    '"description":5',
    '"taux_tva":101',
    '"taux_tva":"20"',
    '"features":{}',
    '"popular":"yes"',
    '"rating":-1',
    '"isActive":1',
    '"stock":1.5',
    '"stock":2147483648',
    '"logo_url":[]',
  ])('a wrong %s is told with its place', (member) => {
    const name = member.slice(1, member.indexOf('"', 1))
    const body = name === 'nom' ? `{"id":1,${member}}` : product(member)
    expect(refusalOf(send(body)).errors).toEqual([{ pointer: `/${name}`, code: 'invalid_value' }])
  })

  test('a bad item of a list is rejected alone', () => {
    const events = eventsOf(send(`[${productText},{"id":2,"nom":"Box","prix_base":-1},7,{"id":3,"nom":"Box"}]`))
    expect(events.map((event) => event.problem)).toEqual([
      null,
      { kind: 'reject', code: 'invalid_amount', pointer: '/1/prix_base' },
      { kind: 'reject', code: 'invalid_value', pointer: '/2' },
      null,
    ])
  })

  test('B17, B18: what cannot be stored is quarantined, and its neighbours are not', () => {
    const events = eventsOf(
      send(
        `[{"id":1,"nom":"a\\u0000"},{"id":2,"nom":"Box","x":{"y":["\\ud800"]}},{"id":"\\u0000","nom":"Box"},${productText}]`,
      ),
    )
    expect(
      events.map(({ externalId, problem }) => [externalId, problem?.kind, problem?.code, problem?.pointer]),
    ).toEqual([
      ['1', 'quarantine', 'unstorable_text', '/0/nom'],
      ['2', 'quarantine', 'unstorable_text', '/1/x/y/0'],
      [null, 'quarantine', 'unstorable_text', '/2/id'],
      ['1', undefined, undefined, undefined],
    ])
    expect(eventsOf(send('{"id":1,"nom":"\\u0000"}'))[0]?.problem?.pointer).toBe('/nom')
  })

  test('B21: a repeated key would lose a value, and is rejected', () => {
    expect(refusalOf(send(product('"x":{"a":1,"a":2}'))).errors).toEqual([{ pointer: '/x/a', code: 'duplicate_key' }])
  })

  test.each(['__proto__', 'constructor', 'prototype'])('B22: a key %s is rejected and pollutes nothing', (key) => {
    expect(refusalOf(send(product(`"${key}":{"polluted":1}`))).errors).toEqual([{ pointer: '', code: 'forbidden_key' }])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('what is wrong at the door is unreadable later too', () => {
    const raw = new TextEncoder().encode('{"id":1,"nom":"Box","prix":1.005}')
    const args = { topic: 'product.updated', kind: 'product', externalId: '1', currency: 'EUR' }
    expect(read({ ...args, raw })).toMatchObject({ kind: 'unreadable', code: 'invalid_amount', pointer: '/prix' })
    expect(read({ ...args, raw, currency: 'KWD' })).toMatchObject({ kind: 'reading' })
  })
})
