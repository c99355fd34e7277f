import type { ProductRow, VariationRow } from './rows.ts'

const text = (value: unknown): string => JSON.stringify(value) ?? 'null'
const money = (amount: number | null, currency: string) => text(amount === null ? null : { amount, currency })
const instant = (at: Date | null) => text(at?.toISOString() ?? null)
const decimal = (value: string | null) => (value === null ? 'null' : value)

type Field = { name: string; write: (row: ProductRow) => string }

/** Every member of a product but its variations, as exact JSON text: what sources gave as JSON is spliced in unread. */
export const productMembers: readonly Field[] = [
  { name: 'id', write: (p) => text(p.id) },
  { name: 'version', write: (p) => text(p.version) },
  { name: 'sku', write: (p) => text(p.sku) },
  { name: 'name', write: (p) => text(p.name) },
  { name: 'description', write: (p) => text(p.description) },
  { name: 'short_description', write: (p) => text(p.shortDescription) },
  { name: 'kind', write: (p) => text(p.kind) },
  { name: 'status', write: (p) => text(p.status) },
  { name: 'category', write: (p) => text(p.category) },
  { name: 'partner_category', write: (p) => text(p.partnerCategory) },
  { name: 'supplier', write: (p) => text(p.supplier) },
  { name: 'logo_url', write: (p) => text(p.logoUrl) },
  { name: 'currency', write: (p) => text(p.currency) },
  { name: 'base_price', write: (p) => money(p.basePrice, p.currency) },
  { name: 'price', write: (p) => money(p.price, p.currency) },
  { name: 'vat_rate', write: (p) => decimal(p.vatRate) },
  { name: 'features', write: (p) => p.features },
  { name: 'plans', write: (p) => p.plans ?? 'null' },
  { name: 'is_popular', write: (p) => text(p.isPopular) },
  { name: 'rating', write: (p) => decimal(p.rating) },
  { name: 'stock_quantity', write: (p) => text(p.stockQuantity) },
  { name: 'is_in_stock', write: (p) => text(p.isInStock) },
  { name: 'images', write: (p) => p.images },
  { name: 'attributes', write: (p) => p.attributes },
  { name: 'created_at', write: (p) => instant(p.createdAt) },
  { name: 'updated_at', write: (p) => instant(p.updatedAt) },
  { name: 'deleted_at', write: (p) => instant(p.deletedAt) },
]

/** Members that say when and how often, not what. */
export const bookkeeping: ReadonlySet<string> = new Set(['id', 'version', 'created_at', 'updated_at'])

export function variationText(row: VariationRow): string {
  return `{"id":${text(row.id)},"sku":${text(row.sku)},"name":${text(row.name)},"status":${text(row.status)},"base_price":${money(row.basePrice, row.currency)},"price":${money(row.price, row.currency)},"stock_quantity":${text(row.stockQuantity)},"is_in_stock":${text(row.isInStock)},"options":${row.options},"image_url":${text(row.imageUrl)}}`
}

/** The living variations, oldest first, as the API shows them. */
export function variationsText(rows: Iterable<VariationRow>): string {
  const living = [...rows].filter((row) => row.deletedAt === null).sort((a, b) => (a.id < b.id ? -1 : 1))
  return `[${living.map(variationText).join(',')}]`
}

/** A product as the API and our events show it, as exact JSON text. */
export function toProductJson(row: ProductRow, variations: Iterable<VariationRow>): string {
  const members = productMembers.map(({ name, write }) => `"${name}":${write(row)}`)
  return `{${members.join(',')},"variations":${variationsText(variations)}}`
}
