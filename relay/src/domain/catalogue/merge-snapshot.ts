import { memberTexts } from '@passerelle/shared-types/json-text'
import type { ProductFields, ProductSnapshot, VariationFields, VariationSnapshot } from '../../connectors/connector.ts'
import type { ProductRow, VariationRow } from './rows.ts'

/** JSON text without the white space that carries no meaning; strings and numbers stay as they were written. */
export const compactJson = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')

/** A decimal without trailing zeros, so that 4.50 and 4.5 are one value. */
const plainDecimal = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** `base` with what the source said; a field that it did not mention stays. */
export function mergeProduct(base: ProductRow, snapshot: ProductSnapshot): ProductRow {
  if (snapshot.isInTrash && base.deletedAt !== null) return base
  const { features, plans, images, vatRate, rating, isActive, ...plain } = snapshot.fields
  return {
    ...base,
    ...withoutUndefined<Partial<ProductFields>>(plain),
    ...(isActive === undefined ? {} : { status: toStatus(base.status, isActive) }),
    ...(features === undefined ? {} : { features: compactJson(features) }),
    ...(plans === undefined ? {} : { plans: compactJson(plans) === 'null' ? null : compactJson(plans) }),
    ...(images === undefined ? {} : { images: JSON.stringify(images) }),
    ...(vatRate === undefined ? {} : { vatRate: vatRate === null ? null : plainDecimal(vatRate) }),
    ...(rating === undefined ? {} : { rating: rating === null ? null : plainDecimal(rating) }),
    attributes: mergeAttributes(base.attributes, snapshot.attributes),
    deletedAt: null,
  } as ProductRow
}

/** What is not active may be a draft: a source that cannot tell them apart leaves it what it is. */
function toStatus(status: ProductRow['status'], isActive: boolean): ProductRow['status'] {
  if (isActive) return 'active'
  return status === 'active' ? 'inactive' : status
}

export function mergeVariation(base: VariationRow, snapshot: VariationSnapshot): VariationRow {
  if (snapshot.isInTrash && base.deletedAt !== null) return base
  const { options, ...plain } = snapshot.fields
  return {
    ...base,
    ...withoutUndefined<Partial<VariationFields>>(plain),
    ...(options === undefined ? {} : { options: JSON.stringify(options) }),
    parentExternalId: snapshot.parentExternalId,
    deletedAt: null,
  } as VariationRow
}

/** Adds or replaces members of a JSON object's text without reading the values of the others. */
function mergeAttributes(base: string, given: Readonly<Record<string, string>>): string {
  const names = Object.keys(given)
  if (names.length === 0) return base
  const kept = base === '{}' ? new Map<string, string>() : memberTexts(base)
  for (const name of names) kept.set(name, compactJson(given[name] ?? 'null'))
  return `{${[...kept].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
