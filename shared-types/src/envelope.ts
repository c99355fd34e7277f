import { z } from 'zod'

/** One of our events: the body of a webhook, and an item of `GET /v1/events`. `previous` holds the changed fields' old values. */
export const OutgoingEnvelope = z.object({
  id: z.uuid(),
  type: z.string(),
  timestamp: z.iso.datetime(),
  organisation_id: z.uuid(),
  entity: z.object({ kind: z.string(), id: z.uuid(), version: z.int() }),
  data: z.record(z.string(), z.unknown()),
  previous: z.record(z.string(), z.unknown()),
  source: z.object({ connection_id: z.uuid().nullable(), event_id: z.uuid().nullable() }),
})
export type OutgoingEnvelope = z.infer<typeof OutgoingEnvelope>

/** The same event in the feed, with its gapless position within the organisation. */
export const FeedEvent = OutgoingEnvelope.extend({ position: z.int() })
export type FeedEvent = z.infer<typeof FeedEvent>

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() })
