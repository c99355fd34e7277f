import { memberTexts, objectText, splitArray } from '@passerelle/shared-types/json-text'
import { formatAmount } from '../amounts.ts'
import type { OutgoingEvent } from '../connector.ts'

/**
 * JSON text of the partner's full entity, from the exact text of our product: numbers go out digit for digit. The id is the
 * partner's own, in the JSON type that the partner gave it, else our UUID. What the partner once sent beyond the fields that
 * we know stands at the top level, and never over a name of ours.
 */
export function toProduitEntity(event: Pick<OutgoingEvent, 'type' | 'entity' | 'data' | 'mapping'>): string {
  const data = memberTexts(event.data)
  const attributes = memberTexts(data.get('attributes') ?? '{}')
  const text = (name: string) => data.get(name) ?? 'null'
  const isDeleted = event.type.endsWith('.deleted') || text('deleted_at') !== 'null'
  const partnerCategory = text('partner_category')
  const entity = new Map<string, string>([
    ['id', toPartnerId(event)],
    ['sku', text('sku')],
    ['nom', text('name')],
    ['description', text('description')],
    ['description_courte', text('short_description')],
    ['categorie', firstSaid(text('category'), attributes.get('categorie'), partnerCategory)],
    ['categorie_partenaire', partnerCategory],
    ['fournisseur', text('supplier')],
    ['logo_url', text('logo_url')],
    ['type', text('kind')],
    ['prix_base', toMajorUnits(text('base_price'))],
    ['prix', toMajorUnits(text('price'))],
    ['taux_tva', text('vat_rate')],
    ['devise', text('currency')],
    ['features', data.get('features') ?? '[]'],
    ['formules', text('plans')],
    ['popular', text('is_popular')],
    ['rating', text('rating')],
    ['isActive', String(!isDeleted && text('status') === '"active"')],
    ['stock', text('stock_quantity')],
    ['en_stock', text('is_in_stock')],
    ['images', data.get('images') ?? '[]'],
    [
      'variations',
      `[${splitArray(data.get('variations') ?? '[]')
        .map(toVariation)
        .join(',')}]`,
    ],
    ['version', data.get('version') ?? String(event.entity.version)],
    ['supprime', String(isDeleted)],
    ['created_at', text('created_at')],
    ['updated_at', text('updated_at')],
  ])
  for (const [name, value] of attributes) if (!entity.has(name)) entity.set(name, value)
  return objectText(entity)
}

/** JSON text of an external id in the type that the partner used: a number stays a number. */
function toPartnerId({ entity, mapping }: Pick<OutgoingEvent, 'entity' | 'mapping'>): string {
  if (mapping === null) return JSON.stringify(entity.id)
  const { externalId, agreed } = mapping
  const isNumber = agreed.id !== undefined && typeof agreed.id !== 'string' && /^(0|-?[1-9]\d*)$/.test(externalId)
  return isNumber ? externalId : JSON.stringify(externalId)
}

function toVariation(variationText: string): string {
  const data = memberTexts(variationText)
  const text = (name: string) => data.get(name) ?? 'null'
  return objectText([
    ['id', text('id')],
    ['sku', text('sku')],
    ['nom', text('name')],
    ['isActive', String(text('status') === '"active"')],
    ['prix_base', toMajorUnits(text('base_price'))],
    ['prix', toMajorUnits(text('price'))],
    ['stock', text('stock_quantity')],
    ['en_stock', text('is_in_stock')],
    ['options', data.get('options') ?? '[]'],
    ['image_url', text('image_url')],
  ])
}

function toMajorUnits(moneyText: string): string {
  const money: { amount: number; currency: string } | null = JSON.parse(moneyText)
  return money === null ? 'null' : formatAmount(money.amount, money.currency)
}

function firstSaid(...texts: (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== 'null') ?? 'null'
}
