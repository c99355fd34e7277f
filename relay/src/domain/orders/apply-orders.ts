import { externalKeyText } from '../../mapping/find-mappings.ts'
import type { Application, Context } from '../context.ts'
import { describeChanges, previousMembers } from './describe-changes.ts'
import { findMilestones, type Milestone } from './find-milestones.ts'
import { type Batch, type Deleted, loadOrders, type Said } from './load-orders.ts'
import { mergeOrder } from './merge-order.ts'
import { newOrder } from './new-order.ts'
import { recordFact } from './record-fact.ts'
import { type Aggregate, readFacts } from './rows.ts'
import { type Applied, writeOrders } from './write-orders.ts'

/**
 * Applies what sources said of orders, in bulk: mirrors their state, keeps their facts, and emits what readers did not know.
 * `order.created`, `order.updated` and `order.deleted` say how the order as it is shown has changed; `order.paid`,
 * `order.fulfillable`, `order.refunded` (once per refund) and `order.canceled` (again after it was revived) are told once each,
 * as soon as state or fact shows them, also where the order has moved on meanwhile: `data` is always the order as it is now.
 * Drafts are mirrored in silence until they become orders. What says nothing new changes nothing.
 */
export async function applyOrders({ ctx, items }: { ctx: Context; items: Application[] }): Promise<void> {
  const said = items.filter((item): item is Said => item.reading.type === 'order')
  const deleted = items.filter((item): item is Deleted => item.reading.type === 'deletion')
  const batch = await loadOrders(ctx, { said, deleted })
  const applied = [
    ...said.map((item) => applySaid(ctx.organisationId, batch, item)),
    ...deleted.flatMap((item) => applyDeletion(batch, item)),
  ]
  await writeOrders(ctx, batch, applied)
}

function applySaid(organisationId: string, { ids, aggregates, now }: Batch, item: Said): Applied {
  const { connectionId, currency, reading, isStale, facts: earlier = [], occurredAt } = item
  const { externalId } = reading
  const idOf = (kind: string, external: string | null) =>
    external === null ? null : (ids.get(externalKeyText({ connectionId, kind, externalId: external })) ?? null)
  const id = idOf('order', externalId)
  if (id === null) throw new Error(`order ${externalId} has no id`)
  const before = aggregates.get(id)?.before ?? null
  const base = before ?? newOrder({ organisationId, id, connectionId, externalId, currency, now })
  const merged = mergeOrder(base, reading, { isStale, earlier, now, idOf })
  const wasPaid = reading.fields.paidAt != null
  const { row, milestones } = findMilestones(before, merged, { wasPaid, occurredAt })
  return toApplied({ before, after: row }, milestones, item, now)
}

function applyDeletion({ ids, aggregates, now }: Batch, item: Deleted): Applied[] {
  const { connectionId, reading } = item
  const id = ids.get(externalKeyText({ connectionId, kind: 'order', externalId: reading.externalId }))
  const before = aggregates.get(id ?? '')?.before
  if (!before) return []
  const facts = (item.facts ?? []).reduce(recordFact, readFacts(before))
  const merged = { ...before, facts: JSON.stringify(facts), deletedAt: before.deletedAt ?? now }
  const { row, milestones } = findMilestones(before, merged, { wasPaid: false, occurredAt: item.occurredAt })
  return [toApplied({ before, after: row }, milestones, item, now)]
}

function toApplied({ before, after }: Aggregate, milestones: Milestone[], item: Said | Deleted, now: Date): Applied {
  const isNews = milestones.length > 0 || before === null || previousMembers(before, after).length > 0
  const row = isNews ? { ...after, version: after.version + 1, updatedAt: now } : after
  const { connectionId, eventId } = item
  return {
    item,
    before,
    after: row,
    changes: describeChanges({ before, after: row }, milestones, { connectionId, eventId }),
  }
}
