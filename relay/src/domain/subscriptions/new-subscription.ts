import type { SubscriptionRow } from './rows.ts'

/** A subscription as it is before anything was said of it. */
export function newSubscription(args: {
  organisationId: string
  id: string
  companyId: string
  connectionId: string
  externalId: string
  currency: string
  now: Date
}): SubscriptionRow {
  const { now, ...given } = args
  return {
    ...given,
    version: 0,
    managedBy: 'woo',
    number: args.externalId,
    status: 'pending',
    reason: null,
    flags: '[]',
    nextChargeAt: null,
    cancelAt: null,
    pausedAt: null,
    total: 0,
    totalTax: 0,
    unit: 'month',
    interval: 1,
    customerId: null,
    customerExternalId: null,
    parentOrderId: null,
    parentOrderExternalId: null,
    previousId: null,
    successorId: null,
    paymentMethod: null,
    paymentTitle: null,
    isManual: false,
    startedAt: null,
    trialEndAt: null,
    billing: null,
    shipping: null,
    lines: '[]',
    shippingLines: '[]',
    rawStatus: '',
    nextPaymentAt: null,
    paymentRetryAt: null,
    lastPaymentAt: null,
    canceledAt: null,
    endAt: null,
    suspensionCount: 0,
    failedRenewalExternalId: null,
    renewalExternalId: null,
    behindSince: null,
    changedBy: null,
    changedTo: null,
    changedAt: null,
    source: '{}',
    settlesAt: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
}
