import { memberTexts, pointerToken } from '@passerelle/shared-types/json-text'
import { z } from 'zod'
import { isCurrency, parseAmount, toPlainDecimal } from '../amounts.ts'

const Text = z.string().nullable()
const Image = z.strictObject({ url: z.string().min(1), alt: z.string().nullable() })

/**
 * A product as the partner sends it; members that we do not know are kept. `id` and the amounts are judged by their text
 * and not here, because a double would round them.
 */
const PartnerProduct = z.looseObject({
  nom: z.string().refine((text) => text.trim() !== ''),
  sku: z.string().max(255).nullable().optional(),
  description: Text.optional(),
  categorie: Text.optional(),
  categorie_partenaire: Text.optional(),
  fournisseur: Text.optional(),
  logo_url: Text.optional(),
  devise: Text.optional(),
  taux_tva: z.number().min(0).max(100).nullable().optional(),
  features: z.array(z.unknown()).nullable().optional(),
  popular: z.boolean().nullable().optional(),
  rating: z.number().min(0).nullable().optional(),
  isActive: z.boolean().optional(),
  stock: z.int32().nullable().optional(),
  description_courte: Text.optional(),
  // Names of ours that a partner may also use in its own sense: then they are kept, not judged.
  type: z.string().min(1).optional().catch(undefined),
  en_stock: z.boolean().nullable().optional().catch(undefined),
  images: z.array(Image).optional().catch(undefined),
})
type PartnerProduct = z.infer<typeof PartnerProduct>

/** `basePrice`, `price`: minor units of `currency`. `vatRate`, `rating`: plain decimals. Undefined: not said. */
export type PartnerItem = {
  externalId: string
  product: PartnerProduct
  texts: ReadonlyMap<string, string>
  currency: string
  basePrice: number | null | undefined
  price: number | null | undefined
  vatRate: string | null | undefined
  rating: string | null | undefined
}

export type Issue = { pointer: string; code: string }

/** Reads one item from its exact text and its parsed value; amounts that name no currency are in `currency`. */
export function parsePartnerItem(args: {
  text: string
  value: unknown
  currency: string
}): { ok: true; item: PartnerItem } | { ok: false; issues: Issue[] } {
  const { text, value } = args
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, issues: [{ pointer: '', code: 'invalid_value' }] }
  }
  const texts = memberTexts(text)
  const issues: Issue[] = []
  const externalId = readPartnerId(texts.get('id'))
  if (externalId === null) issues.push({ pointer: '/id', code: texts.has('id') ? 'invalid_id' : 'required' })

  const product = PartnerProduct.safeParse(value)
  for (const { path } of product.error?.issues ?? []) {
    const isMissing = path.length === 1 && !texts.has(String(path[0]))
    issues.push({ pointer: toPointer(path), code: isMissing ? 'required' : 'invalid_value' })
  }
  const devise = product.data?.devise
  if (typeof devise === 'string' && !isCurrency(devise)) issues.push({ pointer: '/devise', code: 'invalid_currency' })

  const currency = devise ?? args.currency
  const readNumber = <T>(name: string, code: string, parse: (text: string) => T | null): T | null | undefined => {
    const number = texts.get(name)
    if (number === undefined) return undefined
    if (number === 'null') return null
    const parsed = parse(number)
    if (parsed === null && !issues.some((issue) => issue.pointer === `/${name}`)) {
      issues.push({ pointer: `/${name}`, code })
    }
    return parsed
  }
  const basePrice = readNumber('prix_base', 'invalid_amount', (number) => parseAmount(number, currency))
  const price = readNumber('prix', 'invalid_amount', (number) => parseAmount(number, currency))
  const vatRate = readNumber('taux_tva', 'invalid_value', toPlainDecimal)
  const rating = readNumber('rating', 'invalid_value', toPlainDecimal)

  if (externalId === null || !product.success || issues.length > 0) return { ok: false, issues }
  return { ok: true, item: { externalId, product: product.data, texts, currency, basePrice, price, vatRate, rating } }
}

/** The partner's id as text, from the JSON text of an integer or of a text; null where it is neither. */
export function readPartnerId(text: string | undefined): string | null {
  if (text === undefined) return null
  const id = text.startsWith('"') ? String(JSON.parse(text)) : /^(0|-?[1-9]\d*)$/.test(text) ? text : ''
  return id.trim() !== '' && id.length <= 255 ? id : null
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${pointerToken(String(key))}`).join('')
}
