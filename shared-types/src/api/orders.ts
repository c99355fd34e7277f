import { z } from 'zod'
import { Address } from './address.ts'
import { Money } from './money.ts'

export const OrderStatus = z
  .enum(['draft', 'pending', 'on_hold', 'processing', 'completed', 'canceled', 'refunded', 'failed', 'unknown'])
  .meta({ id: 'OrderStatus', description: 'Our word for the status; `unknown` is one that we have no word for' })
export type OrderStatus = z.infer<typeof OrderStatus>

/** Amounts are without tax, which stands beside them. Ids of ours may be of things that have not arrived yet. */
export const OrderLine = z
  .object({
    external_id: z.string(),
    name: z.string(),
    sku: z.string().nullable(),
    product_id: z.uuid().nullable(),
    product_external_id: z.string().nullable(),
    variation_id: z.uuid().nullable(),
    variation_external_id: z.string().nullable(),
    quantity: z.number(),
    subtotal: Money.meta({ description: 'Before discounts' }),
    subtotal_tax: Money,
    total: Money,
    total_tax: Money,
    taxes: z.array(z.object({ rate_external_id: z.string(), total: Money })),
    options: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .meta({ id: 'OrderLine', description: 'What was bought; amounts are without tax, which stands beside them' })
export type OrderLine = z.infer<typeof OrderLine>

export const OrderTax = z
  .object({
    external_id: z.string(),
    rate_external_id: z.string(),
    label: z.string(),
    rate: z.string().nullable().meta({ description: 'Percent, as an exact decimal' }),
    total: Money,
    shipping_total: Money,
  })
  .meta({ id: 'OrderTax', description: 'What one tax rate comes to' })
export const OrderShipping = z
  .object({ external_id: z.string(), method: z.string(), title: z.string(), total: Money, total_tax: Money })
  .meta({ id: 'OrderShipping' })
export const OrderFee = z
  .object({ external_id: z.string(), name: z.string(), total: Money, total_tax: Money })
  .meta({ id: 'OrderFee' })
export const OrderCoupon = z
  .object({ external_id: z.string(), code: z.string(), discount: Money, discount_tax: Money })
  .meta({ id: 'OrderCoupon' })

export const OrderRefund = z
  .object({
    external_id: z.string(),
    amount: Money.meta({ description: 'Positive' }),
    reason: z.string().nullable(),
    refunded_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'OrderRefund', description: 'Money given back' })
export type OrderRefund = z.infer<typeof OrderRefund>

export const OrderNote = z
  .object({
    external_id: z.string(),
    text: z.string(),
    is_for_customer: z.boolean(),
    author: z.string().nullable(),
    written_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'OrderNote' })

export const OrderSubscription = z
  .object({
    relation: z.enum(['renewal', 'switch', 'resubscribe']),
    id: z.uuid().nullable(),
    external_id: z.string(),
  })
  .meta({ id: 'OrderSubscription', description: 'A subscription that the order renews, switches or takes up again' })

const euros = (amount: number): Money => ({ amount, currency: 'EUR' })

/** An order as the API and our events show it, mirrored from the shop. */
export const Order = z
  .object({
    id: z.uuid(),
    version: z.int().positive(),
    connection_id: z.uuid(),
    external_id: z.string(),
    number: z.string(),
    status: OrderStatus,
    raw_status: z.string().meta({ description: "The shop's own word" }),
    currency: z.string().length(3),
    prices_include_tax: z.boolean(),
    total: Money,
    total_tax: Money,
    shipping_total: Money,
    shipping_tax: Money,
    discount_total: Money,
    discount_tax: Money,
    refunded_amount: Money,
    customer_id: z.uuid().nullable().meta({ description: 'Null for a guest' }),
    customer_external_id: z.string().nullable(),
    billing: Address.nullable(),
    shipping: Address.nullable(),
    payment_method: z.string().nullable(),
    payment_title: z.string().nullable(),
    transaction_id: z.string().nullable(),
    customer_note: z.string().nullable(),
    created_via: z.string().nullable(),
    placed_at: z.iso.datetime().nullable(),
    paid_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
    fulfillable_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Since when it is to be shipped, as far as known' }),
    canceled_at: z.iso.datetime().nullable().meta({ description: 'Null unless it is canceled now' }),
    lines: z.array(OrderLine),
    taxes: z.array(OrderTax),
    shipping_lines: z.array(OrderShipping),
    fees: z.array(OrderFee),
    coupons: z.array(OrderCoupon),
    refunds: z.array(OrderRefund),
    notes: z.array(OrderNote),
    subscription_ids: z.array(OrderSubscription),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Order',
    description: 'An order of the shop; drafts of checkouts are none',
    example: {
      id: '0199f3a2-6d20-7b4f-9a51-3c7d0e2f1a22',
      version: 2,
      connection_id: '0199f3a2-0c44-7a10-9b21-6f5e4d3c2b1a',
      external_id: '339',
      number: '339',
      status: 'processing',
      raw_status: 'processing',
      currency: 'EUR',
      prices_include_tax: true,
      total: euros(1280),
      total_tax: euros(66),
      shipping_total: euros(408),
      shipping_tax: euros(22),
      discount_total: euros(0),
      discount_tax: euros(0),
      refunded_amount: euros(0),
      customer_id: null,
      customer_external_id: null,
      billing: null,
      shipping: null,
      payment_method: 'test_card',
      payment_title: 'Carte bancaire',
      transaction_id: 'ch_test_339',
      customer_note: null,
      created_via: 'store-api',
      placed_at: '2026-11-21T08:33:27.000Z',
      paid_at: '2026-11-21T08:33:28.000Z',
      completed_at: null,
      fulfillable_at: '2026-11-21T08:33:28.000Z',
      canceled_at: null,
      lines: [
        {
          external_id: '61',
          name: 'Brésil Cerrado 250 g',
          sku: 'CAF-BR-250',
          product_id: '0199f3a1-1111-7abc-8def-0123456789ab',
          product_external_id: '20',
          variation_id: null,
          variation_external_id: null,
          quantity: 1,
          subtotal: euros(806),
          subtotal_tax: euros(44),
          total: euros(806),
          total_tax: euros(44),
          taxes: [{ rate_external_id: '2', total: euros(44) }],
          options: [],
        },
      ],
      taxes: [
        {
          external_id: '63',
          rate_external_id: '2',
          label: 'TVA 5,5 %',
          rate: '5.5',
          total: euros(44),
          shipping_total: euros(22),
        },
      ],
      shipping_lines: [
        { external_id: '62', method: 'flat_rate', title: 'Colissimo', total: euros(408), total_tax: euros(22) },
      ],
      fees: [],
      coupons: [],
      refunds: [],
      notes: [],
      subscription_ids: [],
      created_at: '2026-11-21T08:33:28.310Z',
      updated_at: '2026-11-21T08:33:29.020Z',
      deleted_at: null,
    },
  })
export type Order = z.infer<typeof Order>

/** `data` of `order.refunded`: the order as it now is, and the refund that is told of. Its amount is null where only a step without it came. */
export const RefundedOrder = Order.extend({ refund: OrderRefund.extend({ amount: Money.nullable() }) }).meta({
  id: 'RefundedOrder',
  description: 'The order as it now is, and the refund that is told of',
})
export type RefundedOrder = z.infer<typeof RefundedOrder>
