import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { makeFixtures, makePairingFixture } from '../scripts/make-plugin-fixtures.ts'
import { type CallFixture, makeCallFixtures } from '../scripts/plugin-calls.ts'
import type { PluginFixture } from '../scripts/plugin-fixture-parts.ts'
import { BatchEvent, Installation, PluginBatch, readSiteUrl } from './batch.ts'
import { formatPairingCode, isPairingProof, provePairing, readPairingCode } from './pairing.ts'
import { ShopDisconnectBody, ShopRotateBody, ShopTestBody } from './shop-calls.ts'
import { verifyStandardWebhook } from './standard-webhooks.ts'

const folder = new URL('../fixtures/plugin/', import.meta.url)
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const files = readdirSync(folder).filter((file) => file.startsWith('batch-'))
const calls = readdirSync(folder).filter((file) => file.startsWith('call-'))
const isZipped = ({ headers }: PluginFixture) => headers['content-encoding'] === 'gzip'

describe('the golden calls of the plugin', () => {
  test('are those that the script makes', () => {
    const made = makeFixtures()
    expect(files.sort()).toEqual(
      Object.keys(made)
        .map((name) => `batch-${name}.json`)
        .sort(),
    )
    for (const [name, fixture] of Object.entries(made)) {
      if (!isZipped(fixture)) expect(read(`batch-${name}.json`), name).toEqual(fixture)
    }
    expect(Object.fromEntries(calls.map((file) => [file.slice('call-'.length, -'.json'.length), read(file)]))).toEqual(
      makeCallFixtures(),
    )
    expect(read('pairing.json')).toEqual(makePairingFixture())
  })

  test.each([...files, ...calls])('%s has the signature that its verdict needs', (file) => {
    const { headers, body_base64: body, secrets, now, expected }: PluginFixture | CallFixture = read(file)
    const verdict = verifyStandardWebhook({ headers, body: Buffer.from(body, 'base64'), secrets, nowSeconds: now })
    const refusal = ('code' in expected && expected.code) || ''
    const isRefused = ['signature_invalid', 'timestamp_out_of_tolerance', 'invalid_header'].includes(refusal)
    expect(verdict).toEqual(isRefused ? { ok: false, code: refusal } : { ok: true })
  })

  test.each(files)('%s has the shape of a batch where it is accepted whole', (file) => {
    const fixture: PluginFixture = read(file)
    const bytes = Buffer.from(fixture.body_base64, 'base64')
    const text = (isZipped(fixture) ? gunzipSync(bytes) : bytes).toString()
    if (!('accepted' in fixture.expected) || fixture.expected.rejected.length > 0) return
    expect(PluginBatch.safeParse(JSON.parse(text)).success).toBe(true)
  })

  test.each(calls)('%s has the shape of its call where it is answered', (file) => {
    const { path, body_base64: body, expected }: CallFixture = read(file)
    const schemas = [ShopRotateBody, ShopDisconnectBody, ShopTestBody]
    const schema = schemas[['rotate-secret', 'disconnect', 'test'].indexOf(path.split('/').at(-1) ?? '')]
    const parsed = schema?.safeParse(JSON.parse(Buffer.from(body, 'base64').toString()))
    expect(parsed?.success).toBe(expected.status !== 422)
  })
})

describe('a pairing code', () => {
  test('has 128 bits, and one meaning in every spelling', () => {
    const { code, key, spellings } = makePairingFixture()
    expect(key).toHaveLength(26)
    expect(new Set([code, ...spellings].map(readPairingCode))).toEqual(new Set([key]))
    expect(readPairingCode(formatPairingCode(new Uint8Array(16).fill(255)))).toBe(`7${'Z'.repeat(25)}`)
    for (const text of ['', 'x', `${key}0`, key.slice(1), key.replace(/.$/, 'U')])
      expect(readPairingCode(text)).toBeNull()
  })

  test('is proven for one challenge and one installation', () => {
    const { code, spellings, challenge, installation_id: installationId, proof } = makePairingFixture()
    expect(isPairingProof({ code: spellings[0] ?? '', challenge, installationId, proof })).toBe(true)
    expect(isPairingProof({ code, challenge: `${challenge}x`, installationId, proof })).toBe(false)
    expect(isPairingProof({ code, challenge, installationId: 'other', proof })).toBe(false)
    expect(isPairingProof({ code, challenge, installationId, proof: '' })).toBe(false)
    expect(() => provePairing({ code: 'x', challenge, installationId })).toThrow()
  })
})

test('B24 B25 an event’s members have the form that the contract gives them', () => {
  const good = {
    id: '0199f3a2-7c1e-7000-8000-000000000001',
    topic: 'order.paid',
    sequence: 1,
    entity: { kind: 'order', id: 2147483648, version: 0 },
    occurred_at: '2026-11-21T08:10:50+01:00',
  }
  expect(BatchEvent.parse(good).entity.id).toBe('2147483648')
  for (const occurred_at of [
    '0000-01-01T00:00:00Z',
    '1969-12-31T00:00:00Z',
    '2026-11-21',
    '2026-02-30T00:00:00Z',
    'now',
    5,
  ])
    expect(BatchEvent.safeParse({ ...good, occurred_at }).success, String(occurred_at)).toBe(false)
  for (const sequence of [0, -1, 1.5, 2 ** 53, '1', null])
    expect(BatchEvent.safeParse({ ...good, sequence }).success, String(sequence)).toBe(false)
})

test('addresses of one shop are compared in one form', () => {
  expect(readSiteUrl('https://Shop.Example:443/boutique/?x#y')).toBe('https://shop.example/boutique')
  expect(readSiteUrl('http://shop.example')).not.toBe(readSiteUrl('https://shop.example'))
  for (const text of ['shop', 'ftp://shop.example', 'https://user:pw@shop.example'])
    expect(readSiteUrl(text)).toBeNull()
  expect(Installation.safeParse({ id: 'a b', site_url: 'https://shop.example' }).success).toBe(false)
})
