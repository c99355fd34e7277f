import { z } from 'zod'

/** One of our events: the body of a webhook, and an item of `GET /v1/events`. `previous` holds the changed fields' old values. */
export const OutgoingEnvelope = z
  .object({
    id: z.uuid(),
    type: z.string(),
    timestamp: z.iso.datetime(),
    organisation_id: z.uuid(),
    entity: z.object({ kind: z.string(), id: z.uuid(), version: z.int() }),
    data: z.record(z.string(), z.unknown()),
    previous: z.record(z.string(), z.unknown()),
    source: z.object({ connection_id: z.uuid().nullable(), event_id: z.uuid().nullable() }),
  })
  .meta({
    id: 'OutgoingEnvelope',
    description: 'One of our events: the body of a webhook; `previous` holds the changed fields’ old values',
    example: {
      id: '0199f3a2-7c1e-7000-8000-000000000300',
      type: 'product.updated',
      timestamp: '2026-11-21T07:10:51.000Z',
      organisation_id: '0199f3a2-7c1e-7000-8000-000000000001',
      entity: { kind: 'product', id: '0199f3a2-7c1e-7000-8000-000000000087', version: 3 },
      data: { id: '0199f3a2-7c1e-7000-8000-000000000087', name: 'Café moulu 250 g' },
      previous: { name: 'Café moulu' },
      source: {
        connection_id: '0199f3a2-7c1e-7000-8000-000000000010',
        event_id: '0199f3a2-7c1e-7000-8000-000000000100',
      },
    },
  })
export type OutgoingEnvelope = z.infer<typeof OutgoingEnvelope>

/** The same event in the feed, with its gapless position within the organisation. */
export const FeedEvent = OutgoingEnvelope.extend({ position: z.int() }).meta({
  id: 'FeedEvent',
  description: 'The same event in the feed, with its gapless position within the organisation',
})
export type FeedEvent = z.infer<typeof FeedEvent>

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() })
