import { type ExternalKey, externalKeyText } from '../../mapping/find-mappings.ts'
import type { Application } from '../context.ts'

type Of<T extends Application['reading']['type']> = Application & {
  reading: Extract<Application['reading'], { type: T }>
}
export type Items = {
  products: Of<'product'>[]
  variations: Of<'variation'>[]
  deletions: Of<'product-deletion'>[]
}

const ofType = <T extends Application['reading']['type']>(items: Application[], type: T) =>
  items.filter((item): item is Of<T> => item.reading.type === type)

export function sortItems(items: Application[]): Items {
  return {
    products: ofType(items, 'product'),
    variations: ofType(items, 'variation'),
    deletions: ofType(items, 'product-deletion'),
  }
}

type Named = { connectionId: string }

/** The external id as the item's connection means it. */
export const keyOf = (kind: 'product' | 'variation', { connectionId }: Named, externalId: string): ExternalKey => ({
  connectionId,
  kind,
  externalId,
})

export const keyTextOf = (kind: 'product' | 'variation', named: Named, externalId: string): string =>
  externalKeyText(keyOf(kind, named, externalId))

/** Kinds whose products have variations: `variable`, `variable-subscription` and the like. */
export const isVariable = (kind: string | undefined): boolean => kind?.includes('variable') ?? false
