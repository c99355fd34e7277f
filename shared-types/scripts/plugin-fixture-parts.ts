/**
 * One call at the batch door. `secrets` are live at the relay, `now` is its clock in Unix seconds; the header
 * Passerelle-Connection is the test's to add, since no signature covers it.
 */
export type PluginFixture = {
  description: string
  secrets: string[]
  now: number
  headers: Record<string, string>
  body_base64: string
  /** Where the paired shop's files lie, as the relay knows it; it knows nothing where absent. */
  place?: string
  expected:
    | { status: 202; accepted: number; rejected: { index: number; code: string; pointer: string }[] }
    | { status: number; code: string }
}

export type Recipe = {
  description: string
  body: string
  secrets?: string[]
  signedWith?: string[]
  timestamp?: number
  headers?: Record<string, string>
  isGzipped?: boolean
  place?: string
  expected: PluginFixture['expected']
}

export const now = 1_795_244_400
export const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
export const formerSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
export const foreignSecret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

export const installation = {
  id: '5f0c9f3e-0c7a-4a57-9b7c-3a0c8f3f7a10',
  site_url: 'https://shop.example',
  plugin_version: '1.0.0',
  woocommerce_version: '10.5.2',
}

/** Where the files of the shop lie, and where those of its copy do. */
export const place = '7d1f3b0c9a5e48d2a6c1e0f4b8d73592'
export const otherPlace = 'c2e94a07b6d158f3902e7ab41d6f853c'

let count = 0
/** One good event, with the next number. */
export function event(changes: Record<string, unknown> = {}) {
  const n = ++count
  const serial = String(n).padStart(12, '0')
  return {
    id: `0199f3a2-7c1e-7000-8000-${serial}`,
    topic: 'product.updated',
    sequence: n,
    entity: { kind: 'product', id: String(86 + n), version: 1 },
    occurred_at: '2026-11-21T07:10:50.000Z',
    origin: null,
    facts: {},
    data: { id: 86 + n, name: 'Café', type: 'simple', status: 'publish', price: '12.50', regular_price: '12.50' },
    ...changes,
  }
}

/** Numbers begin anew with each batch. */
export function batchWith(members: Record<string, unknown>, events: unknown[]): string {
  count = 0
  return JSON.stringify({ installation, events, ...members })
}

export const batch = (...events: unknown[]) => batchWith({}, events)
export const accepted = (count = 1): PluginFixture['expected'] => ({ status: 202, accepted: count, rejected: [] })
export const signatureInvalid = { status: 401, code: 'signature_invalid' }
