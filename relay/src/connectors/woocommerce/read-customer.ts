import type { CustomerFields, ReadResult } from '../connector.ts'
import { WooCustomer } from './api-types.ts'
import { readAddress } from './read-address.ts'
import { readInstant } from './read-dates.ts'
import { nameOf, textOf } from './read-texts.ts'
import { agreedOf, misshapen, said } from './unreadable.ts'

const COMPARED = ['email', 'first_name', 'last_name', 'role', 'username', 'date_modified_gmt']

/** A `wc/v3` customer as the domain understands it. */
export function readCustomer({ value, externalId }: { value: unknown; externalId: string }): ReadResult {
  const parsed = WooCustomer.safeParse(value)
  if (!parsed.success) return misshapen('customer', parsed.error)
  const customer = parsed.data
  const fields: CustomerFields = said({
    email: customer.email === undefined ? undefined : textOf(customer.email),
    firstName: customer.first_name === undefined ? undefined : nameOf(customer.first_name),
    lastName: customer.last_name === undefined ? undefined : nameOf(customer.last_name),
    username: textOf(customer.username),
    role: customer.role === undefined ? undefined : textOf(customer.role),
    phone: customer.billing?.phone === undefined ? undefined : textOf(customer.billing.phone),
    billing: readAddress(customer.billing),
    shipping: readAddress(customer.shipping),
    isPaying: customer.is_paying_customer ?? undefined,
    registeredAt: customer.date_created_gmt === undefined ? undefined : readInstant(customer.date_created_gmt),
  })
  return {
    kind: 'reading',
    reading: { type: 'customer', externalId, fields, agreed: agreedOf(customer, COMPARED) },
  }
}
