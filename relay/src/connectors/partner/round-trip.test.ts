import { canonicalNumber } from '@passerelle/shared-types/exact-numbers'
import { memberTexts, objectText, splitArray } from '@passerelle/shared-types/json-text'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProductSnapshot } from '../connector.ts'
import { apiKey, context, productEvent } from './fixtures.ts'
import { toProduitEntity } from './produit-entity.ts'
import { read, receive } from './receive.ts'

const text = fc.string({ unit: 'grapheme' })
const filled = text.filter((value) => value.trim() !== '')
const nullable = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: 'null', freq: 4 })
const quoted = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((value) => JSON.stringify(value))

/** JSON numbers as other languages write them: many digits, trailing zeros, exponents. */
const number = fc.oneof(
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc
    .tuple(fc.nat(), fc.stringMatching(/^\d{1,30}$/), fc.integer({ min: -400, max: 400 }))
    .map(([a, b, e]) => `${a}.${b}E${e}`),
)
const amount = fc
  .tuple(fc.nat({ max: 10 ** 12 }), fc.nat({ max: 99 }), fc.constantFrom('', '0', 'e0', 'E-0'))
  .map(([units, cents, tail]) => `${units}.${String(cents).padStart(2, '0')}${tail}`)
const key = text.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
const { json } = fc.letrec<{ json: string; list: string; object: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    number,
    quoted(text),
    fc.constantFrom('null', 'true', 'false'),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('json'), { maxLength: 4 }).map((items) => `[ ${items.join(' , ')} ]`),
  object: fc.dictionary(key, tie('json'), { maxKeys: 4 }).map((members) => objectText(Object.entries(members))),
}))
const jsonList = fc.array(json, { maxLength: 4 }).map((items) => `[${items.join(',')}]`)

const known = {
  sku: nullable(quoted(filled)),
  description: nullable(quoted(text)),
  categorie: nullable(quoted(text)),
  fournisseur: nullable(quoted(text)),
  logo_url: nullable(quoted(text)),
  prix_base: nullable(amount),
  prix: nullable(amount),
  taux_tva: nullable(fc.constantFrom('20', '5.5', '2.10', '55e-1', '0')),
  devise: fc.constantFrom('"EUR"', '"USD"', '"KWD"'),
  features: jsonList,
  formules: json,
  popular: fc.constantFrom('true', 'false', 'null'),
  rating: nullable(fc.constantFrom('4.5', '4.333333333333333333', '0', '5.0')),
  isActive: fc.constantFrom('true', 'false'),
  stock: nullable(fc.integer().map(String)),
}
const ownNames = new Set([
  ...Object.keys(known),
  ...['id', 'nom', 'description_courte', 'categorie_partenaire', 'type', 'en_stock', 'images', 'variations', 'version'],
  ...['supprime', 'created_at', 'updated_at'],
])
const id = fc.oneof(fc.bigInt().map(String), quoted(filled.filter((value) => value.length <= 255)))
const partnerProduct = fc
  .tuple(
    fc.record({ id, nom: quoted(filled), ...known }, { requiredKeys: ['id', 'nom'] }),
    fc.dictionary(
      key.filter((name) => !ownNames.has(name)),
      json,
      { maxKeys: 5 },
    ),
  )
  .map(([members, unknown]) => objectText([...Object.entries(members), ...Object.entries(unknown)]))

/** What the domain does with a new product, in small: fields to members of the API, exact texts as they are. */
function toApiData({ fields, attributes }: ProductSnapshot): string {
  const money = (minor: number | null | undefined) =>
    JSON.stringify(minor == null ? null : { amount: minor, currency: fields.currency })
  return objectText([
    ['id', JSON.stringify(productEvent.entity.id)],
    ['name', JSON.stringify(fields.name)],
    ['sku', JSON.stringify(fields.sku ?? null)],
    ['description', JSON.stringify(fields.description ?? null)],
    ['status', fields.isActive === false ? '"inactive"' : '"active"'],
    ['category', 'null'],
    ['partner_category', JSON.stringify(fields.partnerCategory ?? null)],
    ['supplier', JSON.stringify(fields.supplier ?? null)],
    ['logo_url', JSON.stringify(fields.logoUrl ?? null)],
    ['currency', JSON.stringify(fields.currency ?? context.currency)],
    ['base_price', money(fields.basePrice)],
    ['price', money(fields.price)],
    ['vat_rate', fields.vatRate ?? 'null'],
    ['features', fields.features ?? '[]'],
    ['plans', fields.plans ?? 'null'],
    ['is_popular', JSON.stringify(fields.isPopular ?? null)],
    ['rating', fields.rating ?? 'null'],
    ['stock_quantity', JSON.stringify(fields.stockQuantity ?? null)],
    ['attributes', objectText(Object.entries(attributes))],
  ])
}

/** One text for every value that is equal, with numbers compared digit by digit and not as doubles. */
function canonical(value: string): string {
  if (value.startsWith('{')) {
    const members = [...memberTexts(value)].sort(([a], [b]) => (a < b ? -1 : 1))
    return objectText(members.map(([name, member]) => [name, canonical(member)]))
  }
  if (value.startsWith('[')) return `[${splitArray(value).map(canonical).join(',')}]`
  if (value.startsWith('"')) return JSON.stringify(JSON.parse(value))
  return /^[-\d]/.test(value) ? canonicalNumber(value) : value
}

test('R0.3: whatever the partner sends comes back equal, its id in the same type', () => {
  fc.assert(
    fc.property(partnerProduct, (sent) => {
      const headers = { 'content-type': 'application/json', 'x-api-key': apiKey }
      const result = receive({ raw: new TextEncoder().encode(sent), headers, context })
      if (result.kind !== 'events') throw new Error(JSON.stringify(result))
      const [event] = result.events
      if (!event?.externalId || event.problem !== null) throw new Error(JSON.stringify(event))
      const { topic, kind, externalId, raw } = event
      const readResult = read({ topic, kind, externalId, raw, currency: context.currency })
      if (readResult.kind !== 'reading' || readResult.reading.type !== 'product')
        throw new Error(JSON.stringify(readResult))

      const { reading } = readResult
      const agreed: Record<string, unknown> = JSON.parse(JSON.stringify(reading.agreed))
      const mapping = { externalId: reading.externalId, agreed }
      const returned = memberTexts(toProduitEntity({ ...productEvent, data: toApiData(reading), mapping }))
      for (const [name, value] of memberTexts(sent)) {
        expect(canonical(returned.get(name) ?? 'missing'), name).toBe(canonical(value))
      }
    }),
    { numRuns: 300 },
  )
})
