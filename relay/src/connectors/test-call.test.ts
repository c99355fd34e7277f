import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { describe, expect, test } from 'vitest'
import type { ConnectionContext, Connector, HttpExchange, HttpRequest } from './connector.ts'
import { fixtures as crmFixtures } from './crm/fixtures.ts'
import { crm } from './crm/index.ts'
import { context as partnerContext } from './partner/fixtures.ts'
import { partner } from './partner/index.ts'

const now = new Date('2026-11-21T08:00:00Z')

async function runTest(connector: Connector, context: ConnectionContext, answer: Partial<HttpExchange> = {}) {
  const sent: HttpRequest[] = []
  const exchange = { kind: 'response', status: 200, headers: {}, body: '', durationMs: 1, ...answer } as HttpExchange
  const http = async (request: HttpRequest) => {
    sent.push(request)
    return exchange
  }
  return { result: await connector.test?.({ io: { http, now: () => now }, context }), sent }
}

describe.each([
  { connector: crm, context: crmFixtures.context, secrets: crmFixtures.context.secrets.secret },
  { connector: partner, context: partnerContext, secrets: partnerContext.secrets.signing_secret },
])('R4.2 the test of $connector.name', ({ connector, context, secrets = [] }) => {
  test('makes one call, signed like any other, of a type that asks for nothing', async () => {
    const { result, sent } = await runTest(connector, context)
    expect(result).toMatchObject({ kind: 'ok' })
    const [{ headers = {}, body = '', url = '' } = {}, ...more] = sent
    expect(more).toEqual([])
    expect(url).toBe(context.settings.url)
    expect(JSON.parse(body ?? '')).toMatchObject({ id: headers['webhook-id'], type: 'connection.test' })
    const nowSeconds = now.getTime() / 1_000
    expect(verifyStandardWebhook({ headers, body: body ?? '', secrets, nowSeconds })).toEqual({ ok: true })
    if (context.secrets.api_key) expect(headers['x-api-key']).toBe(context.secrets.api_key[0])
  })

  test('tells what is wrong by a stable code, and repeats no secret', async () => {
    const [[secret = ''] = []] = Object.values(context.secrets)
    const refused = await runTest(connector, context, { status: 401, body: `who is ${secret}` } as never)
    expect(refused.result).toEqual({ kind: 'failed', code: 'unauthorized', detail: 'Answered 401: who is [secret]' })
    const codes = [404, 410, 500].map((status) => runTest(connector, context, { status } as never))
    expect((await Promise.all(codes)).map(({ result }) => result)).toMatchObject([
      { code: 'http_404' },
      { code: 'gone' },
      { code: 'http_500' },
    ])
    const failed = await runTest(connector, context, {
      kind: 'failed',
      code: 'dns_error',
      detail: 'no such host',
    } as never)
    expect(failed.result).toMatchObject({ kind: 'failed', code: 'dns_error' })
    expect((await runTest(connector, { ...context, settings: {} })).result).toMatchObject({ code: 'setting_missing' })
  })
})

test('a partner that refuses a body without a product has taken address and key; a CRM has no reason to', async () => {
  const answer = { status: 422 } as never
  expect((await runTest(partner, partnerContext, answer)).result?.kind).toBe('ok')
  expect((await runTest(crm, crmFixtures.context, answer)).result).toMatchObject({ kind: 'failed', code: 'http_422' })
})

test('B52 every call says how many relays the news will have come through', async () => {
  const [event] = crmFixtures.outgoing
  if (!event) throw new Error('no event')
  const hops: unknown[] = []
  for (const hop of [undefined, 0, 2]) {
    const http = async (request: HttpRequest): Promise<HttpExchange> => {
      hops.push(request.headers['passerelle-hop'])
      return { kind: 'response', status: 200, headers: {}, body: '', durationMs: 1 }
    }
    const args = { io: { http, now: () => now }, context: crmFixtures.context }
    await crm.push?.({ ...args, event: { ...event, ...(hop === undefined ? {} : { hop }) } })
  }
  expect(hops).toEqual(['1', '1', '3'])
})
