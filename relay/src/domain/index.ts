import type { Reading } from '../connectors/connector.ts'
import { applyCatalogue } from './catalogue/apply-catalogue.ts'
import type { Context } from './context.ts'

/** One reading of one entity, ready to be applied. Entities of one call are distinct. */
export type Application = {
  connectionId: string
  currency: string
  eventId: string
  occurredAt: Date
  reading: Reading
}

export type Module = {
  /** The readings it understands. All of today's are snapshots: a waiting run folds to its newest. */
  readings: readonly Reading['type'][]
  apply: (args: { ctx: Context; items: Application[] }) => Promise<void>
}

/** Every noun that sources speak of, one line each. */
export const modules: readonly Module[] = [
  { readings: ['product', 'variation', 'product-deletion'], apply: applyCatalogue },
]
