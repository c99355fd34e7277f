import { toPlainDecimal } from '../amounts.ts'
import type { OrderCoupon, OrderFee, OrderLine, OrderNote, OrderRefund, OrderShipping, OrderTax } from '../connector.ts'
import type {
  WooCouponLine,
  WooFeeLine,
  WooLine,
  WooMeta,
  WooNote,
  WooRefund,
  WooShippingLine,
  WooTaxLine,
} from './api-types.ts'
import { decodeEntities } from './html-entities.ts'
import type { Money } from './read-amounts.ts'
import { readInstant } from './read-dates.ts'
import { idOf, nameOf, plainText, textOf } from './read-texts.ts'

type Many<T> = readonly T[] | null | undefined

/** The lines of an order or subscription; undefined where they are not said, as with all lists here. */
export function readLines(lines: Many<WooLine>, money: Money): OrderLine[] | undefined {
  return lines?.map((line, n) => {
    const at = `/line_items/${n}`
    return {
      externalId: idOf(line.id) ?? '',
      name: decodeEntities(line.name ?? ''),
      sku: textOf(line.sku),
      productExternalId: idOf(line.product_id),
      variationExternalId: idOf(line.variation_id),
      quantity: line.quantity ?? 0,
      subtotal: money.read(line.subtotal, `${at}/subtotal`),
      subtotalTax: money.read(line.subtotal_tax, `${at}/subtotal_tax`),
      total: money.read(line.total, `${at}/total`),
      totalTax: money.read(line.total_tax, `${at}/total_tax`),
      taxes: (line.taxes ?? []).map(({ id, total }, m) => ({
        rateExternalId: idOf(id) ?? '',
        total: money.read(total, `${at}/taxes/${m}/total`),
      })),
      options: readOptions(line.meta_data),
    }
  })
}

/** What begins with an underscore is a plugin's own; the rest is shown to the customer as the `display_…` members say. */
function readOptions(meta: Many<WooMeta>): OrderLine['options'] {
  return (meta ?? []).flatMap(({ key, value, display_key = key, display_value = value }) => {
    if (key.startsWith('_') || typeof display_key !== 'string' || typeof display_value !== 'string') return []
    return [{ name: plainText(display_key), value: plainText(display_value) }]
  })
}

export function readTaxes(lines: Many<WooTaxLine>, money: Money): OrderTax[] | undefined {
  return lines?.map((line, n) => ({
    externalId: idOf(line.id) ?? '',
    rateExternalId: idOf(line.rate_id) ?? '',
    label: decodeEntities(line.label ?? ''),
    rate: line.rate_percent == null ? null : toPlainDecimal(line.rate_percent),
    total: money.read(line.tax_total, `/tax_lines/${n}/tax_total`),
    shippingTotal: money.read(line.shipping_tax_total, `/tax_lines/${n}/shipping_tax_total`),
  }))
}

export function readShipping(lines: Many<WooShippingLine>, money: Money): OrderShipping[] | undefined {
  return lines?.map((line, n) => ({
    externalId: idOf(line.id) ?? '',
    method: line.method_id ?? '',
    title: decodeEntities(line.method_title ?? ''),
    total: money.read(line.total, `/shipping_lines/${n}/total`),
    totalTax: money.read(line.total_tax, `/shipping_lines/${n}/total_tax`),
  }))
}

export function readFees(lines: Many<WooFeeLine>, money: Money): OrderFee[] | undefined {
  return lines?.map((line, n) => ({
    externalId: idOf(line.id) ?? '',
    name: decodeEntities(line.name ?? ''),
    total: money.read(line.total, `/fee_lines/${n}/total`),
    totalTax: money.read(line.total_tax, `/fee_lines/${n}/total_tax`),
  }))
}

export function readCoupons(lines: Many<WooCouponLine>, money: Money): OrderCoupon[] | undefined {
  return lines?.map((line, n) => ({
    externalId: idOf(line.id) ?? '',
    code: decodeEntities(line.code ?? ''),
    discount: money.read(line.discount, `/coupon_lines/${n}/discount`),
    discountTax: money.read(line.discount_tax, `/coupon_lines/${n}/discount_tax`),
  }))
}

/** One that is being deleted has lost its amount and still stands in the order: WooCommerce writes `-` then, and it is none. */
export function readRefunds(refunds: Many<WooRefund>, money: Money): OrderRefund[] | undefined {
  return refunds?.flatMap((refund, n) => {
    const name = refund.amount == null ? 'total' : 'amount'
    if (refund[name] === '-' || refund[name] === '') return []
    return [
      {
        externalId: idOf(refund.id) ?? '',
        amount: Math.abs(money.read(refund[name], `/refunds/${n}/${name}`)),
        reason: nameOf(refund.reason),
        refundedAt: readInstant(refund.date_created_gmt),
      },
    ]
  })
}

export function readNotes(notes: Many<WooNote>): OrderNote[] | undefined {
  return notes?.map((note) => ({
    externalId: idOf(note.id) ?? '',
    text: plainText(note.note ?? ''),
    isForCustomer: note.customer_note === true,
    author: nameOf(note.author),
    writtenAt: readInstant(note.date_created_gmt),
  }))
}
