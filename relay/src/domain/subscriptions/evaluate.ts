import { type ExternalKey, externalKeyText } from '../../mapping/find-mappings.ts'
import { requestPull } from '../../sync/request-pull.ts'
import type { Context } from '../context.ts'
import {
  listOrdersOfSubscriptions,
  type OrdersOfSubscription,
  subscriptionKeyText,
} from '../orders/list-orders-of-subscription.ts'
import { findKnown } from './load-rows.ts'
import { type Flag, isBehind, mapWooStatus, type WooState } from './map-woo-status.ts'
import type { Aggregate, SubscriptionRow } from './rows.ts'

/**
 * Reads what each subscription means now from what the shop says of it and from its orders, as far as they are known; what is
 * named for the first time and did not come yet is asked for, and its coming has the subscription read again.
 */
export async function evaluate(ctx: Context, aggregates: Map<string, Aggregate>, now: Date): Promise<void> {
  const { tx, organisationId } = ctx
  const all = [...aggregates.values()].filter(({ after }) => after.managedBy === 'woo')
  const named = all.map((aggregate) => ({ aggregate, keys: orderKeysOf(aggregate.after) }))
  const [orders, known] = await Promise.all([
    listOrdersOfSubscriptions(
      tx,
      organisationId,
      all.map(({ after }) => after),
    ),
    findKnown(
      tx,
      organisationId,
      named.flatMap(({ keys }) => keys),
    ),
  ])
  for (const aggregate of all) {
    const found = orders.get(subscriptionKeyText(aggregate.after)) ?? { renewal: null, parent: null }
    aggregate.after = settle(aggregate, found, known, now)
  }
  const wanted = named.flatMap(({ aggregate: { before }, keys }) => {
    const namedBefore = new Set(before ? orderKeysOf(before).map(externalKeyText) : [])
    return keys.filter((key) => !known.has(externalKeyText(key)) && !namedBefore.has(externalKeyText(key)))
  })
  await requestPull(
    tx,
    organisationId,
    wanted.map((key) => ({ ...key, reason: 'named_by_subscription' })),
  )
}

function settle(
  { before, after, occurredAt }: Aggregate,
  orders: OrdersOfSubscription,
  known: Set<string>,
  now: Date,
): SubscriptionRow {
  const { connectionId, renewalExternalId } = after
  const isRenewalMissing =
    renewalExternalId !== null &&
    !known.has(externalKeyText({ connectionId, kind: 'order', externalId: renewalExternalId }))
  const behindSince = isBehind(toState(after), orders.renewal) ? (before?.behindSince ?? now) : null
  const woo = toState({ ...after, behindSince })
  const outcome = mapWooStatus({ woo, ...orders, isRenewalMissing, now, last: before })
  const { status, reason } = heldWhileRenewing(before, outcome)
  const source = outcome.flags.includes('renewing') && before ? before.source : sourceText(after)
  return {
    ...after,
    status,
    reason,
    flags: JSON.stringify(outcome.flags),
    nextChargeAt: status === 'active' ? outcome.nextChargeAt : null,
    cancelAt: outcome.cancelAt,
    pausedAt: status === 'paused' ? (heldSince(after) ?? before?.pausedAt ?? occurredAt) : null,
    settlesAt: outcome.settlesAt,
    behindSince,
    source,
  }
}

/** A charge under way resumes nothing and recovers nothing before it succeeded. */
function heldWhileRenewing(
  before: SubscriptionRow | null,
  outcome: Pick<SubscriptionRow, 'status' | 'reason'> & { flags: Flag[] },
): Pick<SubscriptionRow, 'status' | 'reason'> {
  const isHeld = before?.status === 'paused' || before?.status === 'past_due'
  return isHeld && outcome.flags.includes('renewing') ? before : outcome
}

const isTold = ({ changedTo, rawStatus }: SubscriptionRow) => changedTo === 'on-hold' && rawStatus === 'on-hold'
const heldSince = (row: SubscriptionRow): Date | null => (isTold(row) ? row.changedAt : null)

const toState = (row: SubscriptionRow): WooState => ({
  ...row,
  isDeleted: row.deletedAt !== null,
  hasParentOrder: row.parentOrderExternalId !== null,
  heldBy: isTold(row) ? row.changedBy : null,
})

const instant = (at: Date | null) => at?.toISOString() ?? null

/** The last payment is left out: the shop moves it when an order is begun, paid or not. */
const sourceText = (row: SubscriptionRow): string =>
  JSON.stringify({
    raw_status: row.rawStatus,
    next_payment_at: instant(row.nextPaymentAt),
    payment_retry_at: instant(row.paymentRetryAt),
    canceled_at: instant(row.canceledAt),
    end_at: instant(row.endAt),
  })

function orderKeysOf(row: SubscriptionRow): ExternalKey[] {
  const { connectionId } = row
  const named: [string, string | null][] = [
    ['customer', row.customerExternalId],
    ['order', row.parentOrderExternalId],
    ['order', row.renewalExternalId],
  ]
  return named.flatMap(([kind, externalId]) => (externalId === null ? [] : [{ connectionId, kind, externalId }]))
}
