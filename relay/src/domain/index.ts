import type { Reading } from '../connectors/connector.ts'
import { applyCatalogue } from './catalogue/apply-catalogue.ts'
import type { Application, Context, Reaction } from './context.ts'
import { applyCustomers } from './customers/apply-customers.ts'
import { applyOrders } from './orders/apply-orders.ts'
import { jobTimers, startJobs } from './schedules/start-jobs.ts'
import { applySubscriptions } from './subscriptions/apply-subscriptions.ts'
import { onOrderChanged } from './subscriptions/on-order-changed.ts'
import { settleTimer } from './subscriptions/write-batch.ts'

export type { Application, Reaction } from './context.ts'

export type Module = {
  /** The readings it understands. */
  readings: readonly Reading['type'][]
  /** The nouns whose deletions it takes. */
  deletes?: readonly string[]
  /** Names of the timers that it set. */
  timers?: readonly string[]
  apply: (args: { ctx: Context; items: Application[] }) => Promise<void>
}

/** Every noun that sources speak of, one line each. */
export const modules: readonly Module[] = [
  { readings: ['product', 'variation', 'product-deletion'], apply: applyCatalogue },
  { readings: ['customer'], deletes: ['customer'], apply: applyCustomers },
  { readings: ['order'], deletes: ['order'], apply: applyOrders },
  { readings: ['subscription'], deletes: ['subscription'], timers: [settleTimer], apply: applySubscriptions },
  { readings: [], timers: jobTimers, apply: startJobs },
]

/** What follows from what happened, one line each. */
export const reactions: readonly Reaction[] = [onOrderChanged]

/** True where the module takes the reading. */
export function takesReading({ readings, deletes = [], timers = [] }: Module, reading: Reading): boolean {
  if (reading.type === 'deletion') return deletes.includes(reading.noun)
  if (reading.type === 'timer') return timers.includes(reading.name)
  return readings.includes(reading.type)
}
