import ipaddr from 'ipaddr.js'

export type AddressOptions = {
  /** CIDRs of the operator's own networks that destinations may be in, with http and any port. */
  allowedPrivateNetworks: readonly string[]
  /** Ports that stay shut even there: the relay's own and its database's. */
  forbiddenPorts?: readonly number[]
}

export type AddressPolicy = { allowedNetworks: readonly Network[]; forbiddenPorts: ReadonlySet<number> }

export type AddressRefusal = {
  ok: false
  code: 'destination_forbidden' | 'forbidden_scheme' | 'forbidden_port'
  detail: string
}

export type DestinationCheck =
  | { ok: true; url: URL }
  | { ok: false; code: AddressRefusal['code'] | 'invalid_url'; detail: string }

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = [Address, number]
/** `protocol` as in URL (`https:`). */
type Endpoint = { protocol: string; port: number }

const PUBLIC_PORTS = new Set([443, 8443])
const IPV6_PUBLIC = ipaddr.IPv6.parseCIDR('2000::/3')
// Cloud metadata services: AWS, Google, Alibaba, Oracle, Azure. Link-local ones are covered by their range.
const METADATA = [
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '192.0.0.192/32',
  '168.63.129.16/32',
].map((cidr) => ipaddr.parseCIDR(cidr))

/** Reads the options once. Throws on a text that is no CIDR. */
export function readAddressPolicy({ allowedPrivateNetworks, forbiddenPorts = [] }: AddressOptions): AddressPolicy {
  return {
    allowedNetworks: allowedPrivateNetworks.map((cidr) => ipaddr.parseCIDR(cidr)),
    forbiddenPorts: new Set(forbiddenPorts),
  }
}

/** Whether a call may go to this IP address, such as one that a name resolved to. */
export function checkAddress(text: string, endpoint: Endpoint, policy: AddressPolicy): { ok: true } | AddressRefusal {
  if (!ipaddr.isValid(text)) return forbidden(`${text} is no IP address`)
  const address = ipaddr.process(text)
  if (isNeverAllowed(address)) return forbidden(`${text} is a link-local or metadata address`)
  if (policy.allowedNetworks.some((network) => isIn(address, network))) {
    if (!policy.forbiddenPorts.has(endpoint.port)) return { ok: true }
    return { ok: false, code: 'forbidden_port', detail: `port ${endpoint.port} is one of ours` }
  }
  if (!isPublic(address)) return forbidden(`${text} is not a public address and in no allowed network`)
  return checkPublicEndpoint(endpoint)
}

/**
 * What can be judged of a URL without asking DNS. A name passes with any scheme and port that one of the allowed
 * networks would permit: `checkAddress` has the last word on what it resolves to.
 */
export function checkUrl(url: URL, policy: AddressPolicy): { ok: true } | AddressRefusal {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { ok: false, code: 'forbidden_scheme', detail: `${url.protocol} is not spoken here` }
  }
  if (url.username !== '' || url.password !== '') return forbidden('a user name or password stands in the address')
  const endpoint = readEndpoint(url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host)) return checkAddress(host, endpoint, policy)
  if (/(^|\.)localhost\.?$/.test(host)) {
    const loopback = checkAddress('127.0.0.1', endpoint, policy)
    return loopback.ok || !checkAddress('::1', endpoint, policy).ok ? loopback : { ok: true }
  }
  return policy.allowedNetworks.length > 0 ? { ok: true } : checkPublicEndpoint(endpoint)
}

/**
 * Judges a destination as someone typed it, without DNS. Store the URL that comes back, not the text: the two may
 * read differently (`127.1`, `①②⑦.0.0.1`).
 */
export function checkDestinationUrl(text: string, options: AddressOptions): DestinationCheck {
  // URL silently drops tabs and line ends, reads a backslash as a slash, and takes what follows # for no part of it.
  if (/[\p{Cc}\s\\#]/u.test(text) || text.length > 2048) {
    return invalid('a URL has no spaces, control characters, backslash or fragment, and at most 2,048 characters')
  }
  const url = URL.parse(text)
  if (url === null) return invalid('this is no absolute URL')
  if (url.hostname.replace(/\.$/, '').length > 253) return invalid('a host name has at most 253 characters')
  const verdict = checkUrl(url, readAddressPolicy(options))
  return verdict.ok ? { ok: true, url } : verdict
}

/** The scheme and port that a URL's connection uses. */
export function readEndpoint(url: URL): Endpoint {
  const defaultPort = url.protocol === 'https:' ? 443 : 80
  return { protocol: url.protocol, port: url.port === '' ? defaultPort : Number(url.port) }
}

function checkPublicEndpoint({ protocol, port }: Endpoint): { ok: true } | AddressRefusal {
  if (protocol !== 'https:')
    return { ok: false, code: 'forbidden_scheme', detail: 'only https leaves the own networks' }
  if (PUBLIC_PORTS.has(port)) return { ok: true }
  return { ok: false, code: 'forbidden_port', detail: `port ${port} is neither 443 nor 8443` }
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  // Outside 2000::/3 nothing is assigned; ::7f00:1 would count as unicast otherwise.
  return address.kind() === 'ipv4' || isIn(address, IPV6_PUBLIC)
}

function isNeverAllowed(address: Address): boolean {
  if (address.range() === 'linkLocal' || METADATA.some((network) => isIn(address, network))) return true
  const embedded = readEmbeddedIpv4(address)
  return embedded !== null && isNeverAllowed(embedded)
}

/** The IPv4 address that a translator or tunnel would reach through this IPv6 address. */
function readEmbeddedIpv4(address: Address): ipaddr.IPv4 | null {
  if (!('parts' in address)) return null
  const bytes = address.toByteArray()
  const range = address.range()
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0)
  return isCompatible || range === 'rfc6052' || range === 'rfc6145' ? new ipaddr.IPv4(bytes.slice(12)) : null
}

function isIn(address: Address, network: Network): boolean {
  return address.kind() === network[0].kind() && address.match(network)
}

function forbidden(detail: string): AddressRefusal {
  return { ok: false, code: 'destination_forbidden', detail }
}

function invalid(detail: string): DestinationCheck {
  return { ok: false, code: 'invalid_url', detail }
}
