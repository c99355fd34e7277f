import { isCurrency } from '../amounts.ts'
import type { OrderFields, OrderStatus, ReadResult } from '../connector.ts'
import { type WooMeta, WooOrder } from './api-types.ts'
import { readAddress } from './read-address.ts'
import { moneyIn } from './read-amounts.ts'
import { readInstant } from './read-dates.ts'
import { readCoupons, readFees, readLines, readNotes, readRefunds, readShipping, readTaxes } from './read-lines.ts'
import { idOf, nameOf, textOf } from './read-texts.ts'
import { agreedOf, misshapen, said, unreadable } from './unreadable.ts'

const COMPARED = ['number', 'status', 'currency', 'total', 'customer_id', 'transaction_id', 'date_modified_gmt']

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  'auto-draft': 'draft',
  draft: 'draft',
  'checkout-draft': 'draft',
  pending: 'pending',
  'on-hold': 'on_hold',
  processing: 'processing',
  completed: 'completed',
  cancelled: 'canceled',
  refunded: 'refunded',
  failed: 'failed',
}

const RELATIONS = {
  _subscription_renewal: 'renewal',
  _subscription_switch: 'switch',
  _subscription_resubscribe: 'resubscribe',
} as const

/** A `wc/v3` order as the domain understands it: amounts in its own currency, lines without tax. */
export function readOrder({ value, externalId }: { value: unknown; externalId: string }): ReadResult {
  // It looks like an order, and an order's topic on its body is nothing that the signature rules out.
  if (typeof value === 'object' && value !== null && 'billing_period' in value)
    return unreadable('order', 'unexpected_body', '/billing_period')
  const parsed = WooOrder.safeParse(value)
  if (!parsed.success) return misshapen('order', parsed.error)
  const order = parsed.data
  const currency = order.currency.toUpperCase()
  if (!isCurrency(currency)) return unreadable('order', 'invalid_currency', '/currency')
  const money = moneyIn(currency)
  const status = order.status.replace(/^wc-/, '')
  const isInTrash = status === 'trash'

  const fields: OrderFields = said({
    number: order.number ?? undefined,
    ...(isInTrash ? {} : { status: toStatus(status), rawStatus: status }),
    currency,
    pricesIncludeTax: order.prices_include_tax ?? undefined,
    total: money.readSaid(order.total, '/total'),
    totalTax: money.readSaid(order.total_tax, '/total_tax'),
    shippingTotal: money.readSaid(order.shipping_total, '/shipping_total'),
    shippingTax: money.readSaid(order.shipping_tax, '/shipping_tax'),
    discountTotal: money.readSaid(order.discount_total, '/discount_total'),
    discountTax: money.readSaid(order.discount_tax, '/discount_tax'),
    customerExternalId: order.customer_id === undefined ? undefined : idOf(order.customer_id),
    billing: readAddress(order.billing),
    shipping: readAddress(order.shipping),
    paymentMethod: order.payment_method === undefined ? undefined : textOf(order.payment_method),
    paymentTitle: order.payment_method_title === undefined ? undefined : nameOf(order.payment_method_title),
    transactionId: order.transaction_id === undefined ? undefined : textOf(order.transaction_id),
    customerNote: order.customer_note === undefined ? undefined : nameOf(order.customer_note),
    createdVia: order.created_via === undefined ? undefined : textOf(order.created_via),
    placedAt: instantOf(order, 'date_created_gmt'),
    paidAt: instantOf(order, 'date_paid_gmt'),
    completedAt: instantOf(order, 'date_completed_gmt'),
    lines: readLines(order.line_items, money),
    taxes: readTaxes(order.tax_lines, money),
    shippingLines: readShipping(order.shipping_lines, money),
    fees: readFees(order.fee_lines, money),
    coupons: readCoupons(order.coupon_lines, money),
    refunds: readRefunds(order.refunds, money),
    notes: readNotes(order.notes),
    subscriptions: order.meta_data == null ? undefined : findSubscriptions(order.meta_data),
  })
  const misfit = money.misfit()
  if (misfit !== null) return unreadable('order', 'invalid_amount', misfit)
  const agreed = agreedOf(order, COMPARED)
  return { kind: 'reading', reading: { type: 'order', externalId, fields, agreed, ...(isInTrash && { isInTrash }) } }
}

function toStatus(status: string): OrderStatus {
  return Object.hasOwn(STATUSES, status) ? (STATUSES[status] ?? 'unknown') : 'unknown'
}

function instantOf(order: WooOrder, name: string): Date | null | undefined {
  return order[name] === undefined ? undefined : readInstant(order[name])
}

/** One order may renew several subscriptions: each has a meta row of its own. */
function findSubscriptions(meta: readonly WooMeta[]): NonNullable<OrderFields['subscriptions']> {
  const found = new Map<string, NonNullable<OrderFields['subscriptions']>[number]>()
  for (const { key, value } of meta) {
    if (!Object.hasOwn(RELATIONS, key) || (typeof value !== 'string' && typeof value !== 'number')) continue
    const relation = RELATIONS[key as keyof typeof RELATIONS]
    const externalId = idOf(value)
    if (externalId !== null) found.set(`${relation} ${externalId}`, { relation, externalId })
  }
  return [...found.values()]
}
