import type { SubscriptionRow } from './rows.ts'

const text = (value: unknown): string => JSON.stringify(value) ?? 'null'
const instant = (at: Date | null) => text(at?.toISOString() ?? null)

type Field = { name: string; write: (row: SubscriptionRow) => string }

/** Every member of a subscription as exact JSON text. A charge under way shows nowhere: readers see what was last settled. */
const members: readonly Field[] = [
  { name: 'id', write: (s) => text(s.id) },
  { name: 'version', write: (s) => text(s.version) },
  { name: 'company_id', write: (s) => text(s.companyId) },
  { name: 'connection_id', write: (s) => text(s.connectionId) },
  { name: 'external_id', write: (s) => text(s.externalId) },
  { name: 'managed_by', write: (s) => text(s.managedBy) },
  { name: 'number', write: (s) => text(s.number) },
  { name: 'status', write: (s) => text(s.status) },
  { name: 'reason', write: (s) => text(s.reason) },
  { name: 'flags', write: (s) => text((JSON.parse(s.flags) as string[]).filter((flag) => flag !== 'renewing')) },
  { name: 'next_charge_at', write: (s) => instant(s.nextChargeAt) },
  { name: 'retry_at', write: (s) => instant(s.status === 'past_due' ? s.paymentRetryAt : null) },
  { name: 'cancel_at', write: (s) => instant(s.cancelAt) },
  { name: 'ends_at', write: (s) => instant(s.rawStatus === 'pending-cancel' ? null : s.endAt) },
  { name: 'paused_at', write: (s) => instant(s.pausedAt) },
  { name: 'started_at', write: (s) => instant(s.startedAt) },
  { name: 'trial_end_at', write: (s) => instant(s.trialEndAt) },
  { name: 'total', write: (s) => text({ amount: s.total, currency: s.currency }) },
  { name: 'total_tax', write: (s) => text({ amount: s.totalTax, currency: s.currency }) },
  { name: 'unit', write: (s) => text(s.unit) },
  { name: 'interval', write: (s) => text(s.interval) },
  { name: 'customer_id', write: (s) => text(s.customerId) },
  { name: 'customer_external_id', write: (s) => text(s.customerExternalId) },
  { name: 'parent_order_id', write: (s) => text(s.parentOrderId) },
  { name: 'parent_order_external_id', write: (s) => text(s.parentOrderExternalId) },
  { name: 'previous_id', write: (s) => text(s.previousId) },
  { name: 'successor_id', write: (s) => text(s.successorId) },
  { name: 'payment_method', write: (s) => text(s.paymentMethod) },
  { name: 'payment_title', write: (s) => text(s.paymentTitle) },
  { name: 'is_manual', write: (s) => text(s.isManual) },
  { name: 'billing', write: (s) => s.billing ?? 'null' },
  { name: 'shipping', write: (s) => s.shipping ?? 'null' },
  { name: 'lines', write: (s) => s.lines },
  { name: 'shipping_lines', write: (s) => s.shippingLines },
  { name: 'source', write: (s) => s.source },
  { name: 'created_at', write: (s) => instant(s.createdAt) },
  { name: 'updated_at', write: (s) => instant(s.updatedAt) },
  { name: 'deleted_at', write: (s) => instant(s.deletedAt) },
]

/** Members that say when and how often, not what. */
const bookkeeping = new Set(['id', 'version', 'created_at', 'updated_at'])
const compared = members.filter(({ name }) => !bookkeeping.has(name))

/** A subscription as the API and our events show it. */
export const toSubscriptionJson = (row: SubscriptionRow): string =>
  `{${members.map(({ name, write }) => `"${name}":${write(row)}`).join(',')}}`

/** The members that a reader sees change, each with its old value, as JSON text; null where there is none. */
export function previousText(before: SubscriptionRow, after: SubscriptionRow): string | null {
  const changed = compared.filter(({ write }) => write(before) !== write(after))
  return changed.length === 0 ? null : `{${changed.map(({ name, write }) => `"${name}":${write(before)}`).join(',')}}`
}
