import { z } from 'zod'

/** One event of a plugin batch, as it is stored: the exact text of the batch's item. */
export const PluginEvent = z.looseObject({
  topic: z.string(),
  entity: z.looseObject({ kind: z.string(), id: z.string().or(z.number().transform(String)) }),
  occurred_at: z.unknown().optional(),
  facts: z.record(z.string(), z.unknown()).default({}),
  data: z.unknown().optional(),
})
export type PluginEvent = z.infer<typeof PluginEvent>

/** PHP writes an empty map as `[]`. */
const factsOf = (facts: unknown) => (Array.isArray(facts) && facts.length === 0 ? {} : facts)

/** The event that a plugin made, or null where the item is a bare representation, as webhooks bring it. */
export function asPluginEvent(value: unknown): PluginEvent | null {
  if (typeof value !== 'object' || value === null || !('entity' in value && 'topic' in value)) return null
  const parsed = PluginEvent.safeParse({ ...value, facts: factsOf('facts' in value ? value.facts : undefined) })
  return parsed.success ? parsed.data : null
}
