import { z } from 'zod'

export const DeliveryState = z.enum(['pending', 'delivered', 'retrying', 'unknown', 'paused', 'dead', 'skipped'])
export type DeliveryState = z.infer<typeof DeliveryState>

export const Attempt = z.object({
  number: z.int(),
  started_at: z.iso.datetime(),
  duration_ms: z.int(),
  outcome: z.string(),
  http_status: z.int().nullable(),
  reason: z.string().nullable(),
  response: z.string().nullable(),
})
export type Attempt = z.infer<typeof Attempt>

export const Delivery = z.object({
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
export type Delivery = z.infer<typeof Delivery>

export const DeliveryDetail = Delivery.extend({ attempts: z.array(Attempt) })
export type DeliveryDetail = z.infer<typeof DeliveryDetail>
