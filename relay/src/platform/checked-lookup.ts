import type { LookupFunction } from 'node:net'
import { type AddressPolicy, type AddressRefusal, checkAddress, readEndpoint } from './check-address.ts'

/** The addresses of a name; rejects where it has none. */
export type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>

/**
 * A look-up for connecting to `origin` that refuses a name as soon as one of its addresses may not be called; scheme and
 * port are judged by address too. Its errors carry `failure`: `dns_error`, `blocked_address`, `forbidden_scheme` or
 * `forbidden_port`.
 */
export function createCheckedLookup(args: { origin: URL; policy: AddressPolicy; lookup: Lookup }): LookupFunction {
  const { policy, lookup } = args
  const endpoint = readEndpoint(args.origin)
  const resolveChecked = async (hostname: string) => {
    const addresses = await lookup(hostname).catch((error: unknown) => {
      throw createFailure('dns_error', error instanceof Error ? error.message : String(error))
    })
    if (addresses.length === 0) throw createFailure('dns_error', `${hostname} has no address`)
    for (const { address } of addresses) {
      const verdict = checkAddress(address, endpoint, policy)
      if (!verdict.ok) throw createFailure(toFailureCode(verdict.code), `${hostname}: ${verdict.detail}`)
    }
    return addresses
  }
  return (hostname, options, callback) => {
    resolveChecked(hostname).then(
      (addresses) => {
        if (options.all) callback(null, addresses)
        else callback(null, addresses[0]!.address, addresses[0]!.family)
      },
      (error: Error) => callback(error, ''),
    )
  }
}

/** The name of a refusal among the failures of an exchange. */
export function toFailureCode(code: AddressRefusal['code']): string {
  return code === 'destination_forbidden' ? 'blocked_address' : code
}

function createFailure(failure: string, detail: string): Error {
  return Object.assign(new Error(detail), { failure })
}
