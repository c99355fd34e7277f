import { parseExact } from '@passerelle/shared-types/exact-numbers'
import type { ProductFields, ProductSnapshot } from '../connector.ts'
import type { PartnerItem } from './api-types.ts'

const UNDERSTOOD = [
  'id',
  'sku',
  'nom',
  'description',
  'description_courte',
  'categorie',
  'categorie_partenaire',
  'fournisseur',
  'logo_url',
  'prix_base',
  'prix',
  'taux_tva',
  'devise',
  'features',
  'formules',
  'popular',
  'rating',
  'isActive',
  'stock',
  'updated_at',
]
const UNDERSTOOD_IN_OUR_SENSE = ['type', 'en_stock', 'images'] as const

// A partner that returns our whole entity returns these too. Kept, they would change with each return, without end.
const OURS_ALONE = ['version', 'created_at', 'supprime', 'variations']

/** The partner's item as the domain understands it. A member that was not sent leaves no field. */
export function toProductSnapshot(item: PartnerItem): ProductSnapshot {
  const agreed: Record<string, unknown> = {}
  const attributes = new Map(item.texts)
  const ours = UNDERSTOOD_IN_OUR_SENSE.filter((name) => item.product[name] !== undefined)
  for (const name of [...UNDERSTOOD, ...ours]) {
    const text = item.texts.get(name)
    if (text !== undefined) agreed[name] = parseExact(text)
    attributes.delete(name)
  }
  for (const name of OURS_ALONE) attributes.delete(name)
  // With both members sent, only one can be the partner's category: the other is kept as it is.
  const { categorie, categorie_partenaire } = item.product
  if (typeof categorie === 'string' && categorie_partenaire !== undefined && categorie !== categorie_partenaire) {
    attributes.set('categorie', JSON.stringify(categorie))
  }
  return {
    type: 'product',
    externalId: item.externalId,
    fields: toFields(item),
    attributes: Object.fromEntries(attributes),
    agreed,
    // We say so of what was deleted; from a partner that returns it, it is no news, and a living product dies by a topic alone.
    ...(item.texts.get('supprime') === 'true' ? { isInTrash: true } : {}),
  }
}

function toFields(item: PartnerItem): ProductFields {
  const { product, texts } = item
  const features = texts.get('features')
  const namesCurrency = typeof product.devise === 'string' || item.basePrice != null || item.price != null
  return dropUndefined({
    sku: product.sku === '' ? null : product.sku,
    name: product.nom,
    description: product.description,
    shortDescription: product.description_courte,
    kind: product.type,
    isActive: product.isActive,
    partnerCategory: product.categorie_partenaire === undefined ? product.categorie : product.categorie_partenaire,
    supplier: product.fournisseur,
    logoUrl: product.logo_url,
    currency: namesCurrency ? item.currency : undefined,
    basePrice: item.basePrice,
    price: item.price,
    vatRate: item.vatRate,
    features: features === 'null' ? '[]' : features,
    plans: texts.get('formules'),
    isPopular: product.popular,
    rating: item.rating,
    stockQuantity: product.stock,
    isInStock: product.en_stock,
    images: product.images,
  })
}

type Loose<T> = { [Key in keyof T]: T[Key] | undefined }

function dropUndefined(fields: Loose<ProductFields>): ProductFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ProductFields
}
