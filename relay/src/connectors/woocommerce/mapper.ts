import { parseAmount } from '../amounts.ts'
import type { ProductSnapshot, ReadResult, VariationSnapshot } from '../connector.ts'
import { WooProduct } from './api-types.ts'
import { decodeEntities } from './html-entities.ts'
import { agreedOf, misshapen, unreadable } from './unreadable.ts'

const COMPARED = [
  'name',
  'sku',
  'regular_price',
  'sale_price',
  'price',
  'status',
  'stock_quantity',
  'stock_status',
  'description',
  'date_modified_gmt',
]

/** A `wc/v3` product or variation as the domain understands it; its amounts are in the shop's `currency`. */
export function toReading(args: { value: unknown; externalId: string; currency: string }): ReadResult {
  const { externalId, currency } = args
  const parsed = WooProduct.safeParse(args.value)
  if (!parsed.success) return misshapen('product', parsed.error)
  const product = parsed.data
  const basePrice = readPrice(product.regular_price, currency)
  if (basePrice === undefined) return unreadable('product', 'invalid_amount', '/regular_price')
  const price = readPrice(product.price, currency)
  if (price === undefined) return unreadable('product', 'invalid_amount', '/price')

  const amounts = { currency, basePrice, price }
  if (!isVariation(product.type)) return { kind: 'reading', reading: toProduct({ product, externalId, amounts }) }
  if (!product.parent_id) return unreadable('product', 'invalid_value', '/parent_id')
  const parentExternalId = String(product.parent_id)
  return { kind: 'reading', reading: toVariation({ product, externalId, parentExternalId, amounts }) }
}

type Amounts = { currency: string; basePrice: number | null; price: number | null }

function toProduct(args: { product: WooProduct; externalId: string; amounts: Amounts }): ProductSnapshot {
  const { product, externalId, amounts } = args
  const category = (product.categories ?? []).find(({ slug }) => slug !== 'uncategorized')
  return {
    type: 'product',
    externalId,
    fields: {
      ...sharedFields(product),
      ...amounts,
      description: product.description ?? null,
      shortDescription: product.short_description ?? null,
      kind: product.type,
      category: category === undefined ? null : decodeEntities(category.name),
      images: (product.images ?? []).map(({ src, alt }) => ({ url: src, alt: alt || null })),
    },
    attributes: {},
    agreed: agreedOf(product, COMPARED),
    ...trashOf(product),
  }
}

function toVariation(args: {
  product: WooProduct
  externalId: string
  parentExternalId: string
  amounts: Amounts
}): VariationSnapshot {
  const { product, externalId, parentExternalId, amounts } = args
  return {
    type: 'variation',
    externalId,
    parentExternalId,
    fields: {
      ...sharedFields(product),
      ...amounts,
      options: (product.attributes ?? []).flatMap(({ name, option }) =>
        option === undefined ? [] : [{ name: decodeEntities(name), value: decodeEntities(option) }],
      ),
      imageUrl: product.image?.src ?? product.images?.[0]?.src ?? null,
    },
    agreed: agreedOf(product, COMPARED),
    ...trashOf(product),
  }
}

function trashOf({ status }: WooProduct): { isInTrash?: true } {
  return status === 'trash' ? { isInTrash: true } : {}
}

function sharedFields(product: WooProduct) {
  return {
    sku: product.sku || null,
    name: decodeEntities(product.name),
    status: toStatus(product.status),
    stockQuantity: product.manage_stock === true ? (product.stock_quantity ?? null) : null,
    isInStock: product.stock_status == null ? null : product.stock_status !== 'outofstock',
  }
}

/** WooCommerce Subscriptions calls its own `subscription_variation`. */
function isVariation(type: string): boolean {
  return type === 'variation' || type.endsWith('_variation')
}

function toStatus(status: string): 'active' | 'inactive' | 'draft' {
  if (status === 'publish') return 'active'
  return ['draft', 'pending', 'auto-draft'].includes(status) ? 'draft' : 'inactive'
}

function readPrice(text: string | null | undefined, currency: string): number | null | undefined {
  if (text == null || text === '') return null
  return parseAmount(text, currency) ?? undefined
}
