import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { expect, test } from 'vitest'
import type { HttpRequest } from '../connector.ts'
import { fixtures } from './fixtures.ts'
import { push } from './push.ts'

const { context, outgoing } = fixtures
const [event] = outgoing
if (!event) throw new Error('no event')

async function pushAt(time: string): Promise<HttpRequest> {
  const sent: HttpRequest[] = []
  const http = async (request: HttpRequest) => {
    sent.push(request)
    return { kind: 'response' as const, status: 204, headers: {}, body: '', durationMs: 1 }
  }
  const result = event && (await push({ io: { http, now: () => new Date(time) }, context, event }))
  expect(result?.kind).toBe('delivered')
  const [request] = sent
  if (!request) throw new Error('nothing was sent')
  return request
}

test('the body is the contract’s, with data and previous digit for digit', async () => {
  const { body } = await pushAt('2026-11-21T08:00:00Z')
  expect(body).toBe(
    `{"id":"${event.id}","type":"product.updated","timestamp":"2026-11-21T08:00:00.000Z",` +
      `"organisation_id":"${context.organisationId}",` +
      `"entity":{"kind":"product","id":"${event.entity.id}","version":3},` +
      `"data":${event.data},"previous":{"vat_rate":5.50},"source":{"connection_id":null,"event_id":null}}`,
  )
})

test('a retry has the same id and body and a time of its own, and both live secrets verify it', async () => {
  const first = await pushAt('2026-11-21T08:00:00Z')
  const second = await pushAt('2026-11-21T10:00:00Z')
  expect(second.body).toBe(first.body)
  expect(second.headers['webhook-id']).toBe(event.id)
  expect(first.headers['webhook-id']).toBe(event.id)
  expect(second.headers['webhook-timestamp']).toBe('1795255200')
  for (const secret of context.secrets.secret ?? []) {
    const { headers, body } = second
    expect(verifyStandardWebhook({ headers, body: body ?? '', secrets: [secret], nowSeconds: 1795255200 })).toEqual({
      ok: true,
    })
  }
})

test('without its settings nothing is sent', async () => {
  const http = () => Promise.reject(new Error('called'))
  const io = { http, now: () => new Date() }
  for (const bare of [
    { ...context, settings: {} },
    { ...context, secrets: {} },
  ]) {
    expect(await push({ io, context: bare, event })).toEqual({ kind: 'misconfigured', reason: 'setting_missing' })
  }
})
