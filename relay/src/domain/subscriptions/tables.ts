import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, jsonText } from '../../platform/columns.ts'

export type SubscriptionStatus = 'pending' | 'active' | 'paused' | 'past_due' | 'canceled' | 'expired'
export type SubscriptionUnit = 'day' | 'week' | 'month' | 'year'

/** A subscription. Where `managed_by` is `woo` it mirrors the shop's: amounts in minor units of its currency, dates as the shop says. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    version: integer().notNull(),
    /** That of the connection. */
    companyId: uuid('company_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    externalId: text('external_id').notNull(),
    managedBy: text('managed_by').$type<'woo' | 'relay'>().notNull(),
    number: text().notNull(),
    status: text().$type<SubscriptionStatus>().notNull(),
    reason: text(),
    /** A JSON array of `trial`, `renewing`, `unknown_status`. */
    flags: jsonText().notNull().default('[]'),
    nextChargeAt: instant('next_charge_at'),
    cancelAt: instant('cancel_at'),
    pausedAt: instant('paused_at'),
    currency: text().notNull(),
    total: bigint({ mode: 'number' }).notNull(),
    totalTax: bigint('total_tax', { mode: 'number' }).notNull(),
    unit: text().$type<SubscriptionUnit>().notNull(),
    interval: integer().notNull(),
    customerId: uuid('customer_id'),
    /** Null for a guest. */
    customerExternalId: text('customer_external_id'),
    parentOrderId: uuid('parent_order_id'),
    parentOrderExternalId: text('parent_order_external_id'),
    /** The one that this one took up again or replaced, and the one that did so with this one. */
    previousId: uuid('previous_id'),
    successorId: uuid('successor_id'),
    paymentMethod: text('payment_method'),
    paymentTitle: text('payment_title'),
    isManual: boolean('is_manual').notNull(),
    startedAt: instant('started_at'),
    trialEndAt: instant('trial_end_at'),
    /** Exact JSON as the API shows it, as are the other JSON columns. */
    billing: jsonText(),
    shipping: jsonText(),
    lines: jsonText().notNull().default('[]'),
    shippingLines: jsonText('shipping_lines').notNull().default('[]'),
    /** The shop's own word and dates as they are now, in the middle of a renewal too. */
    rawStatus: text('raw_status').notNull(),
    nextPaymentAt: instant('next_payment_at'),
    paymentRetryAt: instant('payment_retry_at'),
    lastPaymentAt: instant('last_payment_at'),
    canceledAt: instant('canceled_at'),
    endAt: instant('end_at'),
    suspensionCount: integer('suspension_count').notNull(),
    failedRenewalExternalId: text('failed_renewal_external_id'),
    /** The newest renewal order that the shop lists. */
    renewalExternalId: text('renewal_external_id'),
    /** Since when its newest renewal is known to be paid, while the shop's word is still that of before. */
    behindSince: instant('behind_since'),
    /** What was last told of a change of status: by whom, to which of the shop's words, and when. */
    changedBy: text('changed_by').$type<'customer' | 'shop' | 'system'>(),
    changedTo: text('changed_to'),
    changedAt: instant('changed_at'),
    /** The shop's own word and dates as they were when last settled: what readers see. */
    source: jsonText().notNull().default('{}'),
    /** When the passing of time alone may change what it says. */
    settlesAt: instant('settles_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    uniqueIndex('subscriptions_external').on(t.organisationId, t.connectionId, t.externalId),
    index('subscriptions_parent_order').on(t.organisationId, t.connectionId, t.parentOrderExternalId),
    index('subscriptions_customer').on(t.organisationId, t.customerId, t.id),
    index('subscriptions_status').on(t.organisationId, t.status, t.id),
    index('subscriptions_updated').on(t.organisationId, t.updatedAt),
    index('subscriptions_previous').on(t.organisationId, t.previousId).where(sql`previous_id is not null`),
    index('subscriptions_successor').on(t.organisationId, t.successorId).where(sql`successor_id is not null`),
  ],
)

/** One row per change of a settled status or its reason; never changed afterwards. */
export const subscriptionLog = pgTable(
  'subscription_log',
  {
    organisationId: uuid('organisation_id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    /** The subscription's version that the change made. */
    version: integer().notNull(),
    /** Null for the first. */
    fromStatus: text('from_status').$type<SubscriptionStatus>(),
    fromReason: text('from_reason'),
    toStatus: text('to_status').$type<SubscriptionStatus>().notNull(),
    toReason: text('to_reason'),
    rawStatus: text('raw_status').notNull(),
    /** When it happened, as the source says; `created_at` is when we knew. */
    occurredAt: instant('occurred_at').notNull(),
    connectionId: uuid('connection_id'),
    eventId: uuid('event_id'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.subscriptionId, t.version] })],
)
