import { z } from 'zod'
import { classifyResponse } from '../src/connectors/classify-response.ts'
import { type Connector, defineConnector, type PushArgs } from '../src/connectors/connector.ts'

/**
 * A destination without any idempotency, as Dolibarr is: `POST` creates under an id of its own each time, and only looking for
 * our reference shows what an earlier call left. Give it to the outbox through `findConnector` and `enqueueChanges`.
 */
export const creating: Connector = defineConnector({
  name: 'creating',
  config: {
    settings: [{ key: 'url', isSecret: false, isRequired: true, schema: z.string() }],
    incomingSecret: null,
  },
  labels: { en: {}, fr: {} },
  concurrency: 4,
  pushes: 'state',
  receive: null,
  read: null,
  async push({ io, context, event }: PushArgs) {
    const id = event.mapping?.externalId
    const url = `${context.settings.url}${id === undefined ? '' : `/${id}`}`
    const body = JSON.stringify({ reference: event.entity.id, data: JSON.parse(event.data) })
    const exchange = await io.http({ method: id === undefined ? 'POST' : 'PUT', url, headers: jsonHeaders, body })
    // A call that was sent may have had its effect, whatever came back instead of an answer.
    if (exchange.kind === 'failed' && exchange.wasSent) return { kind: 'unknown', reason: exchange.code, exchange }
    const result = classifyResponse({ exchange, now: io.now() })
    if (result.kind !== 'delivered' || exchange.kind !== 'response') return result
    const created: { id: string } = JSON.parse(exchange.body)
    return { ...result, externalId: created.id, agreed: { id: created.id } }
  },
  async readBack({ io, context, event }: PushArgs) {
    const url = `${context.settings.url}?reference=${event.entity.id}`
    const exchange = await io.http({ method: 'GET', url, headers: {}, body: null })
    if (exchange.kind === 'failed' || exchange.status !== 200) return { kind: 'retry', reason: 'cannot_be_read' }
    const [found]: { id: string }[] = JSON.parse(exchange.body)
    return found ? { kind: 'found', externalId: found.id, agreed: { id: found.id } } : { kind: 'absent' }
  },
})

const jsonHeaders = { 'content-type': 'application/json' }
