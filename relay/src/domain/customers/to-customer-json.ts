import type { CustomerRow } from './rows.ts'

const text = (value: unknown): string => JSON.stringify(value) ?? 'null'
const instant = (at: Date | null) => text(at?.toISOString() ?? null)

type Field = { name: string; write: (row: CustomerRow) => string }

/** Every member of a customer, as exact JSON text. */
export const customerMembers: readonly Field[] = [
  { name: 'id', write: (c) => text(c.id) },
  { name: 'version', write: (c) => text(c.version) },
  { name: 'connection_id', write: (c) => text(c.connectionId) },
  { name: 'external_id', write: (c) => text(c.externalId) },
  { name: 'email', write: (c) => text(c.email) },
  { name: 'first_name', write: (c) => text(c.firstName) },
  { name: 'last_name', write: (c) => text(c.lastName) },
  { name: 'username', write: (c) => text(c.username) },
  { name: 'role', write: (c) => text(c.role) },
  { name: 'phone', write: (c) => text(c.phone) },
  { name: 'billing', write: (c) => c.billing ?? 'null' },
  { name: 'shipping', write: (c) => c.shipping ?? 'null' },
  { name: 'is_paying', write: (c) => text(c.isPaying) },
  { name: 'registered_at', write: (c) => instant(c.registeredAt) },
  { name: 'created_at', write: (c) => instant(c.createdAt) },
  { name: 'updated_at', write: (c) => instant(c.updatedAt) },
  { name: 'deleted_at', write: (c) => instant(c.deletedAt) },
]

/** Members that say when and how often, not what. */
export const bookkeeping: ReadonlySet<string> = new Set(['id', 'version', 'created_at', 'updated_at'])

/** A customer as the API and our events show it, as exact JSON text. */
export function toCustomerJson(row: CustomerRow): string {
  return `{${customerMembers.map(({ name, write }) => `"${name}":${write(row)}`).join(',')}}`
}
