import type { Fact, OrderLine, SubscriptionFields, SubscriptionSnapshot } from '../../connectors/connector.ts'
import { addressText } from '../address-text.ts'
import type { SubscriptionRow } from './rows.ts'

/** Our id of something that the subscription names by the source's id. */
export type IdOf = (kind: string, externalId: string | null) => string | null

/**
 * `base` with what the source said, and with `earlier` facts; a field that it did not mention stays. Of a stale reading only its
 * fact counts. What lies in the trash does not undo a deletion.
 */
export function mergeSubscription(
  base: SubscriptionRow,
  reading: SubscriptionSnapshot,
  { isStale, earlier = [], idOf }: { isStale: boolean; earlier?: readonly Fact[]; idOf: IdOf },
): SubscriptionRow {
  const { fields, fact } = reading
  const told = fact ? [...earlier, fact] : earlier
  const merged = { ...base }
  for (const one of told) Object.assign(merged, recordFact(merged, one))
  if (isStale || (reading.isInTrash && base.deletedAt !== null)) return merged
  if (Object.keys(fields).length === 0) return { ...merged, rawStatus: toldStatus(fact) ?? merged.rawStatus }
  return {
    ...merged,
    ...mergeFields(base, fields, idOf),
    ...(reading.isInTrash && { rawStatus: 'trash' }),
    deletedAt: null,
  }
}

const actors = ['customer', 'shop', 'system'] as const
const plainWord = (word: string) => word.replace(/^wc-/, '')

function toldStatus(fact: Fact | undefined): string | null {
  const isStatus = fact?.topic === 'subscription.status_changed' && typeof fact.values.to === 'string'
  return isStatus ? plainWord(fact.values.to as string) : null
}

/** The newest step told stands, whatever order they come in; of two in one second always the same. */
function recordFact(base: SubscriptionRow, fact: Fact): Partial<SubscriptionRow> {
  const changedTo = toldStatus(fact)
  if (changedTo === null || fact.occurredAt === null) return {}
  const changedBy = actors.find((actor) => actor === fact.values.actor) ?? null
  const told = { changedAt: fact.occurredAt, changedTo, changedBy }
  return rankOf(told) > rankOf(base) ? told : {}
}

const rankOf = ({ changedAt, changedTo, changedBy }: Pick<SubscriptionRow, 'changedAt' | 'changedTo' | 'changedBy'>) =>
  `${changedAt?.toISOString() ?? ''} ${changedTo ?? ''} ${changedBy ?? ''}`

function mergeFields(base: SubscriptionRow, fields: SubscriptionFields, idOf: IdOf): Partial<SubscriptionRow> {
  const {
    billing,
    shipping,
    lines,
    shippingLines,
    customerExternalId,
    parentOrderExternalId,
    renewalOrderExternalIds,
    failedRenewalOrderExternalId,
    resubscribedFromExternalId,
    resubscribedToExternalId,
    ...plain
  } = fields
  const currency = fields.currency ?? base.currency
  const money = (amount: number) => ({ amount, currency })
  const previousId = idOf('subscription', resubscribedFromExternalId ?? null)
  const successorId = idOf('subscription', resubscribedToExternalId ?? null)
  const given: { [K in keyof SubscriptionRow]?: SubscriptionRow[K] | undefined } = {
    ...plain,
    ...(customerExternalId !== undefined && {
      customerExternalId,
      customerId: idOf('customer', customerExternalId),
    }),
    ...(parentOrderExternalId !== undefined && {
      parentOrderExternalId,
      parentOrderId: idOf('order', parentOrderExternalId),
    }),
    ...(renewalOrderExternalIds && { renewalExternalId: renewalOrderExternalIds.at(-1) ?? null }),
    ...(failedRenewalOrderExternalId !== undefined && { failedRenewalExternalId: failedRenewalOrderExternalId }),
    ...(previousId !== null && { previousId }),
    ...(successorId !== null && { successorId }),
    ...(billing && { billing: addressText(billing) }),
    ...(shipping && { shipping: addressText(shipping) }),
    ...(lines && { lines: JSON.stringify(lines.map((line) => toLine(line, money, idOf))) }),
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
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

const toLine = (line: OrderLine, money: (amount: number) => object, idOf: IdOf) => ({
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
