import { createHash, timingSafeEqual } from 'node:crypto'
import {
  decodeUtf8,
  findDuplicateKey,
  findForbiddenKey,
  hasUnstorableText,
  memberTexts,
  scanJson,
  splitArray,
} from '@passerelle/shared-types/json-text'
import { z } from 'zod'
import type { ReadArgs, ReadResult, ReceiveArgs, ReceivedEvent, ReceiveResult, Refusal } from '../connector.ts'
import { credibleTime } from '../credible-time.ts'
import { isJsonContent } from '../is-json-content.ts'
import { findUnstorable, readStored } from '../read-stored.ts'
import { type Issue, parsePartnerItem, readPartnerId } from './api-types.ts'
import { toProductSnapshot } from './mapper.ts'

const MAX_ITEMS = 200
// With the index behind it, the id stays one text that no other call of the partner can have.
const WEBHOOK_ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/
const ModifiedAt = z.iso.datetime({ offset: true })

/** One product or a list of them, by API key. Every item is an event with the exact bytes of its part of the body. */
export function receive({ raw, headers, context, now }: ReceiveArgs): ReceiveResult {
  const key = headers['x-api-key']
  if (key === undefined || key === '') return refuse(401, 'unauthenticated', 'The X-API-Key header is missing')
  if (!isKnownKey(key, context.secrets.secret ?? [])) return refuse(401, 'invalid_key', 'The key is not valid')
  if (!isJsonContent(headers['content-type'])) {
    return refuse(415, 'unsupported_media_type', 'Send application/json in UTF-8')
  }
  const webhookId = headers['webhook-id'] ?? null
  if (webhookId !== null && !WEBHOOK_ID.test(webhookId)) {
    return refuse(400, 'invalid_header', 'webhook-id has 1 to 128 visible characters and no dot')
  }

  const text = decodeUtf8(raw)
  if (text === null) return refuse(400, 'invalid_utf8', 'The body is not UTF-8')
  const scan = scanJson(text)
  if (scan.kind === 'too_deep') return refuse(422, 'too_deep', 'The body is nested more than 32 levels deep')
  if (scan.kind === 'malformed') return refuse(400, 'malformed_json', 'The body is not JSON')

  const isList = Array.isArray(scan.value)
  const texts = isList ? splitArray(text) : [text.trim()]
  const values: unknown[] = Array.isArray(scan.value) ? scan.value : [scan.value]
  if (texts.length === 0) return invalid([{ pointer: '', code: 'required' }])
  if (texts.length > MAX_ITEMS) return refuse(422, 'batch_too_large', `At most ${MAX_ITEMS} products in one call`)

  const items = texts.map((itemText, index) =>
    toEvent({
      text: itemText,
      value: values[index],
      currency: context.currency,
      prefix: isList ? `/${index}` : '',
      sourceEventId: webhookId === null ? null : `${webhookId}:${index}`,
      now,
    }),
  )
  const [only] = items
  if (!isList && only && only.issues.length > 0) return invalid(only.issues)
  return { kind: 'events', events: items.map(({ event }) => event) }
}

/** Reads one stored item again, by the same rules as at the door. */
export function read({ raw, currency }: ReadArgs): ReadResult {
  const item = readStored(raw)
  if (item.kind !== 'ok') return item
  const parsed = parsePartnerItem({ ...item, currency })
  if (parsed.ok) return { kind: 'reading', reading: toProductSnapshot(parsed.item) }
  const [issue = { pointer: '', code: 'invalid_value' }] = parsed.issues
  return { kind: 'unreadable', ...issue, detail: `The product has a wrong value at ${issue.pointer || 'its root'}` }
}

function toEvent(args: {
  text: string
  value: unknown
  currency: string
  prefix: string
  sourceEventId: string | null
  now: Date | undefined
}): { event: ReceivedEvent; issues: Issue[] } {
  const { text, value, prefix, sourceEventId } = args
  const unstorable = findUnstorable(text, value)
  const issues = unstorable === null ? findIssues(args) : []
  const [issue] = issues
  const modifiedAt = readModifiedAt(value, args.now)
  const problem =
    unstorable !== null
      ? { kind: 'quarantine' as const, code: 'unstorable_text', pointer: prefix + unstorable }
      : issue
        ? { kind: 'reject' as const, code: issue.code, pointer: prefix + issue.pointer }
        : null
  const event: ReceivedEvent = {
    kind: 'product',
    externalId: readStorableId(text, value),
    topic: 'product.updated',
    raw: Buffer.from(text),
    sourceEventId,
    sourceVersion: modifiedAt?.getTime() ?? null,
    occurredAt: modifiedAt,
    problem,
  }
  return { event, issues }
}

function findIssues({ text, value, currency }: { text: string; value: unknown; currency: string }): Issue[] {
  const repeated = findDuplicateKey(text, value)
  if (repeated !== null) return [{ pointer: repeated, code: 'duplicate_key' }]
  const forbidden = findForbiddenKey(text, value)
  if (forbidden !== null) return [{ pointer: forbidden, code: 'forbidden_key' }]
  const parsed = parsePartnerItem({ text, value, currency })
  return parsed.ok ? [] : parsed.issues
}

function readStorableId(text: string, value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const id = readPartnerId(memberTexts(text).get('id'))
  return hasUnstorableText(id) ? null : id
}

function readModifiedAt(value: unknown, now: Date | undefined): Date | null {
  const stated = typeof value === 'object' && value !== null && 'updated_at' in value ? value.updated_at : null
  return ModifiedAt.safeParse(stated).success ? credibleTime(new Date(String(stated)), now) : null
}

/** Digests have one length, so that the comparison tells nothing of the key; every live key is compared. */
function isKnownKey(key: string, keys: readonly string[]): boolean {
  const given = createHash('sha256').update(key).digest()
  let isKnown = false
  for (const live of keys) {
    isKnown = timingSafeEqual(createHash('sha256').update(live).digest(), given) || isKnown
  }
  return isKnown
}

function invalid(errors: Issue[]): ReceiveResult {
  return refuse(422, 'validation_failed', 'The body is not a product, or not a list of products', errors)
}

function refuse(status: Refusal['status'], code: string, detail: string, errors?: Issue[]): ReceiveResult {
  return { kind: 'refused', refusal: { status, code, detail, ...(errors ? { errors } : {}) } }
}
