import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../relay/test/factories.ts'
import type { Answered } from '../fakes/post.ts'
import { createShopSender } from '../fakes/shop.ts'
import { createStack, type Stack } from '../stack.ts'
import { type Door, type Lab, makeLab } from './lab.ts'

let stack: Stack
let lab: Lab

beforeAll(async () => {
  stack = await createStack()
  lab = await makeLab(stack.database, stack.url)
  await stack.start()
})
afterAll(async () => {
  await stack.stop()
  await lab.close()
})

const count = async () => {
  const [row] = await stack.database.admin<{ events: number; seen: number; heads: number }[]>`
    select (select count(*)::int from inbox_events) as events, (select count(*)::int from inbox_seen) as seen,
      (select count(*)::int from inbox_heads) as heads`
  return row
}
type Held = { id: string; entity: { id: string } }
type Expected = { status: number; code: string; pointer?: string }

async function expectRefused(send: () => Promise<Answered>, { status, code, pointer }: Expected): Promise<void> {
  const before = await count()
  const answer = await send()
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer).toMatchObject({
    status,
    body: {
      status,
      code,
      title: expect.any(String),
      type: expect.any(String),
      request_id: answer.headers['x-request-id'],
    },
  })
  if (pointer !== undefined) expect(answer.body).toMatchObject({ errors: [{ pointer, code: expect.any(String) }] })
  expect(await count()).toEqual(before)
  expect((await fetch(`${stack.url}/health/live`)).status).toBe(200)
  expect(stack.isAlive()).toBe(true)
}

const item = { id: 8, nom: 'Café', name: 'Café', type: 'simple', status: 'publish', prix_base: 5.9, price: '5.90' }
const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))))

describe('B8 a signed body that is not the one that was signed is 401 signature_invalid', () => {
  const signed = '{"id":8,"name":"Caf\\u00e9","type":"simple","status":"publish","price":"5.90"}'
  const changed = {
    'one byte changed': signed.replace('5.90', '5.91'),
    'serialised anew': JSON.stringify(JSON.parse(signed)),
    'a byte order mark added': bytes([0xef, 0xbb, 0xbf], signed),
    'white space added': `${signed}\n`,
    'cut short': signed.slice(0, -1),
  }
  test.each(Object.entries(changed))('%s', async (_, body) => {
    const signature = createHmac('sha256', 'lab-webhook-secret').update(signed).digest('base64')
    const send = () => lab.shop.post(body, { 'x-wc-webhook-signature': signature })
    await expectRefused(send, { status: 401, code: 'signature_invalid' })
  })

  test.each(['', 'bm9uZQ==', 'not base64 at all', 'a'.repeat(9_000)])('a signature that is none: %.20s', (signature) =>
    expectRefused(() => lab.shop.post(item, { 'x-wc-webhook-signature': signature }), {
      status: 401,
      code: 'signature_invalid',
    }),
  )

  test('the partner’s key, missing, empty or wrong', async () => {
    const send = (key: string) => () => lab.catalogue.post(item, { 'x-api-key': key })
    await expectRefused(send(''), { status: 401, code: 'unauthenticated' })
    await expectRefused(send(`${lab.catalogueKey}x`), { status: 401, code: 'invalid_key' })
    await expectRefused(send(lab.catalogueKey.toUpperCase()), { status: 401, code: 'invalid_key' })
  })
})

describe('B15 a body that says nothing is 422 with a pointer, or 400 where it is no JSON', () => {
  const invalid = (pointer: string): Expected => ({ status: 422, code: 'validation_failed', pointer })
  const cases: [string, Expected, Expected][] = [
    ['', invalid(''), { status: 400, code: 'malformed_json' }],
    ['null', invalid(''), invalid('')],
    ['[]', invalid(''), invalid('')],
    ['"x"', invalid(''), invalid('')],
    ['7', invalid(''), invalid('')],
    ['true', invalid(''), invalid('')],
    ['{}', invalid('/id'), { status: 422, code: 'validation_failed' }],
  ]
  test.each(cases)('body %j', async (body, atShop, atCatalogue) => {
    await expectRefused(() => lab.shop.post(body), atShop)
    await expectRefused(() => lab.catalogue.post(body), atCatalogue)
  })

  test('an item in a list that says nothing is refused alone, and its neighbours are kept', async () => {
    const answer = await lab.catalogue.post([
      lab.catalogue.toItem({ id: 150, n: 1 }),
      {},
      null,
      lab.catalogue.toItem({ id: 151, n: 1 }),
    ])
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2, duplicates: 0 } })
    const { rejected } = answer.body as { rejected: { index: number; pointer: string }[] }
    expect(rejected.map(({ index }) => index)).toEqual([1, 2])
    expect(rejected.map(({ pointer }) => pointer.split('/')[1])).toEqual(['1', '2'])
  })
})

describe('B16 what is no JSON is 400 malformed_json', () => {
  const good = JSON.stringify(item)
  const cases = {
    truncated: good.slice(0, -5),
    'trailing garbage': `${good} x`,
    'two values': `${good}${good}`,
    'single quotes': "{'id': 8}",
    NaN: '{"id":8,"price":NaN}',
    Infinity: '{"id":8,"price":-Infinity}',
    'trailing comma': '{"id":8,}',
    comment: '{"id":8/* a comment */}',
    'control character': '{"id":8,"name":"a\u0001b"}',
    'byte order mark': bytes([0xef, 0xbb, 0xbf], good),
  }
  test.each(Object.entries(cases))('%s', async (_, body) => {
    for (const door of lab.doors) await expectRefused(() => door.post(body), { status: 400, code: 'malformed_json' })
  })
})

test('B18 bytes that are no UTF-8 are 400, and nothing becomes U+FFFD', async () => {
  for (const broken of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5, 0x80, 0x80, 0x80]]) {
    const body = bytes('{"id":8,"nom":"', broken, '","name":"', broken, '"}')
    for (const door of lab.doors) await expectRefused(() => door.post(body), { status: 400, code: 'invalid_utf8' })
  }
})

describe('B17 B18 text that cannot be stored is kept as bytes, exactly, and applied by nobody', () => {
  const texts = {
    'B17 NUL': 'a\\u0000b',
    'B18 a lone high surrogate': 'a\\ud83db',
    'B18 a lone low surrogate': 'a\\udc00b',
  }
  const bodyOf = (door: Door, id: number, text: string) =>
    JSON.stringify(door.toItem({ id, n: 1 })).replace(/"(name|nom)":"[^"]*"/, `"$1": "${text}"`)

  test.each(Object.entries(texts))('%s', async (name, text) => {
    for (const [n, door] of lab.doors.entries()) {
      const id = 900 + 10 * Object.keys(texts).indexOf(name) + n
      const body = bodyOf(door, id, text)
      const answer = await door.post(body)
      expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } })
      await settle(stack.database)
      const api = { headers: { authorization: `Bearer ${lab.organisation.key}` } }
      const list = await (await fetch(`${stack.url}/v1/inbox?state=quarantined&limit=200`, api)).json()
      const held = (list as { data: Held[] }).data.find((event) => event.entity.id === String(id))
      expect(held).toMatchObject({ state: 'quarantined', reason: 'unstorable_text', connection_id: door.connectionId })
      const detail = await (await fetch(`${stack.url}/v1/inbox/${held?.id}`, api)).json()
      expect(Buffer.from((detail as { raw: string }).raw, 'base64').equals(Buffer.from(body))).toBe(true)
      const [mapped] = await stack.database.admin`select from mappings where external_id = ${String(id)}`
      expect(mapped).toBeUndefined()
      expect(await door.post(body)).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1 } })
      expect((await door.send([{ id, n: 1 }]))[0]).toMatchObject({ status: 202, body: { accepted: 1 } })
    }
    expect(stack.isAlive()).toBe(true)
  })

  test('F33 a poison item in the middle of a list leaves its neighbours alone', async () => {
    const items = [971, 972, 973].map((id) => bodyOf(lab.catalogue, id, id === 972 ? 'x\\u0000' : `good ${id}`))
    expect(await lab.catalogue.post(`[ ${items.join(' ,\n')} ]`)).toMatchObject({ status: 202, body: { accepted: 3 } })
    await settle(stack.database)
    const rows = await stack.database.admin<{ external_id: string; state: string; raw: Buffer }[]>`
      select external_id, state, raw from inbox_events where external_id in ('971', '972', '973') order by external_id`
    expect(rows.map(({ state }) => state)).toEqual(['applied', 'quarantined', 'applied'])
    expect(rows.map(({ raw }) => raw.toString())).toEqual(items)
  })
})

describe('R0.7 B41 one organisation never reaches another', () => {
  test('doors: another’s address is 401 or 404, and stores nothing', async () => {
    const other = await makeLab(stack.database, stack.url, { name: 'Une autre' })
    const at = (organisationId: string, connectionId?: string) =>
      createShopSender({
        baseUrl: stack.url,
        organisationId,
        ...(connectionId ? { connectionId } : {}),
        secret: 'not-theirs',
      })
    const shopBody = { topic: 'product.updated', body: lab.shop.toItem({ id: 70, n: 1 }) }
    await expectRefused(() => at(other.organisation.id).send(shopBody), { status: 401, code: 'signature_invalid' })
    const notFound = { status: 404, code: 'not_found' }
    await expectRefused(() => at(other.organisation.id, lab.shop.connectionId).send(shopBody), notFound)
    await expectRefused(() => at(lab.organisation.id, lab.catalogue.connectionId).send(shopBody), notFound)
    await expectRefused(() => at('0199f3a2-7c1e-7000-8000-000000000001').send(shopBody), notFound)
    await expectRefused(() => at(`1' or '1'='1`).send(shopBody), notFound)
    await expectRefused(() => lab.catalogue.post(item, { 'x-api-key': other.catalogueKey }), {
      status: 401,
      code: 'invalid_key',
    })

    await lab.catalogue.send([{ id: 71, n: 1 }])
    await lab.shop.send([{ id: 71, n: 1 }])
    await settle(stack.database)
    const call = async (path: string, key: string, method = 'GET') => {
      const response = await fetch(stack.url + path, { method, headers: { authorization: `Bearer ${key}` } })
      return { status: response.status, text: await response.text() }
    }
    const theirs = other.organisation.key
    const nouns = ['products', 'inbox', 'deliveries', 'connections', 'mappings', 'events']
    for (const noun of nouns) {
      const mine = await call(`/v1/${noun}?limit=200`, lab.organisation.key)
      expect(mine.status, noun).toBe(200)
      const seen = await call(`/v1/${noun}?limit=200`, theirs)
      expect(seen.status, noun).toBe(200)
      for (const { id } of JSON.parse(mine.text).data) {
        if (id === undefined) continue
        expect(seen.text).not.toContain(id)
        if (noun === 'events' || noun === 'mappings') continue
        expect((await call(`/v1/${noun}/${id}`, theirs)).status, `${noun}/${id}`).toBe(404)
      }
    }
    const [event] = JSON.parse((await call('/v1/inbox', lab.organisation.key)).text).data
    const [delivery] = JSON.parse((await call('/v1/deliveries', lab.organisation.key)).text).data
    expect((await call(`/v1/inbox/${event.id}/replay`, theirs, 'POST')).status).toBe(404)
    expect((await call(`/v1/deliveries/${delivery.id}/retry`, theirs, 'POST')).status).toBe(404)
    for (const verb of ['pause', 'resume']) {
      expect((await call(`/v1/connections/${lab.shop.connectionId}/${verb}`, theirs, 'POST')).status).toBe(404)
    }
    for (const key of ['', 'psr_live_00000000_x', lab.organisation.key.slice(0, -1)]) {
      expect((await call('/v1/products', key)).status).toBe(401)
    }
    await other.close()
  })
})
