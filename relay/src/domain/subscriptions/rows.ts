import type { Change } from '../context.ts'
import type { subscriptionLog, subscriptions } from './tables.ts'

export type SubscriptionRow = typeof subscriptions.$inferSelect
export type LogRow = typeof subscriptionLog.$inferSelect

/** A subscription while a batch is applied; `before` is null for a new one. */
export type Aggregate = {
  before: SubscriptionRow | null
  after: SubscriptionRow
  source: Change['source']
  occurredAt: Date
}
