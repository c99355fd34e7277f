import { describe, expect, test } from 'vitest'
import type { Reading } from '../connector.ts'
import { deliveries, readCatalogue } from './fixtures.ts'
import { decodeEntities } from './html-entities.ts'
import { read } from './read.ts'

const simple = {
  id: 9,
  name: 'Thé &amp; infusion',
  type: 'simple',
  status: 'publish',
  sku: 'THE-1',
  description: '<p>Bio &amp; bon</p>',
  short_description: '',
  price: '8.50',
  regular_price: '9.9000',
  sale_price: '8.50',
  manage_stock: true,
  stock_quantity: 5,
  stock_status: 'instock',
  parent_id: 0,
  categories: [
    { id: 15, name: 'Uncategorized', slug: 'uncategorized' },
    { id: 23, name: 'Thés &amp; infusions', slug: 'thes' },
  ],
  images: [{ src: 'https://shop.example/the.png', alt: '' }],
  attributes: [],
  date_modified_gmt: '2026-11-21T08:35:24',
}

const readValue = (value: unknown, { topic = 'product.updated', kind = 'product', currency = 'EUR' } = {}) =>
  read({ topic, kind, externalId: '9', raw: new TextEncoder().encode(JSON.stringify(value)), currency })

function readingOf(result: ReturnType<typeof readValue>): Reading {
  if (result.kind !== 'reading') throw new Error(JSON.stringify(result))
  return result.reading
}

describe('a product', () => {
  test('is read with decoded names and exact amounts', () => {
    expect(readingOf(readValue(simple))).toEqual({
      type: 'product',
      externalId: '9',
      fields: {
        sku: 'THE-1',
        name: 'Thé & infusion',
        status: 'active',
        stockQuantity: 5,
        isInStock: true,
        currency: 'EUR',
        basePrice: 990,
        price: 850,
        description: '<p>Bio &amp; bon</p>',
        shortDescription: '',
        kind: 'simple',
        category: 'Thés & infusions',
        images: [{ url: 'https://shop.example/the.png', alt: null }],
      },
      attributes: {},
      agreed: {
        name: 'Thé &amp; infusion',
        sku: 'THE-1',
        regular_price: '9.9000',
        sale_price: '8.50',
        price: '8.50',
        status: 'publish',
        stock_quantity: 5,
        stock_status: 'instock',
        description: '<p>Bio &amp; bon</p>',
        date_modified_gmt: '2026-11-21T08:35:24',
      },
    })
  })

  test.each([
    ['publish', 'active'],
    ['draft', 'draft'],
    ['pending', 'draft'],
    ['auto-draft', 'draft'],
    ['private', 'inactive'],
    ['future', 'inactive'],
    ['trash', 'inactive'],
  ])('of status %s is %s', (status, expected) => {
    expect(readingOf(readValue({ ...simple, status }))).toMatchObject({ fields: { status: expected } })
  })

  test('without price, code, category or counted stock says so', () => {
    const bare = {
      ...simple,
      sku: '',
      price: '',
      regular_price: '',
      manage_stock: false,
      stock_status: 'outofstock',
      categories: [],
    }
    expect(readingOf(readValue(bare))).toMatchObject({
      fields: { sku: null, price: null, basePrice: null, stockQuantity: null, isInStock: false, category: null },
    })
  })

  test.each([
    ['24.905', 'EUR', '/regular_price'],
    ['1.5', 'JPY', '/regular_price'],
    ['12,50', 'EUR', '/regular_price'],
    ['-1', 'EUR', '/regular_price'],
    ['90071992547409920', 'EUR', '/regular_price'],
  ])('with %s %s is parked, never rounded', (regular_price, currency, pointer) => {
    const result = readValue({ ...simple, price: '', regular_price }, { currency })
    expect(result).toMatchObject({ kind: 'unreadable', code: 'invalid_amount', pointer })
  })

  test('that is none is parked', () => {
    expect(readValue([])).toMatchObject({ kind: 'unreadable', code: 'invalid_value' })
    expect(readValue({ ...simple, stock_quantity: 2147483648 })).toMatchObject({ pointer: '/stock_quantity' })
    expect(readValue({ ...simple, name: 5 })).toMatchObject({ kind: 'unreadable', pointer: '/name' })
    expect(readValue({ ...simple, type: 'variation' })).toMatchObject({ kind: 'unreadable', pointer: '/parent_id' })
  })
})

test('a variation names its parent and its options', () => {
  const variation = {
    ...simple,
    type: 'variation',
    parent_id: 61,
    attributes: [{ id: 2, name: 'Poids', slug: 'pa_poids', option: '250 g' }],
  }
  for (const type of ['variation', 'subscription_variation']) {
    const reading = readingOf(readValue({ ...variation, type }))
    expect(reading).toMatchObject({ type: 'variation', externalId: '9', parentExternalId: '61' })
    expect(reading).toMatchObject({
      fields: {
        options: [{ name: 'Poids', value: '250 g' }],
        imageUrl: 'https://shop.example/the.png',
        basePrice: 990,
      },
    })
  }
})

test('only a topic that ends in .deleted deletes, by the id alone', () => {
  const deletion = { type: 'product-deletion', externalId: '9' }
  expect(readingOf(readValue({ id: 9 }, { topic: 'product.deleted' }))).toEqual(deletion)
  expect(readValue(simple, { topic: 'product.deleted' })).toMatchObject({ kind: 'unreadable', code: 'unexpected_body' })
  expect(readingOf(readValue({ ...simple, status: 'trash' }, { topic: 'product.updated' }))).toMatchObject({
    type: 'product',
    isInTrash: true,
  })
  expect(readingOf(readValue(simple))).not.toHaveProperty('isInTrash')
  expect(readingOf(readValue(simple, { topic: 'product.restored' }))).toMatchObject({ fields: { status: 'active' } })
})

test('what has no reader yet is unknown', () => {
  expect(readValue({ id: 1 }, { kind: 'parcel', topic: 'parcel.created' })).toEqual({
    kind: 'unknown',
    code: 'unknown_topic',
  })
})

test('names are decoded once, and nothing is made up', () => {
  expect(decodeEntities('A &amp; B &#8217; &#x1F600; &nbsp;&laquo;')).toBe('A & B ’ 😀 \u00a0«')
  expect(decodeEntities('&amp;amp; &unknown; &#0; &#xD800; &#x110000; & &toString;')).toBe(
    '&amp; &unknown; &#0; &#xD800; &#x110000; & &toString;',
  )
})

describe('the recorded shop', () => {
  test('every delivery of a product can be read', () => {
    const kinds = deliveries
      .filter(({ headers, file }) => headers['x-wc-webhook-resource'] === 'product' && !file.startsWith('32-'))
      .map(({ raw, headers }) => {
        const topic = headers['x-wc-webhook-topic'] ?? ''
        return readingOf(read({ topic, kind: 'product', externalId: '1', raw, currency: 'EUR' })).type
      })
    const count = (type: string) => kinds.filter((kind) => kind === type).length
    expect([count('product'), count('variation'), count('product-deletion')]).toEqual([23, 4, 4])
  })

  test('every product and variation can be read, but the one whose price has four decimals', () => {
    const items = readCatalogue()
    expect(items).toHaveLength(90)
    const parked = items.filter((item) => readValue(item).kind !== 'reading')
    expect(parked.map(({ regular_price }) => regular_price)).toEqual(['8.3333'])
    const variations = items.filter(
      (item) => readValue(item).kind === 'reading' && readingOf(readValue(item)).type === 'variation',
    )
    expect(variations).toHaveLength(35)
  })
})
