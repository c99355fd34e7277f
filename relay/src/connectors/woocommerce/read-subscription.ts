import { isCurrency } from '../amounts.ts'
import type { ReadResult, SubscriptionFields } from '../connector.ts'
import { type WooMeta, WooSubscription } from './api-types.ts'
import { readAddress } from './read-address.ts'
import { moneyIn } from './read-amounts.ts'
import { readInstant } from './read-dates.ts'
import { readLines, readShipping } from './read-lines.ts'
import { idOf, nameOf, textOf } from './read-texts.ts'
import { agreedOf, misshapen, said, unreadable } from './unreadable.ts'

const COMPARED = [
  'number',
  'status',
  'total',
  'billing_period',
  'billing_interval',
  'next_payment_date_gmt',
  'end_date_gmt',
  'date_modified_gmt',
]

/** A `wc/v3` subscription: the shop's own word and dates, which the domain interprets. */
export function readSubscription({ value, externalId }: { value: unknown; externalId: string }): ReadResult {
  const parsed = WooSubscription.safeParse(value)
  if (!parsed.success) return misshapen('subscription', parsed.error)
  const subscription = parsed.data
  const currency = subscription.currency.toUpperCase()
  if (!isCurrency(currency)) return unreadable('subscription', 'invalid_currency', '/currency')
  const money = moneyIn(currency)
  const rawStatus = subscription.status.replace(/^wc-/, '')
  const at = (name: string) => (subscription[name] === undefined ? undefined : readInstant(subscription[name]))

  const fields: SubscriptionFields = said({
    number: subscription.number ?? undefined,
    rawStatus,
    currency,
    total: money.readSaid(subscription.total, '/total'),
    totalTax: money.readSaid(subscription.total_tax, '/total_tax'),
    customerExternalId: subscription.customer_id === undefined ? undefined : idOf(subscription.customer_id),
    parentOrderExternalId: subscription.parent_id === undefined ? undefined : idOf(subscription.parent_id),
    billing: readAddress(subscription.billing),
    shipping: readAddress(subscription.shipping),
    paymentMethod: subscription.payment_method === undefined ? undefined : textOf(subscription.payment_method),
    paymentTitle:
      subscription.payment_method_title === undefined ? undefined : nameOf(subscription.payment_method_title),
    isManual: subscription.requires_manual_renewal ?? undefined,
    unit: subscription.billing_period,
    interval: subscription.billing_interval,
    startedAt: at('start_date_gmt'),
    trialEndAt: at('trial_end_date_gmt'),
    nextPaymentAt: at('next_payment_date_gmt'),
    paymentRetryAt: at('payment_retry_date_gmt'),
    lastPaymentAt: at('last_payment_date_gmt'),
    canceledAt: at('cancelled_date_gmt'),
    endAt: at('end_date_gmt'),
    suspensionCount: subscription.suspension_count ?? undefined,
    failedRenewalOrderExternalId: findFailedRenewal(subscription.meta_data),
    renewalOrderExternalIds: findRenewals(subscription.meta_data),
    resubscribedFromExternalId:
      subscription.resubscribed_from === undefined ? undefined : idOf(subscription.resubscribed_from),
    resubscribedToExternalId:
      subscription.resubscribed_subscription === undefined ? undefined : idOf(subscription.resubscribed_subscription),
    lines: readLines(subscription.line_items, money),
    shippingLines: readShipping(subscription.shipping_lines, money),
  })
  const misfit = money.misfit()
  if (misfit !== null) return unreadable('subscription', 'invalid_amount', misfit)
  return {
    kind: 'reading',
    reading: {
      type: 'subscription',
      externalId,
      fields,
      agreed: agreedOf(subscription, COMPARED),
      ...(rawStatus === 'trash' && { isInTrash: true as const }),
    },
  }
}

type Metas = readonly WooMeta[] | null | undefined

/** The cache lists the newest first; ids of orders grow. */
function findRenewals(metas: Metas): string[] | undefined {
  const cache = metas?.find(({ key }) => key === '_subscription_renewal_order_ids_cache')?.value
  if (!Array.isArray(cache)) return undefined
  const ids = cache.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
  return [...new Set(ids)].sort((a, b) => a - b).map(String)
}

/** On an order the same key only says `yes`. */
function findFailedRenewal(metas: Metas): string | undefined {
  const value = metas?.find(({ key }) => key === '_failed_renewal_order')?.value
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return /^[1-9]\d{0,18}$/.test(text) ? text : undefined
}
