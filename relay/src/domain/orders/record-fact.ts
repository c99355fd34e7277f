import type { Fact, OrderNote, OrderStatus } from '../../connectors/connector.ts'
import type { Facts, RefundFact, Step } from './rows.ts'

/** Of a year that every part of the way can hold. */
const INSTANT = /^(?:1\d|[2-8]\d)\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  'checkout-draft': 'draft',
  draft: 'draft',
  pending: 'pending',
  'on-hold': 'on_hold',
  on_hold: 'on_hold',
  processing: 'processing',
  completed: 'completed',
  cancelled: 'canceled',
  canceled: 'canceled',
  refunded: 'refunded',
  failed: 'failed',
}

/** A status as a fact names it, the source's word or ours. */
export const toOrderStatus = (word: string): OrderStatus => STATUSES[word.replace(/^wc-/, '')] ?? 'unknown'

const toStepStatus = (word: string): Step['to'] => (word === 'trash' ? 'trash' : toOrderStatus(word))

/**
 * The facts with one more. What came before is never undone and a repeat adds nothing, so that the same facts make the same
 * whatever order they come in.
 */
export function recordFact(facts: Facts, { topic, values, occurredAt }: Fact): Facts {
  const at = occurredAt?.toISOString() ?? null
  switch (topic) {
    case 'order.paid':
      return { ...facts, paidAt: earliest(facts.paidAt ?? null, readInstant(values.paid_at) ?? at) }
    case 'order.status_changed': {
      if (typeof values.to !== 'string') return facts
      const step = {
        from: typeof values.from === 'string' ? toStepStatus(values.from) : null,
        to: toStepStatus(values.to),
        at,
      }
      const isCancellation = step.from === 'canceled' || step.to === 'canceled'
      return {
        ...facts,
        hasSteps: true,
        ...(step.to === 'processing' && { processingAt: earliest(facts.processingAt ?? null, at) }),
        ...(isCancellation && { steps: sorted({ ...facts.steps, [`${at} ${step.from} ${step.to}`]: step }) }),
      }
    }
    case 'order.refunded': {
      const refund = readMember(values, 'refund')
      const id = readRefundId(values)
      if (id === null) return facts
      const said: RefundFact = {
        amount: readAmount(refund.amount),
        reason: readText(refund.reason),
        refundedAt: readInstant(refund.refunded_at ?? refund.date) ?? at,
      }
      const known = facts.refunds[id]
      const joined = {
        amount: said.amount ?? known?.amount ?? null,
        reason: said.reason ?? known?.reason ?? null,
        refundedAt: earliest(known?.refundedAt ?? null, said.refundedAt),
      }
      return { ...facts, refunds: sorted({ ...facts.refunds, [id]: joined }) }
    }
    case 'order.refund_deleted': {
      const id = readRefundId(values)
      return id === null ? facts : { ...facts, deletedRefunds: [...new Set([...facts.deletedRefunds, id])].sort() }
    }
    default:
      return facts
  }
}

/** The source's id of the refund that a fact speaks of, or null. */
export function readRefundId(values: Fact['values']): string | null {
  return readId(values.refund_id ?? readMember(values, 'refund').id)
}

/** The note that a fact brought, or null. */
export function readNote({ topic, values, occurredAt }: Fact): OrderNote | null {
  if (topic !== 'order.note_added') return null
  const note = readMember(values, 'note')
  const externalId = readId(note.id)
  if (externalId === null || typeof note.text !== 'string') return null
  const writtenAt = readInstant(note.date)
  return {
    externalId,
    text: note.text,
    isForCustomer: note.customer_note === true,
    author: readText(note.author),
    writtenAt: writtenAt === null ? occurredAt : new Date(writtenAt),
  }
}

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

function readMember(values: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const member = values[name]
  return typeof member === 'object' && member !== null ? (member as Record<string, unknown>) : {}
}

function readId(value: unknown): string | null {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null
}

function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function readInstant(value: unknown): string | null {
  if (typeof value !== 'string' || !INSTANT.test(value)) return null
  const at = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** Integer minor units, positive: money of ours, or its amount alone. Anything else is not known. */
function readAmount(value: unknown): number | null {
  const amount = typeof value === 'object' && value !== null ? (value as { amount?: unknown }).amount : value
  return Number.isSafeInteger(amount) ? Math.abs(amount as number) : null
}
