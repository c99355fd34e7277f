import type { Change } from '../context.ts'
import { isVisible, type Milestone } from './find-milestones.ts'
import type { Aggregate, OrderRow } from './rows.ts'
import { bookkeeping, orderMembers, toOrderJson } from './to-order-json.ts'

const compared = orderMembers.filter((member) => !bookkeeping.has(member.name))

/** The members that are not as they were, with what they were. */
export const previousMembers = (before: OrderRow, after: OrderRow): string[] =>
  compared
    .filter((member) => member.write(before) !== member.write(after))
    .map((member) => `"${member.name}":${member.write(before)}`)

/**
 * The events of one application, all of one version, in this order: at most one of `order.created` and `order.updated`, which
 * says that the order as it is shown is not as it was; the milestones, each told once; `order.deleted`. One that comes back
 * from the trash is created anew. `order.refunded` carries the refund it tells of beside the order; `previous` is the same in
 * all of them.
 */
export function describeChanges(
  { before, after }: Aggregate,
  milestones: Milestone[],
  source: Change['source'],
): Change[] {
  const changed = before === null ? [] : previousMembers(before, after)
  const data = toOrderJson(after)
  const toChange = (type: string, text = data): Change => ({
    type,
    entity: { kind: 'order', id: after.id, version: after.version },
    data: text,
    previous: isVisible(before) ? `{${changed.join(',')}}` : '{}',
    source,
  })
  const changes: Change[] = []
  if (isVisible(after) && !isVisible(before)) changes.push(toChange('order.created'))
  else if (isVisible(after) && changed.length > 0) changes.push(toChange('order.updated'))
  for (const milestone of milestones) {
    const hasRefund = milestone.type === 'order.refunded'
    changes.push(
      toChange(milestone.type, hasRefund ? `${data.slice(0, -1)},"refund":${JSON.stringify(milestone.refund)}}` : data),
    )
  }
  if (isVisible(before) && !isVisible(after)) changes.push(toChange('order.deleted'))
  return changes
}
