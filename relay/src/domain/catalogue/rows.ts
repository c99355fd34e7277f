import type { products, variations } from './tables.ts'

export type ProductRow = typeof products.$inferSelect
export type VariationRow = typeof variations.$inferSelect

/** A product with its variations as they are while a batch is applied; `before` is null for a new one. */
export type Aggregate = {
  before: ProductRow | null
  after: ProductRow
  variationsBefore: Map<string, VariationRow>
  variations: Map<string, VariationRow>
}
