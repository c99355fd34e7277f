import {
  accepted,
  batch,
  batchWith,
  event,
  foreignSecret,
  formerSecret,
  installation,
  now,
  otherPlace,
  place,
  type Recipe,
  secret,
  signatureInvalid,
} from './plugin-fixture-parts.ts'

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

/** Every call at the batch door, by its name. */
export function batchRecipes(): Record<string, Recipe> {
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
    place: {
      description: 'The place where the files of the shop lie',
      body: batchWith({ installation: { ...installation, place } }, [event()]),
      place,
      expected: accepted(),
    },
    moved: {
      description: 'From another place, since a person said that the shop has moved there',
      body: batchWith({ installation: { ...installation, place: otherPlace, moved_from: place } }, [event()]),
      place,
      expected: accepted(),
    },
    'second-writer': {
      description: 'A copy with the id, the address and the secret of the shop, at another place',
      body: batchWith({ installation: { ...installation, place: otherPlace } }, [event()]),
      place,
      expected: { status: 403, code: 'second_writer' },
    },
    'moved-from-elsewhere': {
      description: 'A copy that says to have moved from where the shop is not',
      body: batchWith({ installation: { ...installation, place: otherPlace, moved_from: otherPlace } }, [event()]),
      place,
      expected: { status: 403, code: 'second_writer' },
    },
    ping: {
      description: 'What a test sends: it is applied without effect',
      body: batch(
        event({ topic: 'connection.tested', entity: { kind: 'ping', id: installation.id, version: 1 }, data: null }),
      ),
      expected: accepted(),
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
