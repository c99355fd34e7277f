import type { CustomerSnapshot } from '../../connectors/connector.ts'
import { addressText } from '../address-text.ts'
import { toEmailKey } from './list-customers.ts'
import type { CustomerRow } from './rows.ts'

/** A customer as it is before anything was said of it. */
export function newCustomer(args: {
  organisationId: string
  id: string
  connectionId: string
  externalId: string
  now: Date
}): CustomerRow {
  const { now, ...given } = args
  return {
    ...given,
    version: 0,
    email: null,
    emailKey: null,
    firstName: null,
    lastName: null,
    username: null,
    role: null,
    phone: null,
    billing: null,
    shipping: null,
    isPaying: null,
    registeredAt: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
}

/** `base` with what the source said; a field that it did not mention stays. */
export function mergeCustomer(base: CustomerRow, { fields }: CustomerSnapshot): CustomerRow {
  const { billing, shipping, ...plain } = fields
  const said = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)) as typeof plain
  const merged: CustomerRow = {
    ...base,
    ...said,
    ...(billing && { billing: addressText(billing) }),
    ...(shipping && { shipping: addressText(shipping) }),
    deletedAt: null,
  }
  return { ...merged, emailKey: toEmailKey(merged.email) }
}
