import type { Address } from '../connectors/connector.ts'

/** An address as the API shows it, as JSON text. */
export function addressText(address: Address): string {
  return JSON.stringify({
    first_name: address.firstName,
    last_name: address.lastName,
    company: address.company,
    line1: address.line1,
    line2: address.line2,
    city: address.city,
    state: address.state,
    postcode: address.postcode,
    country: address.country,
    email: address.email,
    phone: address.phone,
  })
}
