import type { OrderRow } from './rows.ts'

const text = (value: unknown): string => JSON.stringify(value) ?? 'null'
const instant = (at: Date | null) => text(at?.toISOString() ?? null)

type Field = { name: string; write: (row: OrderRow) => string }
const plain = (name: string, of: (row: OrderRow) => unknown): Field => ({ name, write: (row) => text(of(row)) })
const money = (name: string, of: (row: OrderRow) => number): Field => ({
  name,
  write: (row) => text({ amount: of(row), currency: row.currency }),
})
const when = (name: string, of: (row: OrderRow) => Date | null): Field => ({ name, write: (row) => instant(of(row)) })
const json = (name: string, of: (row: OrderRow) => string | null): Field => ({
  name,
  write: (row) => of(row) ?? 'null',
})

/** Every member of an order, as exact JSON text. */
export const orderMembers: readonly Field[] = [
  plain('id', (o) => o.id),
  plain('version', (o) => o.version),
  plain('connection_id', (o) => o.connectionId),
  plain('external_id', (o) => o.externalId),
  plain('number', (o) => o.number),
  plain('status', (o) => o.status),
  plain('raw_status', (o) => o.rawStatus),
  plain('currency', (o) => o.currency),
  plain('prices_include_tax', (o) => o.pricesIncludeTax),
  money('total', (o) => o.total),
  money('total_tax', (o) => o.totalTax),
  money('shipping_total', (o) => o.shippingTotal),
  money('shipping_tax', (o) => o.shippingTax),
  money('discount_total', (o) => o.discountTotal),
  money('discount_tax', (o) => o.discountTax),
  money('refunded_amount', (o) => o.refundedAmount),
  plain('customer_id', (o) => o.customerId),
  plain('customer_external_id', (o) => o.customerExternalId),
  json('billing', (o) => o.billing),
  json('shipping', (o) => o.shipping),
  plain('payment_method', (o) => o.paymentMethod),
  plain('payment_title', (o) => o.paymentTitle),
  plain('transaction_id', (o) => o.transactionId),
  plain('customer_note', (o) => o.customerNote),
  plain('created_via', (o) => o.createdVia),
  when('placed_at', (o) => o.placedAt),
  when('paid_at', (o) => o.paidAt),
  when('completed_at', (o) => o.completedAt),
  when('fulfillable_at', (o) => o.fulfillableAt),
  when('canceled_at', (o) => o.canceledAt),
  json('lines', (o) => o.lines),
  json('taxes', (o) => o.taxes),
  json('shipping_lines', (o) => o.shippingLines),
  json('fees', (o) => o.fees),
  json('coupons', (o) => o.coupons),
  json('refunds', (o) => o.refunds),
  json('notes', (o) => o.notes),
  json('subscription_ids', (o) => o.subscriptions),
  when('created_at', (o) => o.createdAt),
  when('updated_at', (o) => o.updatedAt),
  when('deleted_at', (o) => o.deletedAt),
]

/** Members that say when and how often, not what. */
export const bookkeeping: ReadonlySet<string> = new Set(['id', 'version', 'created_at', 'updated_at'])

/** An order as the API and our events show it, as exact JSON text. */
export function toOrderJson(row: OrderRow): string {
  return `{${orderMembers.map(({ name, write }) => `"${name}":${write(row)}`).join(',')}}`
}
