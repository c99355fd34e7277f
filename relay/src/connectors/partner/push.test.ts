import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { describe, expect, test } from 'vitest'
import type { HttpExchange, HttpRequest, OutgoingEvent } from '../connector.ts'
import { context, productEvent } from './fixtures.ts'
import { toProduitEntity } from './produit-entity.ts'
import { push } from './push.ts'

const now = new Date('2026-11-21T08:00:00.900Z')

async function pushTo(args: {
  status?: number
  body?: string
  event?: OutgoingEvent
  secrets?: Record<string, string[]>
}) {
  const { status = 200, body = '', event = productEvent, secrets = context.secrets } = args
  const sent: HttpRequest[] = []
  const exchange: HttpExchange = { kind: 'response', status, headers: {}, body, durationMs: 1 }
  const http = async (request: HttpRequest) => {
    sent.push(request)
    return exchange
  }
  const { exchange: _, ...result } = await push({
    io: { http, now: () => now },
    context: { ...context, secrets },
    event,
  })
  return { request: sent[0], result }
}

describe('the call', () => {
  test('R0.5: carries the whole entity, our key and a signature that verifies', async () => {
    const { request } = await pushTo({})
    expect(request).toMatchObject({ method: 'POST', url: context.settings.url, body: toProduitEntity(productEvent) })
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-api-key': 'we-present-this-key',
      'webhook-id': productEvent.id,
      'webhook-timestamp': '1795248000',
    })
    const verified = verifyStandardWebhook({
      headers: request?.headers ?? {},
      body: request?.body ?? '',
      secrets: context.secrets.signing_secret ?? [],
      nowSeconds: 1795248000,
    })
    expect(verified).toEqual({ ok: true })
  })

  test('goes without key and signature where none is set', async () => {
    const { request, result } = await pushTo({ secrets: {} })
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['content-type', 'passerelle-hop', 'user-agent'])
    expect(result.kind).toBe('delivered')
  })

  test('is not made for what is no product', async () => {
    const event = { ...productEvent, entity: { ...productEvent.entity, kind: 'order' } }
    expect(await pushTo({ event })).toEqual({
      request: undefined,
      result: { kind: 'rejected', reason: 'not_a_product' },
    })
  })
})

describe('the answer', () => {
  const unlinked = { ...productEvent, mapping: null }
  const ours = productEvent.entity.id

  test('links the id that it names, in its type', async () => {
    const link = async (body: string) => (await pushTo({ body, event: unlinked })).result
    expect(await link('{"id":77}')).toEqual({ kind: 'delivered', externalId: '77', agreed: { id: 77 } })
    expect(await link('{"id":"p-77"}')).toEqual({ kind: 'delivered', externalId: 'p-77', agreed: { id: 'p-77' } })
  })

  test.each(['', 'ok', '[]', '{}', '{"id":null}', '{"id":1.5}', '{"id":"\\u0000"}', '['.repeat(100)])(
    'R0.2: without an id (%j) ours is the id of both sides',
    async (body) => {
      const { result } = await pushTo({ body, event: unlinked })
      expect(result).toEqual({ kind: 'delivered', externalId: ours, agreed: { id: ours } })
    },
  )

  test('links nothing to what is deleted', async () => {
    expect((await pushTo({ event: { ...unlinked, type: 'product.deleted' } })).result).toEqual({ kind: 'delivered' })
  })

  test('never moves a link that stands', async () => {
    expect((await pushTo({ body: '{"id":"job-5"}' })).result).toEqual({ kind: 'delivered' })
    expect((await pushTo({ body: '{"id":"1"}' })).result).toEqual({
      kind: 'delivered',
      externalId: '1',
      agreed: { nom: 'Forfait Illimité 5G', id: '1' },
    })
  })

  test('of an error is the outbox’s to judge', async () => {
    expect((await pushTo({ status: 422 })).result).toEqual({ kind: 'rejected', reason: 'http_422' })
    expect((await pushTo({ status: 500, body: '{"id":5}' })).result).toEqual({ kind: 'retry', reason: 'http_500' })
  })
})
