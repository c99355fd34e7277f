import type { OrderRow } from './rows.ts'

/** An order as it is before anything was said of it: a draft, which nobody is told of. */
export function newOrder(args: {
  organisationId: string
  id: string
  connectionId: string
  externalId: string
  currency: string
  now: Date
}): OrderRow {
  const { now, ...given } = args
  return {
    ...given,
    version: 0,
    number: args.externalId,
    status: 'draft',
    rawStatus: '',
    pricesIncludeTax: false,
    total: 0,
    totalTax: 0,
    shippingTotal: 0,
    shippingTax: 0,
    discountTotal: 0,
    discountTax: 0,
    refundedAmount: 0,
    customerId: null,
    customerExternalId: null,
    billing: null,
    shipping: null,
    paymentMethod: null,
    paymentTitle: null,
    transactionId: null,
    customerNote: null,
    createdVia: null,
    placedAt: null,
    paidAt: null,
    completedAt: null,
    fulfillableAt: null,
    canceledAt: null,
    lines: '[]',
    taxes: '[]',
    shippingLines: '[]',
    fees: '[]',
    coupons: '[]',
    refunds: '[]',
    notes: '[]',
    subscriptions: '[]',
    isInTrash: false,
    facts: '{}',
    told: '{}',
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
}
