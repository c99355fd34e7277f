import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'

/**
 * The address that a call came from. `X-Forwarded-For` is believed only from trusted proxies (CIDRs), and only as far back as
 * they reach: the rightmost address that is none of them. An IPv4 address in IPv6 form is given as IPv4.
 */
export function clientAddress(c: Context, trusted: readonly string[]): string {
  let address = normalise(getConnInfo(c).remote.address ?? '')
  if (trusted.length === 0) return address
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => normalise(hop.trim()))
  while (isWithin(address, trusted)) {
    const hop = hops.pop()
    if (hop === undefined || hop === '') break
    address = hop
  }
  return address
}

const forwarding = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/**
 * False where a call was passed on by someone whose word about its origin is not believed: then the address is the proxy's, and
 * says nothing of who calls.
 */
export function isAddressKnown(c: Context, trusted: readonly string[]): boolean {
  if (!forwarding.some((name) => c.req.header(name) !== undefined)) return true
  return isWithin(clientAddress(c, []), trusted) && !isWithin(clientAddress(c, trusted), trusted)
}

/** Whether an address lies in one of the networks (CIDRs); IPv4 in IPv6 form counts as IPv4. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0 || !ipaddr.isValid(address)) return false
  const client = ipaddr.process(address)
  return networks.some((cidr) => {
    const network = ipaddr.parseCIDR(cidr)
    return client.kind() === network[0].kind() && client.match(network)
  })
}

const normalise = (text: string): string => (ipaddr.isValid(text) ? ipaddr.process(text).toString() : '')
