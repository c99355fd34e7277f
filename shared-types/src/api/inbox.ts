import { z } from 'zod'

export const InboxState = z.enum(['pending', 'applied', 'superseded', 'echo', 'parked', 'quarantined'])
export type InboxState = z.infer<typeof InboxState>

export const InboxEvent = z.object({
  id: z.uuid(),
  connection_id: z.uuid(),
  topic: z.string(),
  entity: z.object({ kind: z.string(), id: z.string().nullable() }),
  state: InboxState,
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  attempt_count: z.int(),
  occurred_at: z.iso.datetime().nullable(),
  received_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
})
export type InboxEvent = z.infer<typeof InboxEvent>

/** `raw` is the item as it came, in base64: what was signed is what is kept. */
export const InboxEventDetail = InboxEvent.extend({ raw: z.base64() })
export type InboxEventDetail = z.infer<typeof InboxEventDetail>
