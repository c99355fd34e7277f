import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { formatPairingCode, provePairing } from '../src/pairing.ts'
import { signStandardWebhook } from '../src/standard-webhooks.ts'

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
  expected:
    | { status: 202; accepted: number; rejected: { index: number; code: string; pointer: string }[] }
    | { status: number; code: string }
}

type Recipe = {
  description: string
  body: string
  secrets?: string[]
  signedWith?: string[]
  timestamp?: number
  headers?: Record<string, string>
  isGzipped?: boolean
  expected: PluginFixture['expected']
}

const now = 1_795_244_400
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const formerSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
const foreignSecret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

export const installation = {
  id: '5f0c9f3e-0c7a-4a57-9b7c-3a0c8f3f7a10',
  site_url: 'https://shop.example',
  plugin_version: '1.0.0',
  woocommerce_version: '10.5.2',
}

let count = 0
function event(changes: Record<string, unknown> = {}) {
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
function batchWith(members: Record<string, unknown>, events: unknown[]): string {
  count = 0
  return JSON.stringify({ installation, events, ...members })
}

const batch = (...events: unknown[]) => batchWith({}, events)
const accepted = (count = 1): PluginFixture['expected'] => ({ status: 202, accepted: count, rejected: [] })
const signatureInvalid = { status: 401, code: 'signature_invalid' }

/** PHP's json_encode without flags escapes slashes and whatever is not ASCII. */
const asPhpWrites = (json: string) =>
  json
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const names = {
  name: 'Thé “Été” 🍵 Ω½ e\u0301 \u202eRTL עברית 日本',
  type: 'simple',
  status: 'publish',
  regular_price: '9.90',
}

function recipes(): Record<string, Recipe> {
  return {
    product: { description: 'One product', body: batch(event()), expected: accepted() },
    unicode: {
      description: 'Text of many scripts, as UTF-8',
      body: batch(event({ data: names })),
      expected: accepted(),
    },
    'unicode-escaped': {
      description: 'The same, as PHP escapes it',
      body: asPhpWrites(batch(event({ data: names }))),
      expected: accepted(),
    },
    'empty-data': {
      description: 'Empty maps, which PHP writes as []',
      body: batch(event({ facts: [], data: [] })),
      expected: accepted(),
    },
    delete: {
      description: 'A delete has no data; its last known identity stands in the facts',
      body: batch(event({ topic: 'product.deleted', data: null, facts: { sku: 'P-1', name: 'Café' } })),
      expected: accepted(),
    },
    fact: {
      description: 'A step, with what the hook knew',
      body: batch(
        event({
          topic: 'order.paid',
          entity: { kind: 'order', id: '1042', version: 3 },
          facts: { from: 'pending', to: 'processing', actor: 'user:1' },
          data: { id: 1042, status: 'processing', currency: 'EUR', total: '24.90' },
        }),
      ),
      expected: accepted(),
    },
    oversize: {
      description: 'Too large for a batch: without data, to be read by the relay',
      body: batch(event({ data: null, facts: { oversize: true } })),
      expected: accepted(),
    },
    'several-kinds': {
      description: 'Three events of three kinds',
      body: batch(
        event(),
        event({
          topic: 'customer.created',
          entity: { kind: 'customer', id: '7', version: 1 },
          data: { id: 7, email: 'a@shop.example' },
        }),
        event({ topic: 'booking.moved', entity: { kind: 'booking', id: '5', version: 1 }, data: { id: 5 } }),
      ),
      expected: accepted(3),
    },
    'unknown-members': {
      description: 'Members that the contract does not name are kept and ignored',
      body: batchWith({ schema: 2, installation: { ...installation, locale: 'fr_FR' } }, [
        event({ traceparent: '00-1' }),
      ]),
      expected: accepted(),
    },
    gzip: {
      description: 'The signature covers the compressed bytes',
      body: batch(event()),
      isGzipped: true,
      expected: accepted(),
    },
    'two-signatures': {
      description: 'Signed with the new and the former secret',
      body: batch(event()),
      signedWith: [foreignSecret, secret],
      expected: accepted(),
    },
    'rotated-secret': {
      description: 'Signed with the former secret while both are live',
      body: batch(event()),
      secrets: [secret, formerSecret],
      signedWith: [formerSecret],
      expected: accepted(),
    },
    'ended-secret': {
      description: 'Signed with the former secret after it ended',
      body: batch(event()),
      signedWith: [formerSecret],
      expected: signatureInvalid,
    },
    'bad-signature': {
      description: 'A signature of another body',
      body: batch(event()),
      headers: { 'webhook-signature': `v1,${Buffer.alloc(32, 4).toString('base64')}` },
      expected: signatureInvalid,
    },
    'hex-signature': {
      description: 'Hexadecimal where base64 is due',
      body: batch(event()),
      headers: { 'webhook-signature': `v1,${'0'.repeat(64)}` },
      expected: signatureInvalid,
    },
    'old-timestamp': {
      description: 'Signed 301 seconds ago',
      body: batch(event()),
      timestamp: now - 301,
      expected: { status: 401, code: 'timestamp_out_of_tolerance' },
    },
    'early-timestamp': {
      description: 'Signed 301 seconds ahead',
      body: batch(event()),
      timestamp: now + 301,
      expected: { status: 401, code: 'timestamp_out_of_tolerance' },
    },
    'within-tolerance': {
      description: 'Signed 300 seconds ago',
      body: batch(event()),
      timestamp: now - 300,
      expected: accepted(),
    },
    'dot-in-id': {
      description: 'A webhook id with a dot',
      body: batch(event()),
      headers: { 'webhook-id': 'msg.1' },
      expected: { status: 400, code: 'invalid_header' },
    },
    'rejected-event': {
      description: 'An event with an impossible date among good ones',
      body: batch(event(), event({ occurred_at: '2026-02-30T00:00:00Z' }), event()),
      expected: {
        status: 202,
        accepted: 2,
        rejected: [{ index: 1, code: 'invalid_datetime', pointer: '/events/1/occurred_at' }],
      },
    },
    'poisoned-event': {
      description: 'A text with U+0000 is kept in quarantine, and accepted',
      body: batch(event({ data: { name: 'NUL' } }), event()).replace('NUL', '\\u0000'),
      expected: accepted(2),
    },
    'duplicate-key': {
      description: 'A key stands twice',
      body: batch(event()).replace('"facts":{}', '"facts":{},"facts":{}'),
      expected: { status: 400, code: 'duplicate_key' },
    },
    'other-shop': {
      description: 'Another installation with this secret',
      body: batchWith({ installation: { ...installation, id: 'a-copy' } }, [event()]),
      expected: { status: 403, code: 'source_mismatch' },
    },
    'no-events': {
      description: 'A batch of nothing',
      body: batch(),
      expected: { status: 422, code: 'validation_failed' },
    },
    'too-many-events': {
      description: '201 events, compressed',
      body: batch(...Array.from({ length: 201 }, () => event({ data: null, facts: {} }))),
      isGzipped: true,
      expected: { status: 422, code: 'batch_too_large' },
    },
    'too-large-inflated': {
      description: 'More than 1 MB once the gzip is undone',
      body: ' '.repeat(1_048_577),
      isGzipped: true,
      expected: { status: 413, code: 'body_too_large' },
    },
  }
}

/** Every call by its name; what is compressed depends on the zlib at hand. */
export function makeFixtures(): Record<string, PluginFixture> {
  return Object.fromEntries(
    Object.entries(recipes()).map(([name, recipe]) => {
      const body = recipe.isGzipped ? gzipSync(recipe.body) : Buffer.from(recipe.body)
      const signed = signStandardWebhook({
        id: `msg_${name}`,
        timestamp: recipe.timestamp ?? now,
        body,
        secrets: recipe.signedWith ?? [secret],
      })
      const fixture: PluginFixture = {
        description: recipe.description,
        secrets: recipe.secrets ?? [secret],
        now,
        headers: {
          'content-type': 'application/json',
          ...(recipe.isGzipped ? { 'content-encoding': 'gzip' } : {}),
          ...signed,
          ...recipe.headers,
        },
        body_base64: body.toString('base64'),
        expected: recipe.expected,
      }
      return [name, fixture]
    }),
  )
}

/** Proofs of a pairing code, for both sides' tests. */
export function makePairingFixture() {
  const code = formatPairingCode(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))
  const challenge = Buffer.alloc(32, 5).toString('base64url')
  const key = code.replaceAll('-', '')
  return {
    code,
    key,
    spellings: [key.toLowerCase(), code.replaceAll('-', ' '), key.replaceAll('0', 'o').replaceAll('1', 'l')],
    challenge,
    installation_id: installation.id,
    proof: provePairing({ code, challenge, installationId: installation.id }),
  }
}

if (import.meta.main) {
  const folder = new URL('../fixtures/plugin/', import.meta.url)
  const write = (name: string, value: unknown) =>
    writeFileSync(new URL(name, folder), `${JSON.stringify(value, null, 2)}\n`)
  for (const [name, fixture] of Object.entries(makeFixtures())) write(`batch-${name}.json`, fixture)
  write('pairing.json', makePairingFixture())
}
