import type { Fact, OrderFields, OrderLine, OrderSnapshot } from '../../connectors/connector.ts'
import { addressText } from '../address-text.ts'
import { mergeNotes, mergeRefunds } from './merge-history.ts'
import { readNote, readRefundId, recordFact, toOrderStatus } from './record-fact.ts'
import { type OrderRow, readFacts } from './rows.ts'

export type MentionedKind = 'customer' | 'product' | 'variation' | 'subscription'
/** Our id of something that the order names by the source's id. */
export type IdOf = (kind: MentionedKind, externalId: string | null) => string | null

type Said = { isStale: boolean; earlier?: readonly Fact[]; now: Date; idOf: IdOf }

/**
 * `base` with what the source said, and with `earlier` facts; a field that it did not mention stays. Of a stale reading only its
 * fact counts, where nothing else is known of the order as well: what is newer may have deleted it.
 */
export function mergeOrder(
  base: OrderRow,
  reading: OrderSnapshot,
  { isStale, earlier = [], now, idOf }: Said,
): OrderRow {
  const { fact } = reading
  const told = fact ? [...earlier, fact] : earlier
  const isBlank = isUnsaid(base)
  const isState = !isStale
  const fields = isState ? reading.fields : {}
  const facts = told.reduce(recordFact, readFacts(base))

  const merged: OrderRow = { ...base, ...mergeFields(base, fields, idOf), facts: JSON.stringify(facts) }
  if (isState && !isBlank && fact && fields.status === undefined)
    Object.assign(merged, statusOf(fact.values, fact.topic))
  merged.paidAt ??= facts.paidAt == null ? null : new Date(facts.paidAt)
  const refunds = mergeRefunds(base, {
    currency: merged.currency,
    said: fields.refunds,
    facts,
    added: isState && !fields.refunds && fact?.topic === 'order.refunded' ? readRefundId(fact.values) : null,
  })
  merged.refunds = JSON.stringify(refunds)
  merged.refundedAmount = refunds.reduce((sum, refund) => sum + refund.amount.amount, 0)
  const notes = told.map(readNote).filter((note) => note !== null)
  merged.notes = JSON.stringify(mergeNotes(base, [...(fields.notes ?? []), ...notes]))
  if (!isState) return merged

  if (reading.isInTrash) return { ...merged, isInTrash: true, deletedAt: base.deletedAt ?? now }
  // A fact that carries no state says nothing of where the order lies.
  return Object.keys(reading.fields).length === 0 ? merged : { ...merged, isInTrash: false, deletedAt: null }
}

/** Known by facts alone: nothing was said yet of how it stands. */
export const isUnsaid = (row: OrderRow): boolean => row.rawStatus === '' && !row.isInTrash && row.deletedAt === null

/** The state that a newest step alone tells. */
function statusOf(values: Readonly<Record<string, unknown>>, topic: string): Partial<OrderRow> {
  if (topic !== 'order.status_changed' || typeof values.to !== 'string' || values.to === 'trash') return {}
  return { status: toOrderStatus(values.to), rawStatus: values.to.replace(/^wc-/, '') }
}

function mergeFields(base: OrderRow, fields: OrderFields, idOf: IdOf): Partial<OrderRow> {
  const { billing, shipping, lines, taxes, shippingLines, fees, coupons, subscriptions, refunds, notes, ...plain } =
    fields
  const money = moneyIn(fields.currency ?? base.currency)
  return withoutUndefined<Partial<OrderRow>>({
    ...plain,
    ...(plain.customerExternalId !== undefined && { customerId: idOf('customer', plain.customerExternalId) }),
    ...(billing && { billing: addressText(billing) }),
    ...(shipping && { shipping: addressText(shipping) }),
    ...(lines && { lines: JSON.stringify(lines.map((line) => toLine(line, money, idOf))) }),
    ...(taxes && {
      taxes: JSON.stringify(
        taxes.map((tax) => ({
          external_id: tax.externalId,
          rate_external_id: tax.rateExternalId,
          label: tax.label,
          rate: tax.rate,
          total: money(tax.total),
          shipping_total: money(tax.shippingTotal),
        })),
      ),
    }),
    ...(shippingLines && {
      shippingLines: JSON.stringify(
        shippingLines.map(({ externalId, method, title, total, totalTax }) => ({
          external_id: externalId,
          method,
          title,
          total: money(total),
          total_tax: money(totalTax),
        })),
      ),
    }),
    ...(fees && {
      fees: JSON.stringify(
        fees.map(({ externalId, name, total, totalTax }) => ({
          external_id: externalId,
          name,
          total: money(total),
          total_tax: money(totalTax),
        })),
      ),
    }),
    ...(coupons && {
      coupons: JSON.stringify(
        coupons.map(({ externalId, code, discount, discountTax }) => ({
          external_id: externalId,
          code,
          discount: money(discount),
          discount_tax: money(discountTax),
        })),
      ),
    }),
    ...(subscriptions && {
      subscriptions: JSON.stringify(
        subscriptions.map(({ relation, externalId }) => ({
          relation,
          id: idOf('subscription', externalId),
          external_id: externalId,
        })),
      ),
    }),
  })
}

const moneyIn = (currency: string) => (amount: number) => ({ amount, currency })

const toLine = (line: OrderLine, money: ReturnType<typeof moneyIn>, idOf: IdOf) => ({
  external_id: line.externalId,
  name: line.name,
  sku: line.sku,
  product_id: idOf('product', line.productExternalId),
  product_external_id: line.productExternalId,
  variation_id: idOf('variation', line.variationExternalId),
  variation_external_id: line.variationExternalId,
  quantity: line.quantity,
  subtotal: money(line.subtotal),
  subtotal_tax: money(line.subtotalTax),
  total: money(line.total),
  total_tax: money(line.totalTax),
  taxes: line.taxes.map(({ rateExternalId, total }) => ({ rate_external_id: rateExternalId, total: money(total) })),
  options: line.options.map(({ name, value }) => ({ name, value })),
})

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
