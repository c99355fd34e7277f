import type { Reading } from '../connectors/connector.ts'
import { applyCatalogue } from './catalogue/apply-catalogue.ts'
import type { Application, Context } from './context.ts'

export type { Application } from './context.ts'

export type Module = {
  /** The readings it understands. All of today's are snapshots: a waiting run folds to its newest. */
  readings: readonly Reading['type'][]
  apply: (args: { ctx: Context; items: Application[] }) => Promise<void>
}

/** Every noun that sources speak of, one line each. */
export const modules: readonly Module[] = [
  { readings: ['product', 'variation', 'product-deletion'], apply: applyCatalogue },
]
