import { OutgoingEnvelope } from '@passerelle/shared-types/envelope'
import { z } from 'zod'
import { type Api, createApi } from './api.ts'
import { docsPage, docsPolicy } from './docs-page.ts'

export type Webhook = { topic: string; summary: string; data: z.ZodType; example: object }

type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, { summary?: string; tags?: string[] }>>
  webhooks?: Record<string, Record<string, { summary?: string }>>
}

const info = {
  title: 'Passerelle',
  version: '1.0.0',
  description: [
    'Products, orders, customers and subscriptions of your shops in one place, and everything that happens to them.',
    'Calls carry `Authorization: Bearer psr_…`. Errors are problem documents (RFC 9457) with a stable `code`. Lists go on with `next_cursor`.',
    'A write may carry an `Idempotency-Key`: within 24 hours the same call under the same key has one effect and gets the same answer; later it counts as new.',
    'What has a version comes with an `ETag`; changing it takes `If-Match`. Each process counts the calls of a key: 429 says in `Retry-After` when to come again.',
  ].join('\n\n'),
}

/** The OpenAPI 3.1 document of every documented route of the app, and of the webhooks that go out. */
export function describeApi(app: Api, webhooks: readonly Webhook[]): Document {
  const whole = createApi()
  // Every named schema once as it is: one that is met first where it may be null would be null everywhere.
  whole.openAPIRegistry.registerWebhook({
    method: 'get',
    path: names,
    responses: { 200: { description: '', content: { 'application/json': { schema: z.object(namedSchemas()) } } } },
  })
  for (const webhook of webhooks) registerWebhook(whole, webhook)
  whole.route('/', app)
  const document = whole.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '/' }] })
  delete document.webhooks?.[names]
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(methods))
      operation.operationId = `${method}${path.replace(/^\/v1/, '').replaceAll(/[^a-z0-9]+/gi, '_')}`.replace(/_$/, '')
  return JSON.parse(JSON.stringify(document), (_, value) => mendNullable(value))
}

const names = 'names'
const namedSchemas = (): Record<string, z.ZodType> =>
  Object.fromEntries((z.globalRegistry as unknown as { _idmap: Map<string, z.ZodType> })._idmap)

/** A named schema that may be null comes out as all of itself and "or null", which nothing is. */
function mendNullable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('allOf' in value) || !Array.isArray(value.allOf)) return value
  const [reference, { type, ...rest }] = value.allOf as [object, { type?: unknown }]
  if (!Array.isArray(type) || !type.includes('null')) return value
  return { anyOf: [reference, { type: 'null' }], ...rest }
}

/** Serves `/openapi.json` and `/docs` to anyone: they say how to call, and nothing of anybody's data. */
export function serveDocument(app: Api, webhooks: readonly Webhook[]): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'psr_live_…',
  })
  for (const webhook of webhooks) registerWebhook(app, webhook)
  let text: string | null = null
  let page: string | null = null
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(describeApi(app, webhooks))
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' })
  })
  app.get('/docs', (c) => {
    page ??= docsPage(describeApi(app, webhooks))
    return c.html(page, 200, { 'content-security-policy': docsPolicy, 'referrer-policy': 'no-referrer' })
  })
}

function registerWebhook(app: Api, { topic, summary, data, example }: Webhook): void {
  const body = OutgoingEnvelope.extend({ data }).meta({
    example: {
      ...envelopeExample,
      type: topic,
      entity: { ...envelopeExample.entity, kind: topic.split('.')[0] },
      data: example,
    },
  })
  app.openAPIRegistry.registerWebhook({
    method: 'post',
    path: topic,
    tags: ['Webhooks'],
    summary,
    description:
      'Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.',
    request: { body: { content: { 'application/json': { schema: body } }, required: true } },
    responses: {
      200: { description: 'Any 2xx says that it came' },
      410: { description: 'Send nothing more to this address' },
    },
  })
}

const envelopeExample = {
  id: '0199f3a2-7c1e-7000-8000-000000000300',
  timestamp: '2026-11-21T07:10:51.000Z',
  organisation_id: '0199f3a2-7c1e-7000-8000-000000000001',
  entity: { kind: 'product', id: '0199f3a2-7c1e-7000-8000-000000000087', version: 3 },
  previous: {},
  source: { connection_id: '0199f3a2-7c1e-7000-8000-000000000010', event_id: '0199f3a2-7c1e-7000-8000-000000000100' },
}
