import type { Address } from '../connector.ts'
import type { WooAddress } from './api-types.ts'
import { nameOf, textOf } from './read-texts.ts'

/** A `billing` or `shipping` member; undefined where it is absent. */
export function readAddress(address: WooAddress | null | undefined): Address | undefined {
  if (address == null) return undefined
  const country = (address.country ?? '').toUpperCase()
  return {
    firstName: nameOf(address.first_name),
    lastName: nameOf(address.last_name),
    company: nameOf(address.company),
    line1: nameOf(address.address_1),
    line2: nameOf(address.address_2),
    city: nameOf(address.city),
    state: nameOf(address.state),
    postcode: textOf(address.postcode),
    country: /^[A-Z]{2}$/.test(country) ? country : null,
    email: textOf(address.email),
    phone: textOf(address.phone),
  }
}
