import { Installation, maxBatchEvents, readSiteUrl } from '@passerelle/shared-types/batch'
import { decodeUtf8, findDuplicateKey, memberTexts, scanJson, splitArray } from '@passerelle/shared-types/json-text'
import { z } from 'zod'
import { type FieldError, Invalid } from '../platform/errors.ts'
import { toInvalid } from '../platform/refuse-issues.ts'
import { type BatchItem, readBatchEvent } from './read-batch-event.ts'

export type Batch = {
  installation: {
    id: string
    siteUrl: string
    pluginVersion: string | null
    woocommerceVersion: string | null
    /** The highest number that it ever gave, where it says so. */
    sequence: number | null
  }
  items: BatchItem[]
  /** Numbers that the shop says it has no more. */
  unknown: number[]
}

const Envelope = z.looseObject({
  installation: Installation,
  events: z.array(z.unknown()),
  unknown: z.array(z.int().positive()).optional(),
})

/**
 * A batch as it was signed: refused whole where the document is no batch; one event that is wrong spoils no other. Each event
 * keeps the exact text of its part of the body. Throws Invalid with the code that the sender is answered.
 */
export function readBatch(body: Uint8Array, { mayBeEmpty = false } = {}): Batch {
  const { text, value } = readStrictly(body)
  const envelope = Envelope.safeParse(value)
  if (!envelope.success) throw toInvalid(envelope.error)
  const { installation, events, unknown = [] } = envelope.data
  const siteUrl = readSiteUrl(installation.site_url)
  if (siteUrl === null) throw invalid({ pointer: '/installation/site_url', code: 'invalid' })
  if (events.length > maxBatchEvents)
    throw new Invalid('batch_too_large', `A batch has ${maxBatchEvents} events at most`)
  if (events.length === 0 && !mayBeEmpty) throw invalid({ pointer: '/events', code: 'out_of_range' })
  const texts = splitArray(memberTexts(text).get('events') ?? '[]')
  return {
    installation: {
      id: installation.id,
      siteUrl,
      pluginVersion: installation.plugin_version ?? null,
      woocommerceVersion: installation.woocommerce_version ?? null,
      sequence: installation.sequence ?? null,
    },
    items: texts.map((itemText, index) => readBatchEvent({ text: itemText, value: events[index], index })),
    unknown,
  }
}

function readStrictly(body: Uint8Array): { text: string; value: unknown } {
  const text = decodeUtf8(body)
  if (text === null) throw new Invalid('invalid_utf8', 'The body is not UTF-8', { status: 400 })
  const scan = scanJson(text)
  if (scan.kind === 'too_deep') throw new Invalid('too_deep', 'The body is nested more than 32 levels deep')
  if (scan.kind === 'malformed') throw new Invalid('malformed_json', 'The body is not JSON', { status: 400 })
  const repeated = findDuplicateKey(text, scan.value)
  if (repeated !== null) {
    const errors = [{ pointer: repeated, code: 'duplicate' }]
    throw new Invalid('duplicate_key', 'A key stands twice in one object', { status: 400, errors })
  }
  return { text, value: scan.value }
}

const invalid = (error: FieldError) => new Invalid('validation_failed', 'The body is no batch', { errors: [error] })
