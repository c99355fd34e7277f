import { describe, expect, test } from 'vitest'
import type { CustomerFields, OrderFields, Reading, SubscriptionFields } from '../connector.ts'
import { deliveries, fixtures } from './fixtures.ts'
import { read } from './read.ts'
import { receive } from './receive.ts'
import { type Recorded, readEntries, readRecordedShop } from './recorded.ts'

const shop = readRecordedShop()
const sum = (numbers: (number | undefined)[]) => numbers.reduce<number>((total, number) => total + (number ?? 0), 0)
const cents = (text: unknown) => Math.round(Number(text) * 100)

function readRecorded(kind: string, { source, value }: Recorded): Reading {
  const raw = new TextEncoder().encode(JSON.stringify(value))
  const result = read({ topic: `${kind}.updated`, kind, externalId: String(value.id), raw, currency: 'EUR' })
  if (result.kind !== 'reading') throw new Error(`${source}: ${JSON.stringify(result)}`)
  return result.reading
}

function totalOf(fields: OrderFields): number {
  const parts = [...(fields.lines ?? []), ...(fields.shippingLines ?? []), ...(fields.fees ?? [])]
  return sum(parts.map(({ total, totalTax }) => total + totalTax))
}

describe('R1.4 every representation of a recorded shop', () => {
  test('is found wherever it was recorded', () => {
    expect([shop.orders.length, shop.subscriptions.length, shop.customers.length]).toEqual([201, 115, 44])
  })

  test('of an order is read, and its lines, shipping, fees and taxes come to its total', () => {
    const statuses = new Set<string | undefined>()
    const odd: string[] = []
    for (const recorded of shop.orders) {
      const reading = readRecorded('order', recorded)
      if (reading.type !== 'order') throw new Error(reading.type)
      const { fields } = reading
      statuses.add(fields.status)
      expect(reading.isInTrash === true).toBe(recorded.value.status === 'trash')
      expect(fields.total).toBe(fields.currency === 'JPY' ? Number(recorded.value.total) : cents(recorded.value.total))
      const taxes = sum((fields.taxes ?? []).map(({ total, shippingTotal }) => total + shippingTotal))
      if (totalOf(fields) !== fields.total) odd.push(`${recorded.source} ${reading.externalId}`)
      else if (taxes !== fields.totalTax) odd.push(`${recorded.source} ${reading.externalId} taxes`)
      expect(sum((fields.shippingLines ?? []).map(({ total }) => total))).toBe(fields.shippingTotal)
      expect(sum((fields.lines ?? []).map(({ subtotal, total }) => subtotal - total))).toBe(fields.discountTotal)
      for (const { taxes, totalTax } of fields.lines ?? []) expect(sum(taxes.map((t) => t.total))).toBe(totalTax)
    }
    expect([...statuses].sort()).toEqual(
      ['canceled', 'completed', 'draft', 'failed', 'on_hold', 'pending', 'processing', 'refunded', undefined].sort(),
    )
    // A line was added in the order screen, and "Recalculate" not yet pressed.
    expect(odd).toEqual(['order-edited-in-admin 343'])
  })

  test('of a subscription is read, with the dates that it says', () => {
    const seen = new Set<string | undefined>()
    for (const recorded of shop.subscriptions) {
      const reading = readRecorded('subscription', recorded)
      if (reading.type !== 'subscription') throw new Error(reading.type)
      const { fields } = reading
      const { value } = recorded
      seen.add(fields.rawStatus)
      const text = (date: Date | null | undefined) => date?.toISOString().slice(0, 19) ?? ''
      expect(text(fields.nextPaymentAt)).toBe(value.next_payment_date_gmt)
      expect(text(fields.paymentRetryAt)).toBe(value.payment_retry_date_gmt ?? '')
      expect(text(fields.endAt)).toBe(value.end_date_gmt)
      expect(text(fields.startedAt)).toBe(value.start_date_gmt)
      expect(fields.total).toBe(cents(value.total))
      expect(fields.parentOrderExternalId).toBe(value.parent_id === 0 ? null : String(value.parent_id))
      expect(fields.interval).toBe(Number(value.billing_interval))
      const ids = fields.renewalOrderExternalIds ?? []
      expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)))
    }
    expect([...seen].sort()).toEqual(
      ['active', 'cancelled', 'expired', 'on-hold', 'pending', 'pending-cancel', 'switched', 'trash'].sort(),
    )
  })

  test('of a customer is read', () => {
    for (const recorded of shop.customers) {
      const reading = readRecorded('customer', recorded)
      if (reading.type !== 'customer') throw new Error(reading.type)
      expect(reading.fields).toMatchObject({ email: recorded.value.email, username: recorded.value.username })
      expect(reading.fields.registeredAt).toBeInstanceOf(Date)
    }
  })
})

test('every recorded delivery passes the door with its own signature, and is read, ignored or fetched', () => {
  const kinds: Record<string, number> = {}
  for (const { file, raw, headers, secret, isSigned } of deliveries) {
    if (!isSigned) continue
    const context = { ...fixtures.context, secrets: { webhook_secret: ['another', secret] } }
    const result = receive({ raw, headers, context })
    if (result.kind !== 'events') throw new Error(file)
    for (const { problem, externalId, topic, kind, isFact } of result.events) {
      if (problem !== null || externalId === null) continue
      const outcome = read({ topic, kind, externalId, raw, currency: 'EUR' })
      const name = outcome.kind === 'reading' ? outcome.reading.type : outcome.kind
      kinds[name] = (kinds[name] ?? 0) + 1
      expect(isFact ?? false, file).toBe(topic.startsWith('action.') || topic === 'subscription.switched')
    }
  }
  expect(kinds).toEqual({
    product: 23,
    variation: 4,
    'product-deletion': 4,
    deletion: 5,
    customer: 11,
    order: 24,
    subscription: 16,
    ignored: 6,
    fetch: 1,
  })
})

describe('single things of the recording', () => {
  const fieldsOf = <T>(name: 'orders' | 'customers' | 'subscriptions', entry: string, kind: string): T => {
    const found = readEntries(name).find((candidate) => candidate.name === entry)
    const value = found?.[kind] as Recorded['value']
    const reading = readRecorded(kind, { source: entry, value: { ...value, ...(kind === 'order' && notesOf(found)) } })
    return ('fields' in reading ? reading.fields : {}) as T
  }
  const notesOf = (entry: Record<string, unknown> | undefined) => ({ notes: entry?.notes, refunds: entry?.refunds })

  test('a JPY order of a EUR shop is read in whole yen', () => {
    const fields = fieldsOf<OrderFields>('orders', 'jpy', 'order')
    expect(fields).toMatchObject({ currency: 'JPY', total: 3545, totalTax: 320, shippingTotal: 25 })
    expect(fields.lines?.[0]).toMatchObject({ name: 'ドリップコーヒー Drip bag', total: 3200, totalTax: 320 })
  })

  test('fees may be negative, with the taxes of several rates', () => {
    const fields = fieldsOf<OrderFields>('orders', 'rest_fee', 'order')
    expect(fields.fees).toEqual([
      { externalId: '25', name: 'Emballage cadeau 🎀', total: 250, totalTax: 50 },
      { externalId: '26', name: 'Geste commercial', total: -300, totalTax: -20 },
    ])
  })

  test('whole refunds carry their date, and notes are plain text', () => {
    const refunds = fieldsOf<OrderFields>('orders', 'refund_twice', 'order').refunds
    expect(refunds).toEqual([
      { externalId: '184', amount: 500, reason: 'Geste commercial', refundedAt: new Date('2026-11-21T08:29:51Z') },
      {
        externalId: '185',
        amount: 335,
        reason: 'Retard — « Colissimo » 📦',
        refundedAt: new Date('2026-11-21T08:29:51Z'),
      },
    ])
    const notes = fieldsOf<OrderFields>('orders', 'rest_completed', 'order').notes
    expect(notes?.[0]).toEqual({
      externalId: '9',
      text: 'Colis remis à La Poste : 6A00000000001',
      isForCustomer: true,
      author: 'WooCommerce',
      writtenAt: new Date('2026-11-21T08:29:37Z'),
    })
  })

  test('what the customer chose stands at the line, as shown', () => {
    const { lines } = fieldsOf<OrderFields>('orders', 'store_any', 'order')
    expect(lines?.[0]?.options).toEqual([
      { name: 'Mouture', value: 'Filtre' },
      { name: 'Poids', value: '250 g' },
    ])
    expect(fieldsOf<OrderFields>('orders', 'deleted_product', 'order').lines?.[0]).toMatchObject({
      name: 'Produit éphémère',
      productExternalId: null,
      variationExternalId: null,
      sku: null,
    })
  })

  test('names are decoded, tags in an address stay what they are', () => {
    expect(fieldsOf<CustomerFields>('customers', 'html', 'customer')).toMatchObject({
      lastName: 'Bonnet & Fils',
      phone: '+33 3 20 00 00 15',
      billing: { company: 'L’Atelier & Co <SAS>', line1: '1 rue <b>Haute</b> "Bis"', state: null, country: 'FR' },
      shipping: { line1: null, country: null, email: null },
    })
  })

  test('subscriptions name their renewals and what took them up again', () => {
    expect(fieldsOf<SubscriptionFields>('subscriptions', 'history', 'subscription')).toMatchObject({
      renewalOrderExternalIds: ['298', '299', '300'],
    })
    expect(fieldsOf<SubscriptionFields>('subscriptions', 'resub_old', 'subscription')).toMatchObject({
      resubscribedFromExternalId: null,
      resubscribedToExternalId: '288',
    })
    expect(fieldsOf<SubscriptionFields>('subscriptions', 'resub_new', 'subscription')).toMatchObject({
      resubscribedFromExternalId: '286',
      resubscribedToExternalId: null,
    })
  })
})
