import { afterEach, describe, expect, test } from 'vitest'
import { createWooAuth } from '../../../test/woo-auth.ts'
import { startWooRest, type WooRest, type WooRestOptions } from '../../../test/woo-rest.ts'
import { makeShop, type ShopKind } from '../../../test/woo-shop.ts'
import { createDeliver } from '../../platform/deliver.ts'
import type { ConnectionContext, HttpRequest, Io, PulledItem, PullResult } from '../connector.ts'
import { listsChanges, pull, pulls } from './pull.ts'
import { read } from './read.ts'
import { MAX_RESPONSE_BYTES, restRequest } from './rest-request.ts'
import { testConnection } from './test-connection.ts'

const connectionId = '0199f3a2-0000-7000-8000-000000000004'
const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const deliver = createDeliver({ allowedPrivateNetworks: ['127.0.0.1/32'], maxBodyBytes: MAX_RESPONSE_BYTES })
const open: WooRest[] = []
afterEach(async () => {
  for (const rest of open.splice(0)) await rest.close()
})

async function start(options: WooRestOptions = {}) {
  const rest = await startWooRest(options)
  open.push(rest)
  const context: ConnectionContext = {
    organisationId: '0199f3a2-0000-7000-8000-000000000001',
    connectionId,
    currency: 'EUR',
    settings: { url: `${rest.url}/`, ...(options.plugin && { plugin: 'paired' }) },
    secrets: options.plugin
      ? { signing_secret: [signingSecret] }
      : { consumer_key: [rest.consumerKey], consumer_secret: [rest.consumerSecret] },
  }
  const io: Io = { http: deliver, now: () => new Date() }
  const ask = (kind: string, more: { cursor?: string | null; externalIds?: string[]; changedAfter?: Date } = {}) =>
    pull({ io, context, kind, cursor: null, ...more })
  return { rest, shop: rest.shop, context, io, ask }
}

function pageOf(result: PullResult) {
  if (result.kind !== 'page') throw new Error(JSON.stringify(result))
  return result
}

async function pullAll(
  ask: (kind: string, more: { cursor: string | null; changedAfter?: Date }) => Promise<PullResult>,
  kind: string,
  { changedAfter, between }: { changedAfter?: Date; between?: (page: number) => void } = {},
): Promise<PulledItem[]> {
  const items: PulledItem[] = []
  let cursor: string | null = null
  for (let n = 1; n < 100; n++) {
    const page = pageOf(await ask(kind, { cursor, ...(changedAfter && { changedAfter }) }))
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === null) return items
    between?.(n)
  }
  throw new Error('it never ends')
}

const ids = (items: readonly PulledItem[]) => items.map(({ externalId }) => Number(externalId))
const idsIn = (rest: WooRest, kind: ShopKind) =>
  rest.shop
    .list(kind)
    .filter(({ status }) => status !== 'trash')
    .map(({ id }) => id)

describe.each([
  ['the REST API, signed by OAuth over http', {}],
  ['the plugin', { plugin: { signingSecret, connectionId } }],
])('the recorded shop through %s', (_, options) => {
  test('is read whole, each thing once, and all of it can be read', async () => {
    const { rest, ask } = await start(options)
    for (const kind of pulls) {
      const items = await pullAll(ask, kind)
      expect(ids(items)).toEqual([...new Set(ids(items))])
      expect(ids(items).sort((a, b) => a - b)).toEqual(idsIn(rest, kind as ShopKind))
      const unread = items
        .map(({ kind, topic, externalId, raw }) =>
          read({ kind, topic, externalId: externalId ?? '', raw, currency: 'EUR' }),
        )
        .filter((result) => result.kind !== 'reading')
      expect(unread).toHaveLength(kind === 'product' ? 1 : 0)
    }
  })

  test('by ids: found in the trash too, and missing only what is not there', async () => {
    const { shop, ask } = await start(options)
    shop.change('order', 149, { status: 'trash' })
    const page = pageOf(await ask('order', { externalIds: ['149', '150', '999999'] }))
    expect(ids(page.items).sort()).toEqual([149, 150])
    expect(page.missingIds).toEqual(['999999'])
    expect(page.nextCursor).toBeNull()
  })

  test('what changed after a moment, where it can be told', async () => {
    const { shop, ask } = await start(options)
    const changedAfter = new Date('2028-11-22T10:00:00.500Z')
    shop.change('product', 20, { name: 'x' }, new Date('2028-11-22T10:00:00Z'))
    shop.change('product', 21, { name: 'y' }, new Date('2028-11-22T09:59:58Z'))
    shop.change('variation', 62, { sku: 'z' }, new Date('2028-11-22T10:00:00Z'))
    shop.change('order', 150, {}, new Date('2028-11-22T10:00:00Z'))
    expect(ids(await pullAll(ask, 'product', { changedAfter }))).toEqual([20])
    expect(ids(await pullAll(ask, 'variation', { changedAfter }))).toEqual([62])
    expect(ids(await pullAll(ask, 'order', { changedAfter }))).toEqual([150])
    if (!('plugin' in options)) {
      expect(listsChanges).not.toContain('customer')
      expect(await pullAll(ask, 'customer', { changedAfter })).toHaveLength(21)
    }
  })
})

describe('the REST API', () => {
  test('an item is the exact text of the answer, with the time that a webhook of it would have', async () => {
    const { ask } = await start()
    const page = pageOf(await ask('product', { externalIds: ['20'] }))
    const item = page.items[0]
    expect(item).toMatchObject({ kind: 'product', topic: 'product.updated', sourceEventId: null })
    expect(new TextDecoder().decode(item?.raw)).toMatch(/^\{"id":20,.*\\u2014.*\\\/.*\}$/s)
    expect(item?.sourceVersion).toBe(item?.occurredAt?.getTime())
    const variation = pageOf(await ask('product', { externalIds: ['62'] })).items[0]
    expect(variation).toMatchObject({ kind: 'product', externalId: '62' })
    expect(pageOf(await ask('variation', { externalIds: ['62', '7777'] }))).toMatchObject({ missingIds: ['7777'] })
  })

  const makeProducts = (count: number) => {
    const shop = makeShop()
    for (let id = 1; id <= count; id++) shop.put('product', { id, name: `P${id}`, type: 'simple', status: 'publish' })
    return shop
  }

  test('nothing is left out while things before it are deleted, and nothing comes twice', async () => {
    const shop = makeProducts(560)
    const { ask } = await start({ shop })
    const removed = new Set<number>()
    const items = await pullAll(ask, 'product', {
      between: (page) => {
        for (let id = page; id < page * 100; id += 3) {
          shop.remove('product', id)
          removed.add(id)
        }
        shop.put('product', { id: 1000 + page, name: 'new', type: 'simple', status: 'publish' })
      },
    })
    const found = ids(items)
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
    for (const { id } of shop.list('product')) if (id <= 560) expect(found, String(id)).toContain(id)
    expect(found).toContain(1001)
  })

  test('a listing that leaves out things for want of a right, or that empties, comes to its end', async () => {
    const shop = makeProducts(250)
    const hidden = await start({
      shop,
      answer: ({ query }) => {
        const offset = Number(query.offset)
        const body = shop
          .list('product')
          .slice(offset, offset + 100)
          .filter(({ id }) => id % 2 === 0)
        return { status: 200, headers: { 'x-wp-total': '250' }, body }
      },
    })
    expect(await pullAll(hidden.ask, 'product')).toHaveLength(125)
    const emptied = await start({ shop: makeProducts(150) })
    const items = await pullAll(emptied.ask, 'product', {
      between: () => {
        for (const { id } of emptied.shop.list('product')) emptied.shop.remove('product', id)
      },
    })
    expect(items).toHaveLength(100)
  })

  test('a shop that does not manage a hundred at once is asked for fewer, and read whole all the same', async () => {
    const shop = makeProducts(130)
    const { ask, rest } = await start({
      shop,
      answer: ({ query }) => (Number(query.per_page) > 20 ? { status: 500, body: '' } : null),
    })
    expect(ids(await pullAll(ask, 'product'))).toEqual(idsIn(rest, 'product'))
    expect(rest.calls.filter(({ status }) => status === 500)).toHaveLength(1)
  })

  test('variations of many products come in portions', async () => {
    const shop = makeShop()
    for (let id = 1; id <= 130; id++) {
      shop.put('product', { id, type: id % 2 ? 'variable' : 'simple' })
      for (let n = 1; id % 2 && n <= 3; n++) shop.put('variation', { id: id * 1000 + n, parent_id: id })
    }
    for (let n = 4; n <= 230; n++) shop.put('variation', { id: 129_000 + n, parent_id: 129 })
    const { ask } = await start({ shop })
    const items = await pullAll(ask, 'variation')
    expect(new Set(ids(items)).size).toBe(65 * 3 + 227)
    expect(items).toHaveLength(65 * 3 + 227)
  })

  test.each<[string, { status: number; headers?: Record<string, string>; body: unknown }, PullResult]>([
    [
      'a wrong key',
      { status: 401, body: { code: 'woocommerce_rest_cannot_view', message: '' } },
      { kind: 'unauthorized' },
    ],
    ['a firewall', { status: 403, body: '<html>' }, { kind: 'unauthorized' }],
    [
      'too many calls',
      { status: 429, headers: { 'retry-after': '7' }, body: '' },
      { kind: 'retry', reason: 'http_429', afterMs: 7000, isThrottled: true },
    ],
    ['maintenance', { status: 503, body: '<html>' }, { kind: 'retry', reason: 'http_503', isThrottled: true }],
    ['a page instead of JSON', { status: 200, body: '<!doctype html>' }, { kind: 'retry', reason: 'bad_response' }],
    ['half an answer', { status: 200, body: '[{"id":1' }, { kind: 'retry', reason: 'bad_response' }],
    ['no list', { status: 200, body: { id: 1 } }, { kind: 'retry', reason: 'bad_response' }],
    ['an error of PHP', { status: 500, body: '' }, { kind: 'retry', reason: 'http_500' }],
    ['a redirect', { status: 301, headers: { location: '/' }, body: '' }, { kind: 'rejected', reason: 'http_301' }],
    ['no WordPress', { status: 404, body: '<html>' }, { kind: 'rejected', reason: 'http_404' }],
    [
      'no such route',
      { status: 404, body: { code: 'rest_no_route', message: '' } },
      { kind: 'rejected', reason: 'rest_no_route' },
    ],
  ])('%s is a result', async (_, answer, expected) => {
    const { ask } = await start({ answer: () => answer })
    expect(await ask('order')).toEqual(expected)
    expect(await ask('order', { externalIds: ['5'] })).toEqual(expected)
  })

  test('a shop without Subscriptions says so, and is wrong in nothing else', async () => {
    const { ask } = await start({ hasSubscriptions: false })
    expect(await ask('subscription')).toEqual({ kind: 'rejected', reason: 'rest_no_route' })
    expect(await ask('subscription', { externalIds: ['214'] })).toEqual({ kind: 'rejected', reason: 'rest_no_route' })
    expect(pageOf(await ask('order')).items.length).toBeGreaterThan(50)
  })

  test('a cursor or a kind that is none of ours is refused, and so is a connection without a key', async () => {
    const { ask, io, context } = await start()
    expect(await ask('order', { cursor: 'x' })).toEqual({ kind: 'rejected', reason: 'invalid_cursor' })
    expect(await ask('coupon')).toEqual({ kind: 'rejected', reason: 'unknown_kind' })
    const bare = { ...context, secrets: {} }
    expect(await pull({ io, context: bare, kind: 'order', cursor: null })).toMatchObject({
      reason: 'credentials_missing',
    })
  })

  test('over https the key goes in the header, and never in the address', async () => {
    const sent: HttpRequest[] = []
    const { context } = await start()
    const io: Io = {
      now: () => new Date(),
      http: async (request) => {
        sent.push(request)
        return { kind: 'response', status: 200, headers: { 'x-wp-total': '0' }, body: '[]', durationMs: 1 }
      },
    }
    const https = { ...context, settings: { url: 'https://shop.example/boutique/' } }
    await pull({ io, context: https, kind: 'order', cursor: null })
    expect(sent[0]?.url).toMatch(/^https:\/\/shop\.example\/boutique\/wp-json\/wc\/v3\/orders\?/)
    expect(sent[0]?.url).not.toContain('oauth')
    expect(sent[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ck_fake:cs_fake').toString('base64')}`)
    await pull({ io, context, kind: 'order', cursor: null })
    expect(sent[1]?.headers).not.toHaveProperty('authorization')
    expect(sent[1]?.url).not.toContain('cs_fake')
  })
})

test('OAuth 1.0a signs what WooCommerce computes, and opens once', () => {
  const credentials = { url: 'http://shop.example/boutique', key: 'ck', secret: 'cs' }
  const query = { include: '1,2', search: "L'été *(1 + 1)~ 100 %", _fields: 'id,type' }
  const { url } = restRequest({ credentials, path: 'orders', query, now: new Date(), nonce: 'abc' })
  const isAllowed = createWooAuth({ key: 'ck', secret: 'cs', isSecure: false })
  const call = { method: 'GET', url: new URL(url), authorization: undefined }
  expect(isAllowed(call)).toBe(true)
  expect(isAllowed(call)).toBe(false)
  const other = createWooAuth({ key: 'ck', secret: 'another', isSecure: false })
  expect(other(call)).toBe(false)
})

describe('the plugin', () => {
  const plugin = { signingSecret, connectionId }

  test('items become events as the plugin would send them, with the version of the plugin', async () => {
    const { shop, ask } = await start({ plugin })
    shop.change('order', 150, { status: 'completed' }, new Date('2026-11-22T10:00:00Z'))
    const item = pageOf(await ask('order', { externalIds: ['150'] })).items[0]
    const event = JSON.parse(new TextDecoder().decode(item?.raw))
    expect(event).toMatchObject({
      id: null,
      topic: 'order.updated',
      sequence: null,
      entity: { kind: 'order', id: '150', version: 2 },
      facts: {},
      data: { id: 150, status: 'completed' },
    })
    expect(item).toMatchObject({ kind: 'order', topic: 'order.updated', externalId: '150', sourceVersion: 2 })
    const again = pageOf(await ask('order', { externalIds: ['150'] })).items[0]
    expect(again?.raw).toEqual(item?.raw)
  })

  const answering = async (body: string, isUtf8?: boolean) => {
    const { context } = await start({ plugin })
    const http: Io['http'] = async () => ({
      kind: 'response',
      status: 200,
      headers: {},
      body,
      durationMs: 1,
      ...(isUtf8 === undefined ? {} : { isUtf8 }),
    })
    const io: Io = { http, now: () => new Date() }
    return pull({ io, context, kind: 'order', cursor: null, externalIds: ['1', '2', '3'] })
  }

  test('an item without data is not missing, and one that cannot be stored does not hold up its page', async () => {
    const entity = (id: unknown) => ({ kind: 'order', id, version: 1 })
    const items = [
      { entity: entity('1'), data: null },
      { entity: entity('a\0'), data: { id: 9 } },
      { entity: entity('x'.repeat(300)), data: { id: 9 } },
      { entity: entity('2'), data: { id: 2 } },
    ]
    const page = pageOf(await answering(JSON.stringify({ items, missing_ids: ['3', 'y'.repeat(300)] })))
    expect(page.items.map(({ externalId }) => externalId)).toEqual(['2'])
    expect(page.missingIds).toEqual(['3'])
  })

  test('F33 bytes that are no UTF-8 are refused, and never stored as other text', async () => {
    expect(await answering('{"items":[]}', false)).toEqual({ kind: 'retry', reason: 'invalid_utf8' })
  })

  test('an unsigned or foreign call is refused', async () => {
    const { context, io } = await start({ plugin })
    const other = { ...context, connectionId: '0199f3a2-0000-7000-8000-000000000009' }
    expect(await pull({ io, context: other, kind: 'order', cursor: null })).toEqual({ kind: 'unauthorized' })
  })
})

test('R0.7 the test call says what it found, and what is wrong', async () => {
  const rest = await start()
  expect(await testConnection(rest)).toEqual({ kind: 'ok', detail: 'The REST API answers: 55 products' })
  expect(await testConnection(await start({ plugin: { signingSecret, connectionId } }))).toMatchObject({ kind: 'ok' })
  const wrong = { ...rest.context, secrets: { ...rest.context.secrets, consumer_secret: ['no'] } }
  expect(await testConnection({ io: rest.io, context: wrong })).toMatchObject({ code: 'unauthorized' })
  expect(await testConnection({ io: rest.io, context: { ...rest.context, secrets: {} } })).toMatchObject({
    code: 'credentials_missing',
  })
})

test('the connection’s test names the webhooks that the shop has switched off, and decimals that no amount of ours has', async () => {
  const door = 'https://relay.example/webhooks/woocommerce/0199f3a2-0000-7000-8000-000000000001'
  const hook = (status: string, topic: string, delivery_url: string) => ({ status, topic, delivery_url })
  const webhooks = [
    hook('disabled', 'order.updated', door),
    hook('disabled', 'order.created', `${door}/${connectionId}/`),
    hook('disabled', 'product.updated', door),
    hook('active', 'product.updated', `${door}/${connectionId}`),
    hook('paused', 'product.deleted', door),
    hook('disabled', 'coupon.updated', 'https://elsewhere.example/hook'),
    hook('disabled', 'customer.updated', `${door}/0199f3a2-0000-7000-8000-00000000ffff`),
  ]
  const answers = (decimals: string): WooRestOptions => ({
    answer: ({ path }) => {
      if (path.endsWith('/webhooks')) return { status: 200, body: webhooks }
      return path.endsWith('_num_decimals') ? { status: 200, body: { value: decimals } } : null
    },
  })
  expect(await testConnection(await start(answers('4')))).toEqual({
    kind: 'ok',
    detail:
      'The REST API answers: 55 products. webhooks_disabled: WooCommerce has disabled its webhooks for order.created, order.updated. ' +
      'price_decimals: The shop keeps prices with 4 decimals: amounts that do not fit EUR are refused',
  })
  expect(await testConnection(await start(answers('2')))).not.toMatchObject({
    detail: expect.stringContaining('decimals'),
  })
})
