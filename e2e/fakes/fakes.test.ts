import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateSecret, signStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { startFakeCrm } from './crm.ts'
import { startFakePartner } from './partner.ts'
import { sendCatalogue } from './partner-sender.ts'
import { post } from './post.ts'
import { type Answer, failEvery } from './receiver.ts'
import { createShopSender } from './shop.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
function kept<T extends { close: () => unknown }>(server: T): T {
  closing.push(server.close)
  return server
}

const secret = generateSecret()
const now = () => Math.floor(Date.now() / 1000)
const ours = '0199f3a2-7c1e-7000-8000-000000000001'

function call(url: string, id: string, body: object, { key = secret, headers = {} } = {}) {
  const text = JSON.stringify(body)
  const signed = signStandardWebhook({ id, timestamp: now(), body: text, secrets: [key] })
  return post({ url, body: text, headers: { 'content-type': 'application/json', ...signed, ...headers } })
}

describe('the fake CRM', () => {
  it('keeps what is signed, in order and with repeats, and refuses the rest', async () => {
    const crm = kept(await startFakeCrm({ secret }))
    expect(await call(crm.url, 'evt_1', { name: 'é' })).toMatchObject({ status: 200, body: { received: true } })
    await call(crm.url, 'evt_2', { a: 2 })
    await call(crm.url, 'evt_1', { name: 'é' })
    expect((await call(crm.url, 'evt_3', {}, { key: generateSecret() })).status).toBe(401)
    expect((await post({ url: crm.url, headers: {}, body: '{}' })).status).toBe(401)
    expect(crm.received.map(({ webhookId }) => webhookId)).toEqual(['evt_1', 'evt_2', 'evt_1'])
    expect(crm.received[0]).toMatchObject({ raw: '{"name":"é"}', body: { name: 'é' }, at: expect.any(Date) })
    expect(crm.countDuplicates()).toBe(1)
    expect(crm.rejected.map(({ code }) => code)).toEqual(['signature_invalid', 'signature_invalid'])
  })

  it('answers by script, and keeps what it failed out of what it received', async () => {
    const crm = kept(await startFakeCrm({ secret, answer: failEvery(2, 503) }))
    const statuses = []
    for (const id of ['evt_1', 'evt_2', 'evt_2', 'evt_3']) statuses.push((await call(crm.url, id, {})).status)
    expect(statuses).toEqual([200, 503, 200, 503])
    expect(crm.received.map(({ webhookId }) => webhookId)).toEqual(['evt_1', 'evt_2'])
    expect(crm.attempts.map(({ status }) => status)).toEqual(statuses)
  })

  it('tells its script the attempt, and sends headers, raw text, empty answers and late ones', async () => {
    const answers: Answer[] = [
      { status: 429, headers: { 'retry-after': '2' }, body: '<html>' },
      { status: 204, body: 'dropped' },
      { status: 200, delayMs: 60 },
    ]
    const crm = kept(await startFakeCrm({ secret, answer: ({ attempt }) => answers[attempt - 1] ?? null }))
    expect(await call(crm.url, 'evt_1', {})).toMatchObject({
      status: 429,
      body: '<html>',
      headers: { 'retry-after': '2' },
    })
    expect(await call(crm.url, 'evt_1', {})).toMatchObject({ status: 204, body: '' })
    const startedAt = performance.now()
    expect((await call(crm.url, 'evt_1', {})).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThan(55)
  })
})

describe('the fake partner', () => {
  it('wants its key and the signature, and keeps its id of each product', async () => {
    const partner = kept(await startFakePartner({ apiKey: 'partner-key', signingSecret: secret }))
    const headers = { 'x-api-key': 'partner-key' }
    const send = (id: string, body: object) => call(partner.url, id, body, { headers })
    expect((await call(partner.url, 'evt_1', { id: 1 })).status).toBe(401)
    const unsigned = { 'content-type': 'application/json', ...headers }
    expect((await post({ url: partner.url, headers: unsigned, body: '{}' })).status).toBe(401)
    expect((await send('evt_1', { id: 1042 })).body).toEqual({ id: 1042 })
    expect((await send('evt_2', { id: '1042' })).body).toEqual({ id: '1042' })
    const given = (await send('evt_3', { id: ours })).body
    expect(given).toEqual({ id: partner.idOf(ours) })
    expect((await send('evt_4', { id: ours })).body).toEqual(given)
    expect((await send('evt_5', { id: ours.replace(/1$/, '2') })).body).not.toEqual(given)
    expect((await send('evt_6', {})).status).toBe(422)
    expect(partner.rejected.map(({ code }) => code)).toEqual(['invalid_api_key', 'signature_invalid'])
    expect(partner.received).toHaveLength(5)
  })
})

describe('the senders', () => {
  async function startEcho() {
    const server = createServer(async (incoming, outgoing) => {
      const text = Buffer.concat(await incoming.toArray()).toString()
      outgoing.end(JSON.stringify({ url: incoming.url, headers: incoming.headers, text }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('signs a shop delivery over its raw body, and replays a recorded one as it was', async () => {
    const baseUrl = await startEcho()
    const key = `R&D "café" <relais>`
    const shop = createShopSender({ baseUrl, organisationId: 'org', connectionId: 'conn', secret: key })
    const { status, body } = await shop.send({
      topic: 'product.updated',
      body: { name: 'Café / 😀' },
      deliveryId: 'd1',
    })
    const text = '{"name":"Caf\\u00e9 \\/ \\ud83d\\ude00"}'
    expect(status).toBe(200)
    expect(body).toMatchObject({
      url: '/webhooks/woocommerce/org/conn',
      text,
      headers: {
        'x-wc-webhook-topic': 'product.updated',
        'x-wc-webhook-resource': 'product',
        'x-wc-webhook-event': 'updated',
        'x-wc-webhook-delivery-id': 'd1',
        'x-wc-webhook-signature': createHmac('sha256', key).update(text).digest('base64'),
      },
    })
    const recorded = {
      headers: {
        Host: 'shop:80',
        Connection: 'close',
        'Content-Length': '12',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'webhook_id=1',
    }
    expect((await shop.replay(recorded)).body).toMatchObject({
      text: 'webhook_id=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded', host: new URL(baseUrl).host },
    })
  })

  it('sends a catalogue with the partner’s key', async () => {
    const baseUrl = await startEcho()
    const { body } = await sendCatalogue({ baseUrl, organisationId: 'org', apiKey: 'k', body: [{ id: 1 }] })
    expect(body).toMatchObject({ url: '/webhooks/catalogue/org', text: '[{"id":1}]', headers: { 'x-api-key': 'k' } })
  })
})
