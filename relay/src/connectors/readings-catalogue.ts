/**
 * What a source says of a product. A field that is absent was not said and stays as it is; null is said.
 * `agreed` is the source's own view of the item, kept in the mapping to compare with later.
 */
export type ProductSnapshot = {
  type: 'product'
  externalId: string
  fields: ProductFields
  /** Members that our product has no field for, as exact JSON text by member name; echoed to the source's format. */
  attributes: Readonly<Record<string, string>>
  agreed: Readonly<Record<string, unknown>>
  /** It lies in the source's trash: what is said of it there changes and revives nothing that was deleted. */
  isInTrash?: true
}

export type ProductFields = {
  sku?: string | null
  name?: string
  description?: string | null
  shortDescription?: string | null
  kind?: string
  status?: 'active' | 'inactive' | 'draft'
  /** Instead of `status`, from a source that knows no drafts: false leaves a draft a draft. */
  isActive?: boolean
  category?: string | null
  partnerCategory?: string | null
  supplier?: string | null
  logoUrl?: string | null
  currency?: string
  basePrice?: number | null
  price?: number | null
  vatRate?: string | null
  /** Exact JSON text of an array: numbers that a double cannot hold stay as they are. */
  features?: string
  /** Exact JSON text. */
  plans?: string
  isPopular?: boolean | null
  rating?: string | null
  stockQuantity?: number | null
  isInStock?: boolean | null
  images?: { url: string; alt: string | null }[]
}

export type VariationSnapshot = {
  type: 'variation'
  externalId: string
  parentExternalId: string
  fields: VariationFields
  agreed: Readonly<Record<string, unknown>>
  /** As for a product. */
  isInTrash?: true
}

export type VariationFields = {
  sku?: string | null
  name?: string
  status?: 'active' | 'inactive' | 'draft'
  currency?: string
  basePrice?: number | null
  price?: number | null
  stockQuantity?: number | null
  isInStock?: boolean | null
  options?: { name: string; value: string }[]
  imageUrl?: string | null
}

/** The source deleted something that it names by id alone: a product or a variation. */
export type ProductDeletion = { type: 'product-deletion'; externalId: string }
