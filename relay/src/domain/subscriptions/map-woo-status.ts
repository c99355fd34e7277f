import type { OrderStatus } from '../../connectors/connector.ts'
import type { SubscriptionStatus } from './tables.ts'

export type Flag = 'trial' | 'renewing' | 'unknown_status'

/** What the shop says of a subscription, in its own words. */
export type WooState = {
  rawStatus: string
  isDeleted: boolean
  isManual: boolean
  startedAt: Date | null
  trialEndAt: Date | null
  nextPaymentAt: Date | null
  paymentRetryAt: Date | null
  /** When its last order was made, paid or not: WooCommerce Subscriptions calls it the last payment. */
  lastPaymentAt: Date | null
  endAt: Date | null
  failedRenewalExternalId: string | null
  /** The newest renewal order that it lists. */
  renewalExternalId: string | null
  hasParentOrder: boolean
  /** Who put it on hold, where that step was told; null where it was not. */
  heldBy: 'customer' | 'shop' | 'system' | null
  /** Since when it is known that `isBehind`. */
  behindSince: Date | null
}
export type WooOrder = {
  externalId: string
  status: OrderStatus
  rawStatus: string
  paidAt: Date | null
  placedAt: Date | null
}
export type Last = {
  status: SubscriptionStatus
  reason: string | null
  nextChargeAt: Date | null
  cancelAt: Date | null
}
export type Outcome = Last & {
  flags: Flag[]
  /** The passing of time alone may change the outcome then; null where only news can. */
  settlesAt: Date | null
}

type Args = {
  woo: WooState
  /** The order that began it; null where there is none or it is not known. */
  parent: WooOrder | null
  /** The newest renewal order that is known and neither a draft nor deleted. */
  renewal: WooOrder | null
  /** The newest renewal order that the shop lists did not come yet. */
  isRenewalMissing: boolean
  now: Date
  /** What it said before; null for a new one. */
  last: Last | null
}

/** Every renewal goes active → on-hold → active; within this time that is no news. */
export const debounceMs = 30 * 60_000

const disputeWords = new Set(['disputed', 'dispute', 'chargeback', 'charged-back'])
const after = (at: Date, ms: number) => new Date(at.getTime() + ms)
const settled = (status: SubscriptionStatus, reason: string | null = null): Outcome => ({
  status,
  reason,
  flags: [],
  nextChargeAt: null,
  cancelAt: null,
  settlesAt: null,
})

/** What a subscription of WooCommerce Subscriptions means with us. It is read from orders and dates, not from the word alone. */
export function mapWooStatus(args: Args): Outcome {
  const { woo, last } = args
  if (woo.isDeleted) return settled('canceled', 'deleted')
  switch (woo.rawStatus) {
    case 'pending':
      return settled('pending')
    case 'active':
      return mapActive(args, { nextChargeAt: woo.nextPaymentAt, cancelAt: null })
    case 'on-hold':
      return mapOnHold(args)
    case 'pending-cancel':
      return mapActive(args, { nextChargeAt: null, cancelAt: woo.endAt })
    case 'cancelled':
      return settled('canceled')
    case 'expired':
      return settled('expired')
    case 'switched':
      return settled('canceled', 'switched')
    case 'trash':
      return settled('canceled', 'trashed')
    default:
      return keep(last)
  }
}

/** A word that we do not know says nothing. */
function keep(last: Last | null): Outcome {
  if (last === null) return { ...settled('pending'), flags: ['unknown_status'] }
  const { status, reason, nextChargeAt, cancelAt } = last
  return { status, reason, nextChargeAt, cancelAt, flags: ['unknown_status'], settlesAt: null }
}

function mapActive({ woo, now }: Args, dates: Pick<Outcome, 'nextChargeAt' | 'cancelAt'>): Outcome {
  const isTrial = woo.trialEndAt !== null && woo.trialEndAt > now
  return { ...settled('active'), ...dates, flags: isTrial ? ['trial'] : [], settlesAt: isTrial ? woo.trialEndAt : null }
}

function mapOnHold(args: Args): Outcome {
  const { woo, parent, now } = args
  const renewal = findRenewal(args)
  if (renewal === null) {
    if (parent !== null && !isPaid(parent)) return settled('pending', 'awaiting_payment')
    const youngUntil = woo.startedAt && after(woo.startedAt, debounceMs)
    if (woo.hasParentOrder && parent === null && youngUntil !== null && now < youngUntil)
      return { ...settled('pending', 'awaiting_payment'), settlesAt: youngUntil }
  }
  const newest = renewal ?? parent
  if (newest !== null && isDisputed(newest)) return settled('past_due', 'dispute')
  if (woo.paymentRetryAt !== null || (renewal !== null && hasFailed(woo, renewal)))
    return settled('past_due', 'payment')
  if (renewal !== null && isOpen(renewal)) {
    const settlesAt = renewal.placedAt && after(renewal.placedAt, debounceMs)
    if (settlesAt !== null && now < settlesAt) return renewing(args, settlesAt)
    return settled('past_due', woo.isManual ? 'manual_renewal_due' : 'payment')
  }
  const behindUntil = catchesUpUntil(woo, renewal)
  if (behindUntil !== null && now < behindUntil) return renewing(args, behindUntil)
  return settled('paused', woo.heldBy === 'customer' ? 'customer' : 'shop')
}

/** The charge that is under way stays the next one: its date is unchanged until it succeeded or failed. */
function renewing(args: Args, settlesAt: Date): Outcome {
  const active = mapActive(args, { nextChargeAt: args.woo.nextPaymentAt, cancelAt: null })
  const first = active.settlesAt !== null && active.settlesAt < settlesAt ? active.settlesAt : settlesAt
  return { ...active, flags: [...active.flags, 'renewing'], settlesAt: first }
}

/**
 * The newest renewal order. One that did not come yet shows in the dates: the schedule moves on only when a renewal is paid, so
 * that a next payment that is not later than the last order is that order's, unpaid.
 */
function findRenewal({ woo, renewal, isRenewalMissing }: Args): WooOrder | null {
  const { nextPaymentAt, lastPaymentAt, renewalExternalId } = woo
  if (!isRenewalMissing || nextPaymentAt === null || lastPaymentAt === null || nextPaymentAt > lastPaymentAt)
    return renewal
  return {
    externalId: renewalExternalId ?? '',
    status: 'pending',
    rawStatus: '',
    paidAt: null,
    placedAt: lastPaymentAt,
  }
}

/**
 * The newest renewal was paid, and the shop still says on hold with the schedule of before: its next word makes the subscription
 * active again, and is on its way.
 */
export function isBehind(woo: WooState, renewal: WooOrder | null): boolean {
  if (woo.rawStatus !== 'on-hold' || renewal === null || renewal.paidAt === null || renewal.placedAt === null)
    return false
  const isHeldByPerson = woo.heldBy === 'customer' || woo.heldBy === 'shop'
  return !isHeldByPerson && woo.nextPaymentAt !== null && woo.nextPaymentAt <= renewal.placedAt
}

/** Counted from when we knew: what was paid long ago may be told only now. */
function catchesUpUntil(woo: WooState, renewal: WooOrder | null): Date | null {
  if (!isBehind(woo, renewal) || renewal?.paidAt == null) return null
  const since = woo.behindSince !== null && woo.behindSince > renewal.paidAt ? woo.behindSince : renewal.paidAt
  return after(since, debounceMs)
}

const isPaid = ({ status, paidAt }: WooOrder): boolean =>
  paidAt !== null || status === 'processing' || status === 'completed' || status === 'refunded'

const hasFailed = (woo: WooState, { status, externalId, paidAt }: WooOrder): boolean =>
  status === 'failed' || (paidAt === null && woo.failedRenewalExternalId === externalId)

const isOpen = (order: WooOrder): boolean => !isPaid(order) && order.status !== 'canceled'

/** A gateway puts an order on hold that was paid, or marks it, when the money is asked back. */
const isDisputed = ({ status, rawStatus, paidAt }: WooOrder): boolean =>
  disputeWords.has(rawStatus) || (status === 'on_hold' && paidAt !== null)
