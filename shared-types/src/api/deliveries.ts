import { z } from 'zod'
import { dryRun, ReplayCursor } from './inbox.ts'
import { Instant } from './instant.ts'

export const DeliveryState = z.enum(['pending', 'delivered', 'retrying', 'unknown', 'paused', 'dead', 'skipped'])
export type DeliveryState = z.infer<typeof DeliveryState>

export const Attempt = z
  .object({
    number: z.int(),
    started_at: z.iso.datetime(),
    duration_ms: z.int(),
    outcome: z.string(),
    http_status: z.int().nullable(),
    reason: z.string().nullable(),
    response: z.string().nullable(),
  })
  .meta({ id: 'Attempt' })
export type Attempt = z.infer<typeof Attempt>

const deliveryExample = {
  id: '0199f3a2-7c1e-7000-8000-000000000200',
  connection_id: '0199f3a2-7c1e-7000-8000-000000000010',
  event_id: '0199f3a2-7c1e-7000-8000-000000000300',
  type: 'product.updated',
  entity: { kind: 'product', id: '0199f3a2-7c1e-7000-8000-000000000087' },
  state: 'delivered' as const,
  reason: null,
  attempt_count: 1,
  next_attempt_at: null,
  created_at: '2026-11-21T07:10:51.000Z',
  finished_at: '2026-11-21T07:10:51.200Z',
}

export const Delivery = z
  .object({
    id: z.uuid(),
    connection_id: z.uuid(),
    event_id: z.uuid(),
    type: z.string(),
    entity: z.object({ kind: z.string(), id: z.uuid() }),
    state: DeliveryState,
    reason: z.string().nullable(),
    attempt_count: z.int(),
    next_attempt_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Delivery', description: 'One of our events for one destination', example: deliveryExample })
export type Delivery = z.infer<typeof Delivery>

export const DeliveryDetail = Delivery.extend({ attempts: z.array(Attempt) }).meta({
  id: 'DeliveryDetail',
  example: {
    ...deliveryExample,
    attempts: [
      {
        number: 1,
        started_at: '2026-11-21T07:10:51.050Z',
        duration_ms: 140,
        outcome: 'delivered',
        http_status: 200,
        reason: null,
        response: '',
      },
    ],
  },
})
export type DeliveryDetail = z.infer<typeof DeliveryDetail>

/** Dead deliveries are sent once more; at least one condition, and all that are given must hold. */
export const ReplayDeliveriesBody = z
  .strictObject({
    connection_id: z.uuid().lowercase().optional(),
    state: z.literal('dead').optional(),
    reason: z.string().max(200).optional(),
    type: z.string().max(200).optional(),
    kind: z.string().max(100).optional(),
    created_after: Instant.optional(),
    created_before: Instant.optional(),
    cursor: ReplayCursor,
    dry_run: dryRun,
  })
  .meta({
    id: 'ReplayDeliveriesBody',
    example: { connection_id: '0199f3a2-7c1e-7000-8000-000000000010', created_after: '2026-11-20T00:00:00Z' },
  })
export type ReplayDeliveriesBody = z.infer<typeof ReplayDeliveriesBody>

export const RetriedDelivery = z
  .object({ id: z.uuid(), state: z.literal('pending') })
  .meta({ id: 'RetriedDelivery', example: { id: '0199f3a2-7c1e-7000-8000-000000000200', state: 'pending' } })
