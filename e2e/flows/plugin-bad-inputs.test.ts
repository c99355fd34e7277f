import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { SendOptions } from '../fakes/plugin-send.ts'
import { answerOf, codeOf, countStates, makePluginLab, type PluginLab, product } from './plugin-lab.ts'

let database: TestDatabase
let relay: TestRelay
let lab: PluginLab
let next = 1

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  lab = await makePluginLab(database, relay.url)
})
afterAll(async () => {
  await lab.close()
  await relay.stop()
  await database.drop()
})

type Event = Record<string, unknown> & { entity: Record<string, unknown> }

/** A good event, with a number of its own. */
const makeEvent = (changes: Record<string, unknown> = {}): Event => {
  const row = lab.plugin.save('product', String(next++), product(next, 'Café'))
  const [taken] = lab.plugin.take(1)
  Object.assign(taken ?? {}, { state: 'acknowledged' })
  const { sequence } = row
  return {
    id: row.id,
    topic: row.topic,
    sequence,
    entity: { ...row.entity },
    occurred_at: row.occurredAt,
    origin: null,
    facts: {},
    data: row.data,
    ...changes,
  }
}
const installation = () => JSON.parse(lab.plugin.bodyOf([])).installation as Record<string, unknown>
const batchText = (events: unknown[], more: Record<string, unknown> = {}) =>
  JSON.stringify({ installation: installation(), events, ...more })
const send = (body: string | Uint8Array<ArrayBuffer>, options?: SendOptions) => lab.plugin.send(body, options)
const statusOf = async (body: string | Uint8Array<ArrayBuffer>, options?: SendOptions) => {
  const answered = await send(body, options)
  return [answered.status, codeOf(answered)]
}
const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))))

describe('who speaks', () => {
  test('B7 a missing, malformed or foreign signature is refused, as is a connection that is none', async () => {
    const body = batchText([makeEvent()])
    for (const signature of [
      '',
      'v0,AAAA',
      'v1',
      'v1,',
      `v1,${'0'.repeat(64)}`,
      `v1,${Buffer.alloc(32).toString('base64')}`,
    ]) {
      expect(await statusOf(body, { headers: { 'webhook-signature': signature } }), signature).toEqual([
        401,
        'signature_invalid',
      ])
    }
    expect(await statusOf(body, { headers: { 'webhook-signature': undefined } })).toEqual([401, 'signature_invalid'])
    const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
    expect(await statusOf(body, { secrets: [other] })).toEqual([401, 'signature_invalid'])
    for (const connectionId of ['0199f3a2-0000-7000-8000-000000000001', "1' or 1=1", lab.connectionId.toUpperCase()]) {
      expect(await statusOf(body, { connectionId }), connectionId).toEqual([401, 'signature_invalid'])
    }
    expect(await statusOf(body, { headers: { 'passerelle-connection': undefined } })).toEqual([400, 'invalid_header'])
  })

  test('B8 a body that was changed by a byte is refused', async () => {
    const body = batchText([makeEvent()])
    const at = new Date()
    const { signStandardWebhook } = await import('@passerelle/shared-types/standard-webhooks')
    const headers = signStandardWebhook({
      id: 'one',
      timestamp: Math.floor(at.getTime() / 1_000),
      body,
      secrets: [lab.plugin.pairing()?.signing_secret ?? ''],
    })
    for (const changed of [
      `${body} `,
      body.replace('Café', 'Cafe'),
      JSON.stringify(JSON.parse(body), null, 1),
      `\ufeff${body}`,
    ]) {
      expect(await statusOf(changed, { headers })).toEqual([401, 'signature_invalid'])
    }
    expect((await send(body, { headers })).status).toBe(202)
  })

  test('B9 a time beyond 300 seconds is refused with the relay’s own; what is no time is a bad header', async () => {
    const body = batchText([makeEvent()])
    for (const seconds of [-302, 302]) {
      const answered = await send(body, { at: new Date(Date.now() + seconds * 1_000) })
      expect(answered).toMatchObject({ status: 401, body: { code: 'timestamp_out_of_tolerance' } })
      const { server_time: serverTime } = answered.body as { server_time: string }
      expect(Math.abs(new Date(serverTime).getTime() - Date.now())).toBeLessThan(5_000)
    }
    for (const timestamp of ['soon', '-1', '1e20', '', '1.5']) {
      expect(await statusOf(body, { headers: { 'webhook-timestamp': timestamp } }), timestamp).toEqual([
        400,
        'invalid_header',
      ])
    }
    expect((await send(body, { at: new Date(Date.now() - 290_000) })).status).toBe(202)
  })

  test('B10 a call that is played again counts as duplicates and does nothing', async () => {
    const body = batchText([makeEvent(), makeEvent()])
    expect(answerOf(await send(body, { webhookId: 'again' }))).toMatchObject({ accepted: 2, duplicates: 0 })
    expect(answerOf(await send(body, { webhookId: 'again' }))).toMatchObject({
      accepted: 0,
      duplicates: 2,
      rejected: [],
    })
  })

  test('B11 B12 a webhook id with a dot or 129 characters, and 40 signatures, are bad headers; five are tried', async () => {
    const body = batchText([makeEvent()])
    for (const id of ['a.b', 'x'.repeat(129), 'é']) {
      const headers = { 'webhook-id': encodeURIComponent(id) === id ? id : 'a b' }
      expect(await statusOf(body, { headers })).toEqual([400, 'invalid_header'])
    }
    const wrong = `v1,${Buffer.alloc(32).toString('base64')}`
    expect(await statusOf(body, { headers: { 'webhook-signature': Array(40).fill(wrong).join(' ') } })).toEqual([
      400,
      'invalid_header',
    ])
    const { signStandardWebhook } = await import('@passerelle/shared-types/standard-webhooks')
    const signed = signStandardWebhook({
      id: 'many',
      timestamp: Math.floor(Date.now() / 1_000),
      body,
      secrets: [lab.plugin.pairing()?.signing_secret ?? ''],
    })
    const after = (count: number) => ({
      ...signed,
      'webhook-signature': `${Array(count).fill(wrong).join(' ')} ${signed['webhook-signature']}`,
    })
    expect(await statusOf(body, { headers: after(5) })).toEqual([401, 'signature_invalid'])
    expect((await send(body, { headers: after(4) })).status).toBe(202)
  })

  test('B13 F43 another installation, or the same one at another address, is refused and shown to the owner', async () => {
    const event = makeEvent()
    for (const change of [{ id: 'another' }, { site_url: 'https://staging.shop.example' }]) {
      const body = batchText([event], { installation: { ...installation(), ...change } })
      expect(await statusOf(body)).toEqual([403, 'source_mismatch'])
    }
    const { installationOf } = await import('./plugin-lab.ts')
    expect(await installationOf(database, lab)).toMatchObject({ foreign: { site_url: 'https://staging.shop.example' } })
    const slashed = { ...installation(), site_url: `${lab.plugin.url}/` }
    expect((await send(batchText([event], { installation: slashed }))).status).toBe(202)
  })
})

describe('what a body may be', () => {
  test('B14 anything but JSON in UTF-8 is 415', async () => {
    const body = batchText([makeEvent()])
    for (const type of [
      'text/plain',
      'application/xml',
      'application/json; charset=utf-16',
      'application/x+json; charset=utf-16',
    ]) {
      expect(await statusOf(body, { headers: { 'content-type': type } }), type).toEqual([415, 'unsupported_media_type'])
    }
    expect((await send(body, { headers: { 'content-type': 'application/json; charset=UTF-8' } })).status).toBe(202)
  })

  test('B15 B16 what is no batch is refused with its place', async () => {
    for (const body of ['null', '[]', '"x"', '{}', '5'])
      expect(await statusOf(body), body).toEqual([422, 'validation_failed'])
    expect((await send('{}')).body).toMatchObject({
      errors: [
        { pointer: '/installation', code: 'required' },
        { pointer: '/events', code: 'required' },
      ],
    })
    const good = batchText([makeEvent()])
    for (const body of ['', ' ', good.slice(0, -1), `${good}x`, good.replaceAll('"', "'"), '{"a":NaN}'])
      expect(await statusOf(body), body.slice(0, 20)).toEqual([400, 'malformed_json'])
  })

  test('B17 B18 F33 a text that cannot be stored puts its own event in quarantine; bytes that are no UTF-8 refuse the body', async () => {
    const before = await countStates(database, lab.connectionId)
    const [a, b, c, d] = [makeEvent(), makeEvent(), makeEvent(), makeEvent()]
    const poisoned = batchText([a, { ...b, data: { name: 'NUL' } }, { ...c, data: { name: 'HALF' } }, d])
      .replace('NUL', '\\u0000')
      .replace('HALF', '\\ud800')
    expect(answerOf(await send(poisoned))).toMatchObject({ accepted: 4, rejected: [] })
    const after = await countStates(database, lab.connectionId)
    expect((after.quarantined ?? 0) - (before.quarantined ?? 0)).toBe(2)
    const rows = await database.admin`
      select reason, convert_from(raw, 'UTF8') as raw from inbox_events where source_event_id = ${String(b.id)}`
    expect(rows).toMatchObject([{ reason: 'unstorable_text', raw: expect.stringContaining('\\u0000') }])
    const body = batchText([makeEvent()])
    const cut = body.indexOf('Caf')
    expect(await statusOf(bytes(body.slice(0, cut), [0xff, 0xfe], body.slice(cut)))).toEqual([400, 'invalid_utf8'])
  })

  test('B19 depth is measured before anything is parsed', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    const withDepth = (depth: number) =>
      batchText([{ ...makeEvent(), data: { deep: 'HERE' } }]).replace('"HERE"', nested(depth))
    expect((await send(withDepth(28))).status).toBe(202)
    expect(await statusOf(withDepth(29))).toEqual([422, 'too_deep'])
    expect(await statusOf('['.repeat(500_000))).toEqual([422, 'too_deep'])
    expect((await send(batchText([makeEvent()]))).status).toBe(202)
  })

  test('B20 numbers that a double cannot hold are kept as they were written', async () => {
    const event = makeEvent()
    const body = batchText([{ ...event, data: { big: 'BIG', huge: 'HUGE' } }])
      .replace('"BIG"', '9007199254740993')
      .replace('"HUGE"', '1e400')
    expect(answerOf(await send(body))).toMatchObject({ accepted: 1 })
    const [row] =
      await database.admin`select convert_from(raw, 'UTF8') as raw from inbox_events where source_event_id = ${String(event.id)}`
    expect(row?.raw).toContain('"big":9007199254740993,"huge":1e400')
  })

  test('B21 a key that stands twice refuses the body', async () => {
    const body = batchText([makeEvent()])
    expect(await statusOf(body.replace('"facts":{}', '"facts":{},"facts":{}'))).toEqual([400, 'duplicate_key'])
    expect(await statusOf(body.replace('"installation":', '"events":[],"installation":'))).toEqual([
      400,
      'duplicate_key',
    ])
  })

  test('B22 a key that would pass for a prototype rejects its event alone', async () => {
    const [bad, good] = [makeEvent(), makeEvent()]
    const body = batchText([{ ...bad, data: { x: { polluted: true } } }, good]).replace('"x":', '"__proto__":')
    expect(answerOf(await send(body))).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, event_id: bad.id, code: 'forbidden_key', pointer: '/events/0/data' }],
    })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('B23 F40 a newer plugin’s unknown members are kept and ignored, its unknown kinds held until they can be read', async () => {
    const known: Event = { ...makeEvent(), traceparent: '00-1', entity: { ...makeEvent().entity, revision: 'x' } }
    const unknown = makeEvent({ topic: 'booking.moved', entity: { kind: 'booking', id: '5', version: 1 } })
    expect(answerOf(await send(batchText([known, unknown], { schema: 2 })))).toMatchObject({
      accepted: 2,
      rejected: [],
    })
    const { settle } = await import('../../relay/test/factories.ts')
    await settle(database)
    const rows = await database.admin`
      select convert_from(raw, 'UTF8') as raw, state, reason from inbox_events where source_event_id in ${database.admin([known.id, unknown.id] as string[])}
      order by kind`
    expect(rows).toMatchObject([
      { state: 'quarantined', reason: 'unknown_topic' },
      { state: 'applied', raw: expect.stringContaining('"traceparent":"00-1"') },
    ])
  })

  test('B24 B25 an event that says something wrong is rejected with its place; its neighbours are stored', async () => {
    const wrong: [Record<string, unknown>, string, string][] = [
      [{ id: 'not-a-uuid' }, 'invalid_id', '/id'],
      [{ id: '0199F3A2-0000-7000-8000-000000000001' }, 'invalid_id', '/id'],
      [{ id: undefined }, 'required', '/id'],
      [{ topic: 'Product Updated' }, 'invalid_value', '/topic'],
      [{ sequence: 0 }, 'invalid_value', '/sequence'],
      [{ sequence: 1.5 }, 'invalid_value', '/sequence'],
      [{ sequence: '7' }, 'invalid_value', '/sequence'],
      [{ entity: undefined }, 'required', '/entity'],
      [{ entity: { kind: 'product', id: '', version: 1 } }, 'invalid_value', '/entity/id'],
      [{ entity: { kind: '"; drop', id: '1', version: 1 } }, 'invalid_value', '/entity/kind'],
      [{ entity: { kind: 'product', id: '1', version: -1 } }, 'invalid_value', '/entity/version'],
      [{ occurred_at: '0000-00-00T00:00:00Z' }, 'invalid_datetime', '/occurred_at'],
      [{ occurred_at: '2026-02-30T00:00:00Z' }, 'invalid_datetime', '/occurred_at'],
      [{ occurred_at: '+300000-01-01T00:00:00Z' }, 'invalid_datetime', '/occurred_at'],
      [{ occurred_at: '2026-11-21T07:10:50' }, 'invalid_datetime', '/occurred_at'],
      [{ facts: 'x' }, 'invalid_value', '/facts'],
      [{ data: 'x' }, 'invalid_value', '/data'],
    ]
    const good = makeEvent()
    const events = [...wrong.map(([changes]) => makeEvent(changes)), 5, null, good]
    const { rejected, accepted } = answerOf(await send(batchText(events)))
    expect(accepted).toBe(1)
    expect(rejected.map(({ code, pointer }) => [code, pointer])).toEqual([
      ...wrong.map(([, code, pointer], index) => [code, `/events/${index}${pointer}`]),
      ['invalid_value', `/events/${wrong.length}`],
      ['invalid_value', `/events/${wrong.length + 1}`],
    ])
    const strange = makeEvent({ entity: { kind: 'product', id: "1 OR 1=1; '--", version: 1 } })
    const big = makeEvent({ entity: { kind: 'product', id: '2147483648', version: 1 } })
    expect(answerOf(await send(batchText([strange, big])))).toMatchObject({ accepted: 2 })
  })

  test('a number that no shop can have reached, or that two events of a batch bear, rejects its event and registers nothing', async () => {
    const [far, first, second] = [makeEvent(), makeEvent(), makeEvent()]
    const before = answerOf(await send(batchText([makeEvent()]))).highest.sequence
    const leap = batchText([{ ...far, sequence: before + 1_000_001 }])
    expect(answerOf(await send(leap))).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, event_id: far.id, code: 'invalid_value', pointer: '/events/0/sequence' }],
      highest: { sequence: before },
    })
    const twice = batchText([first, { ...second, sequence: first.sequence }])
    expect(answerOf(await send(twice))).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, event_id: second.id, code: 'duplicate_sequence', pointer: '/events/1/sequence' }],
    })
    expect(answerOf(await send(batchText([far, second])))).toMatchObject({ accepted: 2, rejected: [] })
  })

  test('only `<kind>.deleted` deletes: another topic that ends so is held, and its entity lives on', async () => {
    const [saved, noted] = [makeEvent(), makeEvent({ topic: 'order.note.deleted', data: null })]
    noted.entity = { kind: 'order', id: '77', version: 3 }
    expect(answerOf(await send(batchText([saved, noted])))).toMatchObject({ accepted: 2, rejected: [] })
    const rows = await database.admin`
      select state, reason from inbox_events where source_event_id = ${String(noted.id)}`
    expect(rows).toMatchObject([{ state: 'quarantined', reason: 'unknown_topic' }])
  })

  test('what was rejected can be mended and sent again: its number counts as seen, its id does not count for once-only', async () => {
    const event = makeEvent()
    const first = answerOf(await send(batchText([{ ...event, occurred_at: 'yesterday' }])))
    expect(first).toMatchObject({ accepted: 0, rejected: [{ index: 0, event_id: event.id }] })
    expect(first.highest.sequence).toBeGreaterThanOrEqual(Number(event.sequence))
    expect(first.missing.flat()).not.toContain(event.sequence)
    expect(answerOf(await send(batchText([event])))).toMatchObject({ accepted: 1, duplicates: 0, rejected: [] })
    const rows = await database.admin`
      select reason from inbox_events where connection_id = ${lab.connectionId} and external_id = ${String(event.entity.id)} order by received_at`
    expect(rows.map(({ reason }) => reason)).toEqual(['invalid_datetime', null])
  })
})

describe('how much a body may be', () => {
  const mebibyte = 1_048_576
  const padded = (size: number) => {
    const body = batchText([makeEvent({ data: { padding: '' } })])
    return body.replace('"padding":""', `"padding":"${'x'.repeat(size - Buffer.byteLength(body))}"`)
  }

  test('B26 one byte above 1 MB is 413, whether or not the length is announced', async () => {
    const exact = padded(mebibyte)
    expect(Buffer.byteLength(exact)).toBe(mebibyte)
    expect((await send(exact)).status).toBe(202)
    expect(await statusOf(padded(mebibyte + 1))).toEqual([413, 'body_too_large'])
    const status = await new Promise((resolve, reject) => {
      const chunked = request(
        `${relay.url}/v1/ingest/batches`,
        { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } },
        (answer) => resolve(answer.statusCode),
      )
      chunked.on('error', reject)
      chunked.end(padded(mebibyte + 1))
    })
    expect(status).toBe(413)
  })

  test('B27 one gzip is undone, up to 1 MB; other encodings are refused', async () => {
    const zipped = (text: string) => new Uint8Array(gzipSync(text))
    const headers = { 'content-encoding': 'gzip' }
    expect(answerOf(await send(zipped(batchText([makeEvent()])), { headers }))).toMatchObject({ accepted: 1 })
    expect(await statusOf(zipped(padded(mebibyte + 1)), { headers })).toEqual([413, 'body_too_large'])
    expect(await statusOf(zipped(' '.repeat(200 * mebibyte)), { headers })).toEqual([413, 'body_too_large'])
    expect(await statusOf(batchText([makeEvent()]), { headers })).toEqual([400, 'invalid_encoding'])
    for (const encoding of ['gzip, gzip', 'br', 'gzip, br', 'deflate', 'zstd']) {
      const body = zipped(batchText([makeEvent()]))
      expect(await statusOf(body, { headers: { 'content-encoding': encoding } }), encoding).toEqual([
        415,
        'unsupported_media_type',
      ])
    }
  })

  test('B28 a batch has 1 to 200 events', async () => {
    expect(await statusOf(batchText([]))).toEqual([422, 'validation_failed'])
    const events = Array.from({ length: 201 }, () => makeEvent())
    expect(await statusOf(batchText(events))).toEqual([422, 'batch_too_large'])
    expect(answerOf(await send(batchText(events.slice(0, 200))))).toMatchObject({ accepted: 200 })
  })

  test('B52 what came through more than three relays is dropped, at every door', async () => {
    const event = makeEvent()
    const hop = (count: string) => ({ headers: { 'passerelle-hop': count } })
    expect(await send(batchText([event]), hop('4'))).toMatchObject({ status: 202, body: { dropped: 'loop' } })
    expect(answerOf(await send(batchText([event]), hop('3')))).toMatchObject({ accepted: 1 })
    const { createShopSender } = await import('../fakes/shop.ts')
    const { id } = await lab.organisation.connect('woocommerce', { webhook_secret: 'core' })
    const core = createShopSender({
      baseUrl: relay.url,
      organisationId: lab.organisation.id,
      connectionId: id,
      secret: 'core',
    })
    const body = product(1, 'Boucle')
    expect((await core.send({ topic: 'product.updated', body, ...hop('4') })).body).toEqual({ dropped: 'loop' })
    expect((await core.send({ topic: 'product.updated', body, ...hop('1') })).body).toMatchObject({ accepted: 1 })
  })
})
