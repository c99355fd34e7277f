import { z } from 'zod'
import { Address } from './address.ts'
import { Money } from './money.ts'
import { OrderLine, OrderShipping } from './orders.ts'

export const SubscriptionStatus = z
  .enum(['pending', 'active', 'paused', 'past_due', 'canceled', 'expired'])
  .meta({ id: 'SubscriptionStatus', description: 'Settled: a renewal under way changes nothing' })
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>

const Reason = z.string().nullable().meta({
  description:
    'Of `pending`: `awaiting_payment`. Of `paused`: `customer`, `shop`. Of `past_due`: `payment`, `manual_renewal_due`, `dispute`. Of `canceled`: `switched`, `trashed`, `deleted`. Null where there is nothing to add',
})

const when = (description: string) => z.iso.datetime().nullable().meta({ description })
const euros = (amount: number): Money => ({ amount, currency: 'EUR' })

/** A subscription as the API and our events show it. */
export const Subscription = z
  .object({
    id: z.uuid(),
    version: z.int().positive(),
    company_id: z.uuid().meta({ description: 'That of the connection' }),
    connection_id: z.uuid(),
    external_id: z.string(),
    managed_by: z.enum(['woo', 'relay']).meta({ description: 'Who charges and decides; of `woo` this is a mirror' }),
    number: z.string(),
    status: SubscriptionStatus,
    reason: Reason,
    flags: z.array(z.enum(['trial', 'unknown_status'])),
    next_charge_at: when('Null unless it is active and no end is set by a cancellation'),
    retry_at: when('When a failed payment is tried again'),
    cancel_at: when('Canceled to the end of what is paid: active until then'),
    ends_at: when('The end of its term, or when it ended'),
    paused_at: when('Since when it is paused, as far as known'),
    started_at: when('As the shop says'),
    trial_end_at: when('As the shop says'),
    total: Money.meta({ description: 'Of one cycle, with tax' }),
    total_tax: Money,
    unit: z.enum(['day', 'week', 'month', 'year']),
    interval: z.int().meta({ description: 'A cycle is so many units' }),
    customer_id: z.uuid().nullable().meta({ description: 'May be of a customer that has not arrived yet' }),
    customer_external_id: z.string().nullable(),
    parent_order_id: z.uuid().nullable().meta({ description: 'The order that began it' }),
    parent_order_external_id: z.string().nullable(),
    previous_id: z.uuid().nullable().meta({ description: 'The subscription that this one took up again or replaced' }),
    successor_id: z
      .uuid()
      .nullable()
      .meta({ description: 'The subscription that took this one up again or replaced it' }),
    payment_method: z.string().nullable(),
    payment_title: z.string().nullable(),
    is_manual: z.boolean().meta({ description: 'The customer pays each renewal by hand' }),
    billing: Address.nullable(),
    shipping: Address.nullable(),
    lines: z.array(OrderLine),
    shipping_lines: z.array(OrderShipping),
    source: z
      .object({
        raw_status: z.string(),
        next_payment_at: z.iso.datetime().nullable(),
        payment_retry_at: z.iso.datetime().nullable(),
        canceled_at: z.iso.datetime().nullable(),
        end_at: z.iso.datetime().nullable(),
      })
      .meta({ description: "The shop's own word and dates when last settled, stale ones included" }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Subscription',
    description: 'A subscription; one that the shop manages is mirrored with what its orders say',
    example: {
      id: '0199f3a2-7f31-7c02-8d11-5a4b3c2d1e0f',
      version: 3,
      company_id: '0199f3a2-0b10-7e21-9c33-1f2e3d4c5b6a',
      connection_id: '0199f3a2-0c44-7a10-9b21-6f5e4d3c2b1a',
      external_id: '328',
      managed_by: 'woo',
      number: '328',
      status: 'past_due',
      reason: 'payment',
      flags: [],
      next_charge_at: null,
      retry_at: '2026-11-21T20:34:03.000Z',
      cancel_at: null,
      ends_at: null,
      paused_at: null,
      started_at: '2026-09-21T08:33:58.000Z',
      trial_end_at: null,
      total: euros(1720),
      total_tax: euros(89),
      unit: 'month',
      interval: 1,
      customer_id: '0199f3a2-1d52-7f3c-8e44-2b3a4c5d6e7f',
      customer_external_id: '4',
      parent_order_id: '0199f3a2-6d20-7b4f-9a51-3c7d0e2f1a22',
      parent_order_external_id: '327',
      previous_id: null,
      successor_id: null,
      payment_method: 'test_card',
      payment_title: 'Carte bancaire',
      is_manual: false,
      billing: null,
      shipping: null,
      lines: [],
      shipping_lines: [],
      source: {
        raw_status: 'on-hold',
        next_payment_at: '2026-11-21T08:34:01.000Z',
        payment_retry_at: '2026-11-21T20:34:03.000Z',
        canceled_at: null,
        end_at: null,
      },
      created_at: '2026-11-21T08:33:59.000Z',
      updated_at: '2026-11-21T08:34:04.000Z',
      deleted_at: null,
    },
  })
export type Subscription = z.infer<typeof Subscription>

const StatusWithReason = z.object({ status: SubscriptionStatus, reason: z.string().nullable() })

/** One line of a subscription's history. */
export const SubscriptionStatusChange = z
  .object({
    version: z.int().positive().meta({ description: "The subscription's version that the change made" }),
    from: StatusWithReason.nullable().meta({ description: 'Null for the first' }),
    to: StatusWithReason,
    raw_status: z.string().meta({ description: "The shop's own word" }),
    occurred_at: z.iso.datetime().meta({ description: 'When it happened, as the source says' }),
    created_at: z.iso.datetime().meta({ description: 'When we knew' }),
    source: z.object({ connection_id: z.uuid().nullable(), event_id: z.uuid().nullable() }),
  })
  .meta({ id: 'SubscriptionStatusChange', description: 'A change of status or reason; never altered afterwards' })
export type SubscriptionStatusChange = z.infer<typeof SubscriptionStatusChange>
