import { z } from 'zod'

/** What a batch may hold. */
export const maxBatchEvents = 200
export const maxBatchBytes = 1_048_576

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TOPIC = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/
const KIND = /^[a-z][a-z0-9_-]{0,63}$/
const OPAQUE = /^[\x21-\x7e]{1,128}$/

/** The shop that speaks. What the contract does not name is kept and ignored. */
export const Installation = z
  .looseObject({
    id: z.string().regex(OPAQUE).meta({ description: 'Made once by the plugin; 1 to 128 visible characters' }),
    site_url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .meta({ description: 'The address that `wp-json/` stands below' }),
    plugin_version: z.string().max(64).nullish(),
    woocommerce_version: z.string().max(64).nullish(),
    sequence: z.int().nonnegative().nullish().meta({
      description:
        'The highest number that the plugin has ever given an event, those of this call included; 0 on a new site. Below the highest that was seen, it says that the shop was restored from a backup',
    }),
    place: z.string().regex(OPAQUE).nullish().meta({
      description:
        'Names the place where the files of the shop lie; 1 to 128 visible characters. The first that is told is kept, and another is refused with `second_writer`: a copy of the shop has its id, and may have its address',
    }),
    moved_from: z.string().regex(OPAQUE).nullish().meta({
      description:
        'The place before, where a person said that the shop has moved: the new place is then the one that counts',
    }),
  })
  .meta({ id: 'Installation', description: 'A shop with the plugin' })
export type Installation = z.infer<typeof Installation>

/** One event of a plugin batch. PHP writes an empty map as `[]`. */
export const BatchEvent = z
  .looseObject({
    id: z.string().regex(UUID).meta({ description: 'UUIDv7 in lower case; the same in every retry' }),
    topic: z.string().max(128).regex(TOPIC),
    sequence: z.int().positive().meta({ description: 'Dense per installation, given once at the first drain' }),
    entity: z.looseObject({
      kind: z.string().regex(KIND),
      id: z.string().min(1).max(255).or(z.int().transform(String)),
      version: z.int().nonnegative().meta({ description: 'Grows per entity, given at capture' }),
    }),
    occurred_at: z.iso.datetime({ offset: true }).refine((text) => new Date(text).getUTCFullYear() >= 1970),
    origin: z
      .string()
      .max(255)
      .nullish()
      .meta({ description: 'The event of the relay that caused the change, if any' }),
    facts: z
      .record(z.string(), z.unknown())
      .or(z.tuple([]))
      .optional()
      .meta({ description: 'What the hook knew: from, to, actor; of something deleted, its last known identity' }),
    data: z
      .record(z.string(), z.unknown())
      .or(z.array(z.unknown()))
      .nullish()
      .meta({ description: 'The wc/v3 representation; null for a delete and for what is too large to be sent' }),
  })
  .meta({ id: 'BatchEvent' })
export type BatchEvent = z.infer<typeof BatchEvent>

/**
 * The body of `POST /v1/ingest/batches`, at most 1 MB (also once a single gzip is undone) and 200 events. It is signed as it is
 * sent: the signature covers the bytes on the wire, compressed or not.
 */
export const PluginBatch = z
  .looseObject({ installation: Installation, events: z.array(BatchEvent).min(1).max(maxBatchEvents) })
  .meta({ id: 'PluginBatch' })
export type PluginBatch = z.infer<typeof PluginBatch>

const RejectedEvent = z.object({
  index: z.int(),
  event_id: z.string().nullable(),
  code: z.string(),
  pointer: z.string().meta({ description: 'JSON pointer into the batch' }),
})

export const Highest = z
  .object({
    sequence: z.int().meta({ description: 'The highest number that was seen of this installation' }),
    versions: z.record(z.string(), z.int()).meta({
      description:
        'The newest version of each entity in the batch, by `<kind>:<id>` as in `order:123`; one without a version is left out',
    }),
  })
  .meta({
    id: 'Highest',
    description:
      'A plugin whose own counter is lower than `sequence` was restored from a backup: it raises its counters above these, and numbers what it still has to send anew',
  })

export type Highest = z.infer<typeof Highest>

/** The answer to a batch. `accepted` are stored, those in quarantine included; `rejected` are for the shop to mend. */
export const BatchAnswer = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.array(RejectedEvent),
    server_time: z.iso.datetime(),
    highest: Highest,
    missing: z.array(z.tuple([z.int(), z.int()])).meta({
      description: 'Numbers that never came, as ranges with both ends; at most 50. The relay asks for them by itself',
    }),
    rotate: z.literal(true).optional().meta({
      description:
        'The secret that signed the batch is not the newest one, and will end: the plugin fetches a new one by `POST /v1/pairings/rotate-secret`',
    }),
  })
  .meta({
    id: 'BatchAnswer',
    example: {
      accepted: 1,
      duplicates: 0,
      rejected: [],
      server_time: '2026-11-21T07:10:51.000Z',
      highest: { sequence: 1042, versions: { 'product:87': 12 } },
      missing: [],
    },
  })
export type BatchAnswer = z.infer<typeof BatchAnswer>

/**
 * What the relay asks `wp-json/passerelle/v1/relay/outbox`: the events with the numbers `from` to `to`, or with `after` (the
 * highest number that the relay has seen) everything that waits to be acknowledged, numbered as for a drain, whatever its
 * number. `settled` is what became of the events of the answer before, and is obeyed first, as a 202 would be.
 */
export const OutboxAsk = z
  .object({
    from: z.int().optional(),
    to: z.int().optional(),
    after: z.int().optional(),
    limit: z.int().max(maxBatchEvents),
    settled: z
      .object({
        event_ids: z.array(z.string()),
        rejected: z.array(RejectedEvent.omit({ index: true })),
        highest: Highest,
      })
      .nullable(),
  })
  .meta({ id: 'OutboxAsk' })
export type OutboxAsk = z.infer<typeof OutboxAsk>

/** Its answer: a batch that may be empty. `unknown` are numbers of the range that the plugin no longer has, and never will. */
export const OutboxAnswer = z
  .looseObject({
    installation: Installation,
    events: z.array(BatchEvent).max(maxBatchEvents),
    unknown: z.array(z.int().positive()).optional(),
  })
  .meta({ id: 'OutboxAnswer' })
export type OutboxAnswer = z.infer<typeof OutboxAnswer>

/** An address of a shop in the one form that two are compared in: without trailing slash, query and fragment; null where it is none. */
export function readSiteUrl(text: string): string | null {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  return (url.origin + url.pathname).replace(/\/+$/, '')
}
