import { hasUnstorableText, memberTexts, scanJson } from '@passerelle/shared-types/json-text'
import { classifyResponse } from '../classify-response.ts'
import type { HttpExchange, OutgoingEvent, PushArgs, PushResult } from '../connector.ts'
import { jsonRequest } from '../json-request.ts'
import { readPartnerId } from './api-types.ts'
import { toProduitEntity } from './produit-entity.ts'

/**
 * Sends one product whole. An id in the answer is linked, and where there is none ours is the id on both sides. Sending again
 * does no harm: the product has the same id each time and is laid over itself, so nothing is read back.
 */
export async function push({ io, context, event }: PushArgs): Promise<PushResult> {
  if (event.entity.kind !== 'product') return { kind: 'rejected', reason: 'not_a_product' }
  const url = context.settings.url
  if (url === undefined) return { kind: 'misconfigured', reason: 'setting_missing' }
  const [apiKey] = context.secrets.api_key ?? []
  const request = jsonRequest({
    url,
    body: toProduitEntity(event),
    eventId: event.id,
    now: io.now(),
    secrets: context.secrets.signing_secret ?? [],
    hop: (event.hop ?? 0) + 1,
    headers: apiKey === undefined ? {} : { 'x-api-key': apiKey },
  })
  const exchange = await io.http(request)
  const result = classifyResponse({ exchange, now: io.now() })
  return result.kind === 'delivered' ? { ...result, ...findLink(event, exchange) } : result
}

/** A mapping that stands is never moved by an answer: the `id` there may be anything, such as the id of a job. */
function findLink(event: OutgoingEvent, exchange: HttpExchange): Partial<PushResult & { kind: 'delivered' }> {
  const answered = readAnsweredId(exchange)
  if (event.mapping === null) {
    if (answered !== null) return { externalId: answered.externalId, agreed: { id: answered.id } }
    return event.type.endsWith('.deleted') ? {} : { externalId: event.entity.id, agreed: { id: event.entity.id } }
  }
  if (answered?.externalId !== event.mapping.externalId) return {}
  return { externalId: answered.externalId, agreed: { ...event.mapping.agreed, id: answered.id } }
}

function readAnsweredId(exchange: HttpExchange): { externalId: string; id: unknown } | null {
  if (exchange.kind !== 'response') return null
  const body = scanJson(exchange.body)
  if (body.kind !== 'ok' || typeof body.value !== 'object' || body.value === null || Array.isArray(body.value))
    return null
  const text = memberTexts(exchange.body).get('id')
  const externalId = readPartnerId(text)
  if (text === undefined || externalId === null || hasUnstorableText(externalId)) return null
  return { externalId, id: JSON.parse(text) }
}
