import type { Application, Context } from '../context.ts'
import { loadBatch } from './load-batch.ts'
import { mergeItems } from './merge-items.ts'
import { sortItems } from './sort-items.ts'
import { writeBatch } from './write-batch.ts'

/**
 * Applies what sources said of products and variations, in bulk: creates, updates, deletes or revives, links ids, and emits
 * one change per product that is not as it was. What says nothing new changes nothing, so that an echo dies here. Throws
 * where someone else linked an external id meanwhile: the same call finds that link when it is made again.
 */
export async function applyCatalogue({ ctx, items }: { ctx: Context; items: Application[] }): Promise<void> {
  // A product has no facts that count without their state.
  const sorted = sortItems(items.filter(({ isStale }) => !isStale))
  const batch = await loadBatch(ctx, sorted)
  mergeItems(batch, sorted)
  await writeBatch(ctx, batch)
}
