import { deletesEntity, isDeleteTopic, isFactTopic } from '@passerelle/shared-types/topics'
import type { Fact, ReadArgs, Reading, ReadResult } from '../connector.ts'
import { readStored } from '../read-stored.ts'
import { toReading } from './mapper.ts'
import { readOrderAction } from './order-action.ts'
import { asPluginEvent, type PluginEvent } from './plugin-event.ts'
import { readCustomer } from './read-customer.ts'
import { readInstant } from './read-dates.ts'
import { readOrder } from './read-order.ts'
import { readSubscription } from './read-subscription.ts'

type Item = { topic: string; kind: string; externalId: string; currency: string; value: unknown }

const KINDS = new Set(['product', 'variation', 'order', 'customer', 'subscription'])

/**
 * What a stored item says: a bare representation, as WooCommerce's webhooks and its REST API give it, or an event that the
 * plugin made around one, told apart by their shape, since one connection may hold both.
 */
export function read({ topic, kind, externalId, raw, currency }: ReadArgs): ReadResult {
  if (kind === 'coupon') return { kind: 'ignored', code: 'not_mirrored' }
  if (kind === 'ping') return { kind: 'ignored', code: 'test' }
  if (!KINDS.has(kind)) return { kind: 'unknown', code: 'unknown_topic' }
  const stored = readStored(raw)
  if (stored.kind !== 'ok') return stored
  const { value } = stored
  const event = asPluginEvent(value)
  return event
    ? readPluginEvent({ event, topic, kind, externalId, currency })
    : readBare({ topic, kind, externalId, currency, value })
}

function readBare(item: Item): ReadResult {
  const { topic, kind, externalId, value } = item
  if (readOrderAction(value, topic) !== null) return { kind: 'fetch', entityKind: 'order', externalId }
  if (isDeleteTopic(topic)) {
    return isIdAlone(value)
      ? deletion(kind, externalId)
      : { kind: 'unreadable', code: 'unexpected_body', pointer: '', detail: 'A delete names an id and nothing else' }
  }
  if (isIdAlone(value) && !isOfCatalogue(kind)) return { kind: 'fetch', entityKind: kind, externalId }
  const result = readValue(item)
  if (!isFactTopic(topic)) return result
  const modifiedAt = readInstant((value as { date_modified_gmt?: unknown } | null)?.date_modified_gmt)
  return withFact(result, { topic, values: {}, occurredAt: modifiedAt })
}

function readPluginEvent(args: Omit<Item, 'value'> & { event: PluginEvent }): ReadResult {
  const { event, topic, kind, externalId } = args
  const { data, facts } = event
  if (isDeleteTopic(topic) && !deletesEntity(topic, kind)) return { kind: 'unknown', code: 'unknown_topic' }
  if (isDeleteTopic(topic)) {
    return data == null
      ? deletion(kind, externalId)
      : { kind: 'unreadable', code: 'unexpected_body', pointer: '/data', detail: 'A delete carries no data' }
  }
  const fact = isFactTopic(topic) ? { topic, values: facts, occurredAt: readInstant(event.occurred_at) } : null
  if (data != null) {
    const result = inData(readValue({ ...args, value: data }))
    return fact ? withFact(result, fact) : result
  }
  // Of something too large to be sent, the step is told all the same: its state comes with the fetch that its update asks for.
  if (fact && !isOfCatalogue(kind)) return { kind: 'reading', reading: factAlone(kind, externalId, fact) }
  return { kind: 'fetch', entityKind: kind, externalId }
}

function readValue({ kind, ...item }: Item): ReadResult {
  switch (kind) {
    case 'order':
      return readOrder(item)
    case 'customer':
      return readCustomer(item)
    case 'subscription':
      return readSubscription(item)
    default:
      return toReading(item)
  }
}

/** A delete names an id alone, whatever it was; products and variations share one space of ids. */
function deletion(kind: string, externalId: string): ReadResult {
  const reading: Reading =
    kind === 'order' || kind === 'customer' || kind === 'subscription'
      ? { type: 'deletion', noun: kind, externalId }
      : { type: 'product-deletion', externalId }
  return { kind: 'reading', reading }
}

function factAlone(kind: string, externalId: string, fact: Fact): Reading {
  const type = kind === 'customer' || kind === 'subscription' ? kind : 'order'
  return { type, externalId, fields: {}, agreed: {}, fact }
}

function withFact(result: ReadResult, fact: Fact): ReadResult {
  if (result.kind !== 'reading') return result
  const { reading } = result
  return reading.type === 'order' || reading.type === 'customer' || reading.type === 'subscription'
    ? { kind: 'reading', reading: { ...reading, fact } }
    : result
}

function inData(result: ReadResult): ReadResult {
  return result.kind === 'unreadable' ? { ...result, pointer: `/data${result.pointer}` } : result
}

const isOfCatalogue = (kind: string): boolean => kind === 'product' || kind === 'variation'

/** Whether a body names an id and nothing else. */
export function isIdAlone(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'id'
}
