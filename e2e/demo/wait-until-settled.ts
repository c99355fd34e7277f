import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from '@passerelle/shared-types/api/deliveries'
import type { Api } from './read-api.ts'

const waitMs = 30_000
const pollMs = 150
const waiting: ReadonlySet<string> = new Set(['pending', 'retrying', 'unknown'])

/** Resolves with null when nothing waits any more, else after 30 s with what still does. */
export async function waitUntilSettled(api: Api, onProgress: (done: number, total: number) => void) {
  const until = performance.now() + waitMs
  for (;;) {
    // In this order: what the inbox applied has its deliveries by then.
    const pending = await api.listTexts('/v1/inbox?state=pending')
    const deliveries = await api.list<Delivery>('/v1/deliveries')
    const feed = await api.listTexts('/v1/events')
    const left = deliveries.filter(({ state }) => waiting.has(state))
    const unplaced = new Set(deliveries.map((delivery) => delivery.event_id)).size - feed.length
    if (pending.length === 0) onProgress(deliveries.length - left.length, deliveries.length)
    if (pending.length === 0 && left.length === 0 && unplaced === 0) return null
    if (performance.now() > until) {
      return `after ${waitMs / 1000} s there still wait: ${pending.length} messages in the inbox, ${left.length} deliveries, ${unplaced} events for the feed`
    }
    await sleep(pollMs)
  }
}
