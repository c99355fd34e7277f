import { Installation, maxBatchEvents } from '@passerelle/shared-types/batch'
import { memberTexts, splitArray } from '@passerelle/shared-types/json-text'
import { z } from 'zod'
import { type FieldError, Invalid } from '../platform/errors.ts'
import { toInvalid } from '../platform/refuse-issues.ts'
import { type BatchItem, readBatchEvent } from './read-batch-event.ts'
import { readStrictly } from './read-strictly.ts'
import { readSpeaker, type Speaker } from './require-own.ts'

export type Batch = {
  installation: Speaker & {
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
  const speaker = readSpeaker(installation)
  if (events.length > maxBatchEvents)
    throw new Invalid('batch_too_large', `A batch has ${maxBatchEvents} events at most`)
  if (events.length === 0 && !mayBeEmpty) throw invalid({ pointer: '/events', code: 'out_of_range' })
  const texts = splitArray(memberTexts(text).get('events') ?? '[]')
  return {
    installation: {
      ...speaker,
      pluginVersion: installation.plugin_version ?? null,
      woocommerceVersion: installation.woocommerce_version ?? null,
      sequence: installation.sequence ?? null,
    },
    items: texts.map((itemText, index) => readBatchEvent({ text: itemText, value: events[index], index })),
    unknown,
  }
}

const invalid = (error: FieldError) => new Invalid('validation_failed', 'The body is no batch', { errors: [error] })
