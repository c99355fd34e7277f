import type { Change } from '../context.ts'
import type { Aggregate, SubscriptionRow } from './rows.ts'
import type { SubscriptionStatus } from './tables.ts'
import { previousText, toSubscriptionJson } from './to-subscription-json.ts'

/** One that began longer ago than this is told as created and not as activated: a shop that is read whole starts nothing. */
const newsMs = 7 * 86_400_000

/** The events of a subscription that changed: one by its new status, or `updated`; a new one is created, and activated where it just began. */
export function describeChange({ before, after, source }: Aggregate, now: Date): Change[] {
  const previous = before === null ? '{}' : (previousText(before, after) ?? '{}')
  return topicsOf(before, after, now).map((type) => ({
    type,
    entity: { kind: 'subscription', id: after.id, version: after.version },
    data: toSubscriptionJson(after),
    previous,
    source,
  }))
}

function topicsOf(before: SubscriptionRow | null, after: SubscriptionRow, now: Date): string[] {
  if (before === null) {
    const isNews = after.startedAt === null || now.getTime() - after.startedAt.getTime() < newsMs
    return after.status === 'active' && isNews
      ? ['subscription.created', 'subscription.activated']
      : ['subscription.created']
  }
  if (before.status === after.status) return ['subscription.updated']
  if (after.status === 'active') return [before.status === 'paused' ? 'subscription.resumed' : 'subscription.activated']
  return [topics[after.status]]
}

/** No one begins to wait for a first payment again without having been told of something else. */
const topics: Record<Exclude<SubscriptionStatus, 'active'>, string> = {
  pending: 'subscription.updated',
  paused: 'subscription.paused',
  past_due: 'subscription.past_due',
  canceled: 'subscription.canceled',
  expired: 'subscription.expired',
}
