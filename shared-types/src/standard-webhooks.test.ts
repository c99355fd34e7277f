import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import vectors from '../fixtures/signature-vectors.json' with { type: 'json' }
import { generateSecret, isSecret, signStandardWebhook, verifyStandardWebhook } from './standard-webhooks.ts'

const now = 1790000000
const secret = generateSecret()
const body = '{"nom":"Forfait Illimité","prix_base":5.9}'

function signed(overrides: Partial<Parameters<typeof signStandardWebhook>[0]> = {}) {
  return signStandardWebhook({ id: 'evt_1', timestamp: now, body, secrets: [secret], ...overrides })
}

function verify(overrides: Partial<Parameters<typeof verifyStandardWebhook>[0]> = {}) {
  return verifyStandardWebhook({ headers: signed(), body, secrets: [secret], nowSeconds: now, ...overrides })
}

const secrets = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`)
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/)

describe('Standard Webhooks', () => {
  it.each(vectors)('signs and verifies the shared vector $id', (vector) => {
    const headers = signStandardWebhook({ ...vector, secrets: [vector.secret] })
    expect(headers).toEqual({
      'webhook-id': vector.id,
      'webhook-timestamp': String(vector.timestamp),
      'webhook-signature': vector.signature,
    })
    const rest = { headers, secrets: [vector.secret], nowSeconds: vector.timestamp }
    expect(verifyStandardWebhook({ ...rest, body: vector.body })).toEqual({ ok: true })
    expect(verifyStandardWebhook({ ...rest, body: Buffer.from(vector.body) })).toEqual({ ok: true })
  })

  it('agrees with the reference library in both directions', () => {
    const seconds = Math.floor(Date.now() / 1000)
    fc.assert(
      fc.property(secrets, ids, fc.string({ unit: 'grapheme' }), (key, id, text) => {
        const reference = new Webhook(key)
        const ours = signStandardWebhook({ id, timestamp: seconds, body: text, secrets: [key] })
        const theirs = reference.sign(id, new Date(seconds * 1000), text)
        expect(ours['webhook-signature']).toBe(theirs)
        reference.verify(text, ours, { jsonParse: false })
        const headers = { ...ours, 'webhook-signature': theirs }
        expect(verifyStandardWebhook({ headers, body: text, secrets: [key], nowSeconds: seconds })).toEqual({
          ok: true,
        })
      }),
      { numRuns: 100 },
    )
  })

  it('signs with every live secret, and any of them opens (rotation)', () => {
    const next = generateSecret()
    const headers = signed({ secrets: [next, secret] })
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2)
    expect(verify({ headers, secrets: [secret] })).toEqual({ ok: true })
    expect(verify({ headers, secrets: [next] })).toEqual({ ok: true })
    expect(verify({ secrets: [next, secret] })).toEqual({ ok: true })
    expect(verify({ secrets: [next] })).toEqual({ ok: false, code: 'signature_invalid' })
    expect(verify({ secrets: ['not a secret', secret] })).toEqual({ ok: true })
    expect(verify({ secrets: [] })).toEqual({ ok: false, code: 'signature_invalid' })
  })

  it('B8 refuses a body in which one byte was changed, added or moved', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (raw, at, mask) => {
          const headers = signed({ body: raw })
          const tampered = Uint8Array.from(raw)
          const index = at % raw.length
          tampered[index] = tampered[index]! ^ mask
          expect(verify({ headers, body: raw })).toEqual({ ok: true })
          expect(verify({ headers, body: tampered })).toEqual({ ok: false, code: 'signature_invalid' })
        },
      ),
      { numRuns: 50 },
    )
    expect(verify({ body: `\ufeff${body}` })).toEqual({ ok: false, code: 'signature_invalid' })
    expect(verify({ body: JSON.stringify(JSON.parse(body), null, 1) })).toEqual({
      ok: false,
      code: 'signature_invalid',
    })
    expect(verify({ headers: { ...signed(), 'webhook-id': 'evt_2' } })).toEqual({
      ok: false,
      code: 'signature_invalid',
    })
    expect(verify({ headers: { ...signed(), 'webhook-timestamp': String(now + 1) } })).toEqual({
      ok: false,
      code: 'signature_invalid',
    })
  })

  const digest = signed()['webhook-signature'].slice(3)
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['without version', digest],
    ['of another version', `v0,${digest}`],
    ['asymmetric', `v1a,${digest}`],
    ['hexadecimal', `v1,${Buffer.from(digest, 'base64').toString('hex')}`],
    ['too short', `v1,${digest.slice(0, -1)}`],
    ['too long', `v1,${digest}=`],
    ['without digest', 'v1,'],
    ['no base64', `v1,${'é'.repeat(22)}`],
  ])('B7 refuses a signature that is %s', (_, signature) => {
    expect(verify({ headers: { ...signed(), 'webhook-signature': signature } })).toEqual({
      ok: false,
      code: 'signature_invalid',
    })
  })

  it('skips versions it does not know beside one that it knows', () => {
    const headers = { ...signed(), 'webhook-signature': `v1a,abc v2,abc  v1,${digest}` }
    expect(verify({ headers })).toEqual({ ok: true })
  })

  it.each([
    [-301, 'timestamp_out_of_tolerance'],
    [301, 'timestamp_out_of_tolerance'],
    [-300, null],
    [300, null],
  ])('B9 judges a timestamp %i s away', (offset, code) => {
    const headers = signed({ timestamp: now + offset })
    expect(verify({ headers })).toEqual(code === null ? { ok: true } : { ok: false, code })
  })

  it.each(['abc', '-1', '1e20', '100000000000000000000', '1790000000.5', ' 1790000000', '0x6ab1', '', undefined])(
    'B9 refuses the timestamp %j',
    (timestamp) => {
      const headers = { ...signed(), 'webhook-timestamp': timestamp }
      expect(verify({ headers })).toEqual({ ok: false, code: 'invalid_header' })
    },
  )

  it.each(['evt.1', 'x'.repeat(129), 'a b', 'é', '', undefined])('B11 refuses the id %j', (id) => {
    expect(verify({ headers: { ...signed(), 'webhook-id': id } })).toEqual({ ok: false, code: 'invalid_header' })
    if (id !== undefined) expect(() => signed({ id })).toThrow('webhook id')
  })

  it('B12 refuses 40 signatures and tries no more than five', () => {
    const wrong = `v1,${Buffer.alloc(32).toString('base64')}`
    const withWrong = (count: number) => [...Array(count).fill(wrong), `v1,${digest}`].join(' ')
    const of = (count: number) => verify({ headers: { ...signed(), 'webhook-signature': withWrong(count) } })
    expect(of(39)).toEqual({ ok: false, code: 'invalid_header' })
    expect(of(4)).toEqual({ ok: true })
    expect(of(5)).toEqual({ ok: false, code: 'signature_invalid' })
  })

  it('makes secrets of 32 bytes and knows a secret strictly', () => {
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
    expect(isSecret(secret)).toBe(true)
    const ofBytes = (count: number) => `whsec_${Buffer.alloc(count).toString('base64')}`
    expect(isSecret(ofBytes(24))).toBe(true)
    expect(isSecret(ofBytes(64))).toBe(true)
    const bad = [
      '',
      'whsec_',
      secret.slice(6),
      secret.slice(0, -1),
      `${secret}\n`,
      secret.replace('whsec_', 'whsk_'),
      `whsec_${'-_'.repeat(16)}`,
      // The same 32 bytes with a trailing bit set: another spelling of one key.
      `whsec_${'A'.repeat(42)}B=`,
      ofBytes(23),
      ofBytes(65),
    ]
    for (const text of bad) {
      expect(isSecret(text)).toBe(false)
      expect(() => signed({ secrets: [text] })).toThrow('signing secret')
    }
    expect(() => signed({ secrets: [] })).toThrow('signing secret')
    expect(() => signed({ timestamp: 1.5 })).toThrow('timestamp')
  })
})
