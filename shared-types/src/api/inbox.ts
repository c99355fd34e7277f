import { z } from 'zod'
import { Instant } from './instant.ts'

export const InboxState = z.enum(['pending', 'applied', 'superseded', 'echo', 'parked', 'quarantined'])
export type InboxState = z.infer<typeof InboxState>

const inboxExample = {
  id: '0199f3a2-7c1e-7000-8000-000000000100',
  connection_id: '0199f3a2-7c1e-7000-8000-000000000010',
  topic: 'product.updated',
  entity: { kind: 'product', id: '87' },
  state: 'parked' as const,
  reason: 'invalid_amount',
  detail: 'regular_price is no amount',
  attempt_count: 1,
  occurred_at: '2026-11-21T07:10:50.000Z',
  received_at: '2026-11-21T07:10:51.000Z',
  finished_at: '2026-11-21T07:10:51.100Z',
}

export const InboxEvent = z
  .object({
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
  .meta({ id: 'InboxEvent', description: 'Something that a source told us', example: inboxExample })
export type InboxEvent = z.infer<typeof InboxEvent>

/** `raw` is the item as it came, in base64: what was signed is what is kept. */
export const InboxEventDetail = InboxEvent.extend({ raw: z.base64() }).meta({
  id: 'InboxEventDetail',
  example: { ...inboxExample, raw: 'eyJpZCI6ODd9' },
})
export type InboxEventDetail = z.infer<typeof InboxEventDetail>

export const dryRun = z.boolean().default(false).meta({ description: 'Only count; nothing is changed' })

export const ReplayCursor = z
  .string()
  .max(200)
  .optional()
  .meta({ description: '`next_cursor` of the call before, with the same conditions; no condition itself' })

/** At least one condition; all that are given must hold. */
export const ReplayInboxBody = z
  .strictObject({
    state: InboxState.exclude(['pending']).optional(),
    reason: z.string().max(200).optional(),
    kind: z.string().max(100).optional(),
    topic: z.string().max(200).optional(),
    connection_id: z.uuid().lowercase().optional(),
    received_after: Instant.optional(),
    received_before: Instant.optional(),
    cursor: ReplayCursor,
    dry_run: dryRun,
  })
  .meta({ id: 'ReplayInboxBody', example: { state: 'parked', reason: 'invalid_amount', dry_run: true } })
export type ReplayInboxBody = z.infer<typeof ReplayInboxBody>

/** `is_complete` is false where more was meant than one call takes: call again with `next_cursor` as `cursor`. */
export const Replayed = z
  .object({
    matched: z.int().meta({ description: 'How many the conditions name, up to what one call takes' }),
    replayed: z.int().meta({ description: 'How many stand in line again' }),
    is_complete: z.boolean(),
    next_cursor: z.string().nullable().meta({ description: 'Where the rest begins' }),
  })
  .meta({ id: 'Replayed', example: { matched: 12, replayed: 12, is_complete: true, next_cursor: null } })
export type Replayed = z.infer<typeof Replayed>

export const ReplayedEvent = z
  .object({ state: z.enum(['pending', 'superseded']) })
  .meta({ id: 'ReplayedEvent', example: { state: 'pending' } })
