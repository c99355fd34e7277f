import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAmount, parseAmount } from '../amounts.ts'
import type { OrderFields } from '../connector.ts'
import { moneyIn, readSigned } from './read-amounts.ts'
import { readInstant } from './read-dates.ts'
import { readOrder } from './read-order.ts'

const order = { id: 7, status: 'processing', currency: 'EUR', total: '24.10' }

function fieldsOf(change: object): OrderFields {
  const result = readOrder({ value: { ...order, ...change }, externalId: '7' })
  if (result.kind !== 'reading' || result.reading.type !== 'order') throw new Error(JSON.stringify(result))
  return result.reading.fields
}

describe('an order', () => {
  test.each([
    ['checkout-draft', 'draft'],
    ['auto-draft', 'draft'],
    ['pending', 'pending'],
    ['on-hold', 'on_hold'],
    ['wc-on-hold', 'on_hold'],
    ['processing', 'processing'],
    ['completed', 'completed'],
    ['cancelled', 'canceled'],
    ['refunded', 'refunded'],
    ['failed', 'failed'],
    ['preparation', 'unknown'],
    ['toString', 'unknown'],
  ])('of status %s is %s, beside the source’s own word', (status, expected) => {
    expect(fieldsOf({ status })).toMatchObject({ status: expected, rawStatus: status.replace('wc-', '') })
  })

  test('in the trash says no status', () => {
    const result = readOrder({ value: { ...order, status: 'trash' }, externalId: '7' })
    expect(result).toMatchObject({ kind: 'reading', reading: { isInTrash: true, fields: { total: 2410 } } })
    expect(fieldsOf({ status: 'trash' })).not.toHaveProperty('status')
    expect(fieldsOf({ status: 'trash' })).not.toHaveProperty('rawStatus')
  })

  test('says nothing of what it leaves out, and null of what is empty', () => {
    expect(fieldsOf({})).toEqual({ status: 'processing', rawStatus: 'processing', currency: 'EUR', total: 2410 })
    expect(fieldsOf({ customer_id: 0, transaction_id: '', date_paid_gmt: null })).toMatchObject({
      customerExternalId: null,
      transactionId: null,
      paidAt: null,
    })
    expect(fieldsOf({ customer_id: 12, date_paid_gmt: '2026-11-21T08:30:16' })).toMatchObject({
      customerExternalId: '12',
      paidAt: new Date('2026-11-21T08:30:16Z'),
    })
    expect(fieldsOf({ billing: [] })).not.toHaveProperty('billing')
  })

  test('names the subscriptions that it renews, switches or takes up again, each once', () => {
    const meta_data = [
      { id: 1, key: '_subscription_renewal', value: '249' },
      { id: 2, key: '_subscription_renewal', value: 250 },
      { id: 3, key: '_subscription_renewal', value: '249' },
      { id: 4, key: '_subscription_switch', value: '262' },
      { id: 5, key: '_subscription_resubscribe', value: '286' },
      { id: 6, key: '_subscription_renewal', value: { a: 1 } },
      { id: 7, key: null, value: null },
      { id: 8, key: '_subscription_renewal_early', value: '1' },
    ]
    expect(fieldsOf({ meta_data }).subscriptions).toEqual([
      { relation: 'renewal', externalId: '249' },
      { relation: 'renewal', externalId: '250' },
      { relation: 'switch', externalId: '262' },
      { relation: 'resubscribe', externalId: '286' },
    ])
  })

  test('leaves out a refund that is being deleted, which stands there without its amount', () => {
    const refunds = [
      { id: 300, reason: '', total: '-' },
      { id: 301, reason: '', amount: '' },
      { id: 302, reason: 'Geste', total: '-1.07' },
    ]
    expect(fieldsOf({ refunds }).refunds).toEqual([
      { externalId: '302', amount: 107, reason: 'Geste', refundedAt: null },
    ])
  })

  test('gives refunds as positive amounts, whichever way they are written', () => {
    const refunds = [
      { id: 3, reason: '', total: '-24.10' },
      { id: 4, amount: '5.00', reason: 'Cass&eacute;', date_created_gmt: '2026-11-21T08:29:51' },
    ]
    expect(fieldsOf({ refunds }).refunds).toMatchObject([
      { externalId: '3', amount: 2410, reason: null, refundedAt: null },
      { externalId: '4', amount: 500, refundedAt: new Date('2026-11-21T08:29:51Z') },
    ])
  })

  test.each([
    [{ total: '24.105' }, 'invalid_amount', '/total'],
    [{ currency: 'JPY', total: '24.50' }, 'invalid_amount', '/total'],
    [{ line_items: [{ id: 1, total: '1.005' }] }, 'invalid_amount', '/line_items/0/total'],
    [{ currency: 'XYZ' }, 'invalid_currency', '/currency'],
    [{ line_items: 'none' }, 'invalid_value', '/line_items'],
    [{ billing_period: 'month' }, 'unexpected_body', '/billing_period'],
  ])('B20: with %j is parked', (change, code, pointer) => {
    const result = readOrder({ value: { ...order, ...change }, externalId: '7' })
    expect(result).toMatchObject({ kind: 'unreadable', code, pointer })
  })
})

describe('money', () => {
  test.each([
    ['3545.00', 'JPY', 3545],
    ['1091.67', 'KWD', 1091670],
    ['1091.667', 'KWD', 1091667],
    ['-24.10', 'EUR', -2410],
    ['24', 'EUR', 2400],
    ['-0.00', 'EUR', 0],
  ])('%s %s is %d minor units', (text, currency, amount) => expect(readSigned(text, currency)).toBe(amount))

  test('any amount that a currency has comes back from the decimals that a shop writes it with', () => {
    const amounts = fc.integer({ min: -1e12, max: 1e12 })
    fc.assert(
      fc.property(
        amounts,
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CHF'),
        fc.nat({ max: 4 }),
        (amount, currency, zeros) => {
          const text = formatAmount(amount, currency)
          const padded = zeros === 0 ? text : `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`
          expect(readSigned(padded, currency)).toBe(amount)
        },
      ),
    )
  })

  test('what does not fit is told with its place, and never rounded', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 999 }), (whole, rest) => {
        const text = `${whole}.${String(rest).padStart(3, '0')}`
        const money = moneyIn('EUR')
        const amount = money.read(text, '/total')
        if (rest % 10 === 0) expect(amount).toBe(parseAmount(text, 'EUR'))
        expect(money.misfit()).toBe(rest % 10 === 0 ? null : '/total')
      }),
    )
  })
})

test('dates may lie ahead; what is no date is none', () => {
  expect(readInstant('2031-01-31T10:00:00')).toEqual(new Date('2031-01-31T10:00:00Z'))
  for (const none of [
    '',
    '0',
    null,
    undefined,
    '0000-00-00T00:00:00',
    '0000-01-01T00:00:00',
    '0001-01-01T00:00:00+14:00',
    5,
  ]) {
    expect(readInstant(none)).toBeNull()
  }
})
