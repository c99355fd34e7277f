import type { ProductDeletion, ProductSnapshot, VariationSnapshot } from './readings-catalogue.ts'

export type * from './readings-catalogue.ts'

/** A person's or a company's address as the source wrote it; what it left empty is null. */
export type Address = {
  firstName: string | null
  lastName: string | null
  company: string | null
  line1: string | null
  line2: string | null
  city: string | null
  state: string | null
  postcode: string | null
  /** ISO 3166-1 alpha-2. */
  country: string | null
  email: string | null
  phone: string | null
}

/** What the source's hook knew of a step, such as `order.paid` or `subscription.status_changed`. */
export type Fact = { topic: string; values: Readonly<Record<string, unknown>>; occurredAt: Date | null }

/** The source deleted an order, a customer or a subscription that it names by id alone. */
export type EntityDeletion = { type: 'deletion'; noun: 'order' | 'customer' | 'subscription'; externalId: string }

export type OrderStatus =
  | 'draft'
  | 'pending'
  | 'on_hold'
  | 'processing'
  | 'completed'
  | 'canceled'
  | 'refunded'
  | 'failed'
  | 'unknown'

/** Amounts are integer minor units of the order's currency, taxes apart. */
export type OrderLine = {
  externalId: string
  name: string
  sku: string | null
  productExternalId: string | null
  variationExternalId: string | null
  quantity: number
  subtotal: number
  subtotalTax: number
  total: number
  totalTax: number
  taxes: { rateExternalId: string; total: number }[]
  /** What the customer chose, such as a grind, as shown. */
  options: { name: string; value: string }[]
}
export type OrderTax = {
  externalId: string
  rateExternalId: string
  label: string
  /** Percent as an exact decimal. */
  rate: string | null
  total: number
  shippingTotal: number
}
export type OrderShipping = { externalId: string; method: string; title: string; total: number; totalTax: number }
export type OrderFee = { externalId: string; name: string; total: number; totalTax: number }
export type OrderCoupon = { externalId: string; code: string; discount: number; discountTax: number }
/** `amount` is positive. */
export type OrderRefund = { externalId: string; amount: number; reason: string | null; refundedAt: Date | null }
export type OrderNote = {
  externalId: string
  text: string
  isForCustomer: boolean
  author: string | null
  writtenAt: Date | null
}

/** What a source says of an order. An absent field was not said and stays as it is. */
export type OrderSnapshot = {
  type: 'order'
  externalId: string
  fields: OrderFields
  agreed: Readonly<Record<string, unknown>>
  /** It lies in the source's trash. */
  isInTrash?: true
  fact?: Fact
}
export type OrderFields = {
  number?: string
  status?: OrderStatus
  /** The source's own word. */
  rawStatus?: string
  currency?: string
  pricesIncludeTax?: boolean
  total?: number
  totalTax?: number
  shippingTotal?: number
  shippingTax?: number
  discountTotal?: number
  discountTax?: number
  /** Null for a guest. */
  customerExternalId?: string | null
  billing?: Address
  shipping?: Address
  paymentMethod?: string | null
  paymentTitle?: string | null
  transactionId?: string | null
  customerNote?: string | null
  createdVia?: string | null
  placedAt?: Date | null
  paidAt?: Date | null
  completedAt?: Date | null
  lines?: OrderLine[]
  taxes?: OrderTax[]
  shippingLines?: OrderShipping[]
  fees?: OrderFee[]
  coupons?: OrderCoupon[]
  refunds?: OrderRefund[]
  notes?: OrderNote[]
  /** Subscriptions that this order renews, switches or takes up again; the order that began one is named by the subscription. */
  subscriptions?: { relation: 'renewal' | 'switch' | 'resubscribe'; externalId: string }[]
}

export type CustomerSnapshot = {
  type: 'customer'
  externalId: string
  fields: CustomerFields
  agreed: Readonly<Record<string, unknown>>
  fact?: Fact
}
export type CustomerFields = {
  email?: string | null
  firstName?: string | null
  lastName?: string | null
  username?: string | null
  role?: string | null
  phone?: string | null
  billing?: Address
  shipping?: Address
  isPaying?: boolean
  registeredAt?: Date | null
}

export type SubscriptionSnapshot = {
  type: 'subscription'
  externalId: string
  fields: SubscriptionFields
  agreed: Readonly<Record<string, unknown>>
  isInTrash?: true
  fact?: Fact
}
/** The source's own words and dates; what they mean with us is decided by the domain. */
export type SubscriptionFields = {
  number?: string
  rawStatus?: string
  currency?: string
  total?: number
  totalTax?: number
  customerExternalId?: string | null
  parentOrderExternalId?: string | null
  billing?: Address
  shipping?: Address
  paymentMethod?: string | null
  paymentTitle?: string | null
  isManual?: boolean
  unit?: 'day' | 'week' | 'month' | 'year'
  interval?: number
  startedAt?: Date | null
  trialEndAt?: Date | null
  nextPaymentAt?: Date | null
  /** When a failed payment is tried again. */
  paymentRetryAt?: Date | null
  lastPaymentAt?: Date | null
  canceledAt?: Date | null
  endAt?: Date | null
  suspensionCount?: number
  /** A renewal order that failed, where the source says so. */
  failedRenewalOrderExternalId?: string | null
  /** Renewal orders, newest last, where the source lists them. */
  renewalOrderExternalIds?: string[]
  /** The subscription that this one takes up again, and the one that took this one up. */
  resubscribedFromExternalId?: string | null
  resubscribedToExternalId?: string | null
  lines?: OrderLine[]
  shippingLines?: OrderShipping[]
}

/** A timer that is due: time is a source too. `payload` is what was set with it. */
export type TimerReading = {
  type: 'timer'
  name: string
  entityKind: string
  entityId: string
  payload: Readonly<Record<string, unknown>>
}

/** What the domain understands. New nouns add their shape here. */
export type Reading =
  | ProductSnapshot
  | VariationSnapshot
  | ProductDeletion
  | OrderSnapshot
  | CustomerSnapshot
  | SubscriptionSnapshot
  | EntityDeletion
  | TimerReading
