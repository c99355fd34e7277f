import type { Change } from '../context.ts'
import type { Aggregate, ProductRow } from './rows.ts'
import { bookkeeping, productMembers, toProductJson, variationsText } from './to-product-json.ts'

const compared = productMembers.filter((member) => !bookkeeping.has(member.name))
const differs = (a: ProductRow, b: ProductRow) => compared.filter((member) => member.write(a) !== member.write(b))
const isVariationChanged = ({ variationsBefore, variations }: Aggregate) =>
  variationsBefore.size + variations.size > 0 &&
  variationsText(variationsBefore.values()) !== variationsText(variations.values())

/** True where anything that a reader of the product sees is not as it was; when it was saved does not count. */
export function hasChanged(aggregate: Aggregate): boolean {
  const { before, after } = aggregate
  if (before === null || isVariationChanged(aggregate)) return true
  return before !== after && differs(before, after).length > 0
}

/** The event of a changed product. One that comes back after its deletion is created anew, so that receivers need no special case. */
export function describeChange(aggregate: Aggregate, source: Change['source']): Change {
  const { before, after } = aggregate
  return {
    type: typeOf(aggregate),
    entity: { kind: 'product', id: after.id, version: after.version },
    data: toProductJson(after, aggregate.variations.values()),
    previous: before === null ? '{}' : previousText(before, aggregate),
    source,
  }
}

function typeOf({ before, after }: Aggregate): string {
  if (after.deletedAt !== null && before?.deletedAt === null) return 'product.deleted'
  return before === null || (before.deletedAt !== null && after.deletedAt === null)
    ? 'product.created'
    : 'product.updated'
}

function previousText(before: ProductRow, aggregate: Aggregate): string {
  const members = differs(before, aggregate.after).map((member) => `"${member.name}":${member.write(before)}`)
  if (isVariationChanged(aggregate)) members.push(`"variations":${variationsText(aggregate.variationsBefore.values())}`)
  return `{${members.join(',')}}`
}
