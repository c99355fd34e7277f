import type { OrderStatus } from '../../connectors/connector.ts'
import type { OrderRelation, orderSubscriptions, orders } from './tables.ts'

export type OrderRow = typeof orders.$inferSelect
export type OrderLinkRow = typeof orderSubscriptions.$inferSelect

/** A status step as the source told it, in our words. From the trash it comes back as what it was. */
export type Step = { from: OrderStatus | 'trash' | null; to: OrderStatus | 'trash'; at: string | null }
export type RefundFact = { amount: number | null; reason: string | null; refundedAt: string | null }

/** What an order's facts say, whatever order they came in and however often. Instants are ISO 8601. */
export type Facts = {
  /** The earliest; null where no fact said when. Absent until a fact said it. */
  paidAt?: string | null
  /** Into and out of cancellation, by their own words, so that a step told twice is one; of the others only what counts. */
  steps: Record<string, Step>
  /** When it first went into processing; null where no fact said when. Absent until a fact said it. */
  processingAt?: string | null
  hasSteps?: true
  refunds: Record<string, RefundFact>
  deletedRefunds: string[]
}

/** What readers were told. `canceled` and `seenCanceled` count: it may be revived and canceled again. */
export type Told = {
  isOrder: boolean
  isPaid: boolean
  isFulfillable: boolean
  refunds: string[]
  canceled: number
  seenCanceled: number
}

export const readFacts = ({ facts }: OrderRow): Facts => ({
  steps: {},
  refunds: {},
  deletedRefunds: [],
  ...(JSON.parse(facts) as Partial<Facts>),
})

export const readTold = ({ told }: OrderRow): Told => ({
  isOrder: false,
  isPaid: false,
  isFulfillable: false,
  refunds: [],
  canceled: 0,
  seenCanceled: 0,
  ...(JSON.parse(told) as Partial<Told>),
})

/** As the columns of JSON hold them, which is as the API shows them. */
export type MoneyJson = { amount: number; currency: string }
export type RefundJson = { external_id: string; amount: MoneyJson; reason: string | null; refunded_at: string | null }
export type NoteJson = {
  external_id: string
  text: string
  is_for_customer: boolean
  author: string | null
  written_at: string | null
}
export type OrderLinkJson = { relation: OrderRelation; id: string | null; external_id: string }

/** An order while a batch is applied; `before` is null for a new one. */
export type Aggregate = { before: OrderRow | null; after: OrderRow }
