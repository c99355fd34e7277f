import { decodeUtf8, findDuplicateKey, hasUnstorableText, scanJson } from '@passerelle/shared-types/json-text'
import { isDeleteTopic, isFactTopic } from '@passerelle/shared-types/topics'
import type { ReceiveArgs, ReceivedEvent, ReceiveResult, Refusal } from '../connector.ts'
import { isJsonContent } from '../is-json-content.ts'
import { findUnstorable } from '../read-stored.ts'
import { WooErrorDocument } from './api-types.ts'
import { readOrderAction } from './order-action.ts'
import { isIdAlone } from './read.ts'
import { readGmt } from './read-dates.ts'
import { isSignedBy } from './verify-signature.ts'

const TOPIC = /^([\w-]{1,64})\.[\w.-]{1,128}$/

/**
 * One delivery of WooCommerce's own webhooks. The signature is checked before anything is parsed. What a real shop sends is
 * never refused, error documents and unknown topics included: seven refusals in a row switch its webhook off for good.
 */
export function receive({ raw, headers, context, now }: ReceiveArgs): ReceiveResult {
  const topic = headers['x-wc-webhook-topic']
  if (topic === undefined && isPing(raw)) return { kind: 'ignored', reason: 'ping' }
  const signature = headers['x-wc-webhook-signature']
  if (!isSignedBy({ raw, signature, secrets: context.secrets.webhook_secret ?? [] })) {
    return refuse(401, 'signature_invalid', 'The signature does not match the body')
  }
  if (!isJsonContent(headers['content-type'])) {
    return refuse(415, 'unsupported_media_type', 'WooCommerce sends application/json')
  }
  const resource = TOPIC.exec(topic ?? '')?.[1]
  if (topic === undefined || resource === undefined)
    return refuse(400, 'invalid_header', 'The topic header is no topic')

  const text = decodeUtf8(raw)
  if (text === null) return refuse(400, 'invalid_utf8', 'The body is not UTF-8')
  if (text.trim() === '') return invalid('', 'required')
  const scan = scanJson(text)
  if (scan.kind === 'too_deep') {
    const problem = { kind: 'quarantine' as const, code: 'too_deep', pointer: '' }
    return { kind: 'events', events: [toEvent({ raw, value: null, topic, resource, problem, now })] }
  }
  if (scan.kind === 'malformed') return refuse(400, 'malformed_json', 'The body is not JSON')
  const { value } = scan
  const unstorable = findUnstorable(text, value)
  if (unstorable === null && findDuplicateKey(text, value) !== null) {
    return refuse(400, 'duplicate_key', 'A key stands twice in one object')
  }

  const error = findError(value, resource)
  if (error !== null) return invalid(error.pointer, error.code)
  return {
    kind: 'events',
    events: [toEvent({ raw, value, topic, resource, problem: findProblem({ value, topic, unstorable }), now })],
  }
}

/** WooCommerce sends it on creating a webhook, form-encoded and unsigned, and shows the shop an error unless it gets a 200. */
function isPing(raw: Uint8Array): boolean {
  return /^webhook_id=/.test(new TextDecoder().decode(raw.subarray(0, 32)))
}

/** What no shop sends: a bare value, an empty object, and a product that is none. */
function findError(value: unknown, resource: string): { pointer: string; code: string } | null {
  if (typeof value !== 'object' || value === null) return { pointer: '', code: 'invalid_value' }
  if (Array.isArray(value)) return resource === 'product' ? { pointer: '', code: 'invalid_value' } : null
  if (Object.keys(value).length === 0) return { pointer: '/id', code: 'required' }
  const isProduct = resource === 'product' && !isErrorDocument(value)
  if (!isProduct || readId(value) !== null) return null
  return { pointer: '/id', code: 'id' in value ? 'invalid_id' : 'required' }
}

function toEvent(args: {
  raw: Uint8Array
  value: unknown
  topic: string
  resource: string
  problem: ReceivedEvent['problem']
  now: Date | undefined
}): ReceivedEvent {
  const { raw, value, topic, resource, problem, now } = args
  const modifiedAt = isDeleteTopic(topic) ? null : readGmt(readMember(value, 'date_modified_gmt'), now)
  const orderId = problem === null ? readOrderAction(value, topic) : null
  return {
    kind: orderId === null ? resource : 'order',
    externalId: orderId ?? (problem === null || problem.code === 'unstorable_text' ? readId(value) : null),
    topic,
    raw,
    ...(isFactTopic(topic) && { isFact: true }),
    // The delivery id is a hash of webhook and second, which several events share.
    sourceEventId: null,
    sourceVersion: modifiedAt?.getTime() ?? null,
    occurredAt: modifiedAt,
    problem,
  }
}

function findProblem(args: { value: unknown; topic: string; unstorable: string | null }): ReceivedEvent['problem'] {
  const { value, topic, unstorable } = args
  if (unstorable !== null) return { kind: 'quarantine', code: 'unstorable_text', pointer: unstorable }
  if (Array.isArray(value)) return { kind: 'quarantine', code: 'not_an_item', pointer: '' }
  if (isErrorDocument(value)) return { kind: 'quarantine', code: 'error_document', pointer: '' }
  // The signature does not cover the topic: the body of an update, sent again as a delete, would be believed.
  if (isDeleteTopic(topic) && !isIdAlone(value)) return { kind: 'quarantine', code: 'unexpected_body', pointer: '' }
  return null
}

function isErrorDocument(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'code' in value && WooErrorDocument.safeParse(value).success
}

function readId(value: unknown): string | null {
  const id = readMember(value, 'id')
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : null
  return typeof id === 'string' && id.trim() !== '' && id.length <= 255 && !hasUnstorableText(id) ? id : null
}

function readMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function invalid(pointer: string, code: string): ReceiveResult {
  return refuse(422, 'validation_failed', 'The body is not an item of the topic', [{ pointer, code }])
}

function refuse(status: Refusal['status'], code: string, detail: string, errors?: Refusal['errors']): ReceiveResult {
  return { kind: 'refused', refusal: { status, code, detail, ...(errors ? { errors } : {}) } }
}
