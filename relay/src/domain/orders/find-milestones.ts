import type { OrderStatus } from '../../connectors/connector.ts'
import { type Facts, type OrderRow, type RefundFact, type RefundJson, readFacts, readTold, type Told } from './rows.ts'

export type RefundTold = Omit<RefundJson, 'amount'> & { amount: RefundJson['amount'] | null }
export type Milestone =
  | { type: 'order.paid' | 'order.fulfillable' | 'order.canceled' }
  | { type: 'order.refunded'; refund: RefundTold }

/** What readers see: neither drafts nor what lies in the trash or is deleted. */
export const isVisible = (row: OrderRow | null): boolean =>
  row !== null && row.deletedAt === null && row.status !== 'draft'

/**
 * The milestones that are known now and were not told, in the order in which they are told, and the order with the times and
 * the memory of them. Everything that was ever known counts: facts that came late, the state, and the payment (`wasPaid`) that
 * an old state shows. Only `order.fulfillable` asks for an act, and is told only while it is true: whoever ships at the word
 * must not be told of an order that is canceled by now, nor of one that is first seen completed, as in a shop's history.
 * An order that was never visible is told of when it becomes so.
 */
export function findMilestones(
  before: OrderRow | null,
  merged: OrderRow,
  { wasPaid, occurredAt }: { wasPaid: boolean; occurredAt: Date },
): { row: OrderRow; milestones: Milestone[] } {
  const facts = readFacts(merged)
  const told = readTold(merged)
  const isPaid = told.isPaid || wasPaid || merged.paidAt !== null || facts.paidAt !== undefined
  const wasUnfinished = facts.hasSteps === true || (isVisible(before) && before?.status !== 'completed')
  const isFulfillable =
    told.isFulfillable ||
    (isVisible(merged) &&
      (merged.status === 'processing' || (merged.status === 'completed' && isPaid && wasUnfinished)))
  const hasBecomeCanceled = merged.status === 'canceled' && before?.status !== 'canceled'
  const seenCanceled = told.seenCanceled + (hasBecomeCanceled ? 1 : 0)
  const canceled = Math.max(told.canceled, seenCanceled, countCanceled(facts, merged.status))
  const refunds = [...new Set([...told.refunds, ...Object.keys(facts.refunds), ...standing(merged).keys()])]

  const isOrder = told.isOrder || isVisible(merged)
  const milestones: Milestone[] = []
  if (isOrder) {
    if (isPaid && !told.isPaid) milestones.push({ type: 'order.paid' })
    if (isFulfillable && !told.isFulfillable) milestones.push({ type: 'order.fulfillable' })
    for (const id of refunds) {
      if (!told.refunds.includes(id)) milestones.push({ type: 'order.refunded', refund: toRefund(id, merged, facts) })
    }
    for (let n = told.canceled; n < canceled; n++) milestones.push({ type: 'order.canceled' })
  }
  const remembered: Told = isOrder
    ? { isOrder, isPaid, isFulfillable, refunds, canceled, seenCanceled }
    : { ...told, seenCanceled }
  return {
    row: {
      ...merged,
      fulfillableAt: isFulfillable ? fulfillableSince(merged, facts, occurredAt) : null,
      canceledAt: merged.status === 'canceled' ? canceledSince(merged, facts, hasBecomeCanceled, occurredAt) : null,
      told: JSON.stringify(remembered),
    },
    milestones,
  }
}

/** At least so often: it entered that state, or left it and stands in it again. */
function countCanceled({ steps }: Facts, status: OrderStatus): number {
  const all = Object.values(steps).filter(({ from, to }) => from !== 'trash' && to !== 'trash')
  const left = all.filter(({ from }) => from === 'canceled').length
  return Math.max(all.filter(({ to }) => to === 'canceled').length, left + (status === 'canceled' ? 1 : 0))
}

function fulfillableSince(row: OrderRow, { processingAt }: Facts, occurredAt: Date): Date {
  return processingAt == null ? (row.fulfillableAt ?? row.paidAt ?? occurredAt) : new Date(processingAt)
}

function canceledSince(row: OrderRow, { steps }: Facts, hasBecome: boolean, occurredAt: Date): Date {
  const times = Object.values(steps).flatMap(({ from, to, at }) =>
    to === 'canceled' && from !== 'trash' && at !== null ? [at] : [],
  )
  const last = times.sort().at(-1)
  return last === undefined ? ((hasBecome ? null : row.canceledAt) ?? occurredAt) : new Date(last)
}

const standing = (row: OrderRow): Map<string, RefundJson> =>
  new Map((JSON.parse(row.refunds) as RefundJson[]).map((refund) => [refund.external_id, refund]))

/** The refund as it stands; one that stands no more, or not yet, as its fact told it. */
function toRefund(id: string, row: OrderRow, { refunds }: Facts): RefundTold {
  const { amount = null, reason = null, refundedAt = null }: Partial<RefundFact> = refunds[id] ?? {}
  const known = standing(row).get(id)
  if (known) return known
  const money = amount === null ? null : { amount, currency: row.currency }
  return { external_id: id, amount: money, reason, refunded_at: refundedAt }
}
