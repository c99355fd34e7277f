import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { OrderStatus } from '../../connectors/connector.ts'
import { instant, jsonText } from '../../platform/columns.ts'

const amount = (name: string) => bigint(name, { mode: 'number' })

/** A mirror of the source's order. Amounts are integer minor units of its currency. */
export const orders = pgTable(
  'orders',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    version: integer().notNull(),
    connectionId: uuid('connection_id').notNull(),
    externalId: text('external_id').notNull(),
    number: text().notNull(),
    status: text().$type<OrderStatus>().notNull(),
    rawStatus: text('raw_status').notNull(),
    currency: text().notNull(),
    pricesIncludeTax: boolean('prices_include_tax').notNull(),
    total: amount('total').notNull(),
    totalTax: amount('total_tax').notNull(),
    shippingTotal: amount('shipping_total').notNull(),
    shippingTax: amount('shipping_tax').notNull(),
    discountTotal: amount('discount_total').notNull(),
    discountTax: amount('discount_tax').notNull(),
    refundedAmount: amount('refunded_amount').notNull(),
    customerId: uuid('customer_id'),
    /** Null for a guest. */
    customerExternalId: text('customer_external_id'),
    /** Exact JSON as the API shows it, as are the other JSON columns but the last two; SQL null stands for JSON null. */
    billing: jsonText(),
    shipping: jsonText(),
    paymentMethod: text('payment_method'),
    paymentTitle: text('payment_title'),
    transactionId: text('transaction_id'),
    customerNote: text('customer_note'),
    createdVia: text('created_via'),
    placedAt: instant('placed_at'),
    paidAt: instant('paid_at'),
    completedAt: instant('completed_at'),
    /** Since when it is to be shipped. */
    fulfillableAt: instant('fulfillable_at'),
    /** Null unless it is canceled now. */
    canceledAt: instant('canceled_at'),
    lines: jsonText().notNull().default('[]'),
    taxes: jsonText().notNull().default('[]'),
    shippingLines: jsonText('shipping_lines').notNull().default('[]'),
    fees: jsonText().notNull().default('[]'),
    coupons: jsonText().notNull().default('[]'),
    refunds: jsonText().notNull().default('[]'),
    notes: jsonText().notNull().default('[]'),
    subscriptions: jsonText().notNull().default('[]'),
    isInTrash: boolean('is_in_trash').notNull(),
    /** The steps that the source told apart from states, once each. */
    facts: jsonText().notNull().default('{}'),
    /** Which milestones were told, so that each is told once. */
    told: jsonText().notNull().default('{}'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    uniqueIndex('orders_external').on(t.organisationId, t.connectionId, t.externalId),
    index('orders_customer').on(t.organisationId, t.customerId, t.id),
    index('orders_status').on(t.organisationId, t.status, t.id),
    index('orders_number').on(t.organisationId, t.number),
    index('orders_placed').on(t.organisationId, t.placedAt),
    index('orders_updated').on(t.organisationId, t.updatedAt),
  ],
)

export type OrderRelation = 'renewal' | 'switch' | 'resubscribe'

/** The subscriptions that an order renews, switches or takes up again, by the source's ids. */
export const orderSubscriptions = pgTable(
  'order_subscriptions',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    subscriptionExternalId: text('subscription_external_id').notNull(),
    relation: text().$type<OrderRelation>().notNull(),
    orderId: uuid('order_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.subscriptionExternalId, t.relation, t.orderId] }),
    index('order_subscriptions_order').on(t.organisationId, t.orderId),
  ],
)
