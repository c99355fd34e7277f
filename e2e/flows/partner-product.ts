import { canonicalNumber } from '@passerelle/shared-types/exact-numbers'
import { memberTexts, objectText, splitArray } from '@passerelle/shared-types/json-text'
import fc from 'fast-check'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const quoted = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((value) => JSON.stringify(value))
const orNull = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: 'null', freq: 5 })
const named = text.filter((value) => value.trim() !== '')

/** Numbers that a double would change: long, with zeros at the end, with exponents. */
const wideNumber = fc.oneof(
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.tuple(fc.nat(), fc.stringMatching(/^\d{1,25}$/)).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(fc.integer(), fc.integer({ min: -300, max: 300 })).map(([whole, exponent]) => `${whole}e${exponent}`),
)
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])
const key = text.filter((name) => !forbidden.has(name))
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    wideNumber,
    quoted(text),
    fc.constantFrom('null', 'true', 'false', '{}', '[]', '""'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ,')}]`),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }).map((members) => objectText(Object.entries(members))),
  ),
}))

const known = {
  nom: quoted(named),
  description: orNull(quoted(text)),
  description_courte: orNull(quoted(text)),
  categorie: orNull(quoted(text)),
  fournisseur: orNull(quoted(text)),
  logo_url: orNull(quoted(text)),
  prix_base: orNull(
    fc
      .tuple(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 99 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`),
  ),
  prix: orNull(fc.nat({ max: 10 ** 9 }).map((cents) => `${cents}e-2`)),
  taux_tva: orNull(fc.constantFrom('20', '5.5', '10.0')),
  devise: fc.constantFrom('"EUR"', '"USD"'),
  features: fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
  formules: value,
  popular: fc.constantFrom('true', 'false'),
  rating: orNull(fc.constantFrom('4.5', '3.333333333333333333333', '0')),
  isActive: fc.constantFrom('true', 'false'),
  stock: orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String)),
}
// Names that our own entity uses: there a partner's value has its own meaning.
const ours = 'id sku categorie_partenaire type en_stock images variations version supprime created_at updated_at'.split(
  ' ',
)
const taken = new Set([...Object.keys(known), ...ours])

/** JSON text of a product as a partner may send it, without its id: known members, and others of any shape. */
export const partnerProduct: fc.Arbitrary<[string, string][]> = fc
  .tuple(
    fc.record(known, { requiredKeys: ['nom'] }),
    fc.dictionary(
      key.filter((name) => !taken.has(name)),
      value,
      { maxKeys: 4 },
    ),
  )
  .map(([members, unknown]) => [...Object.entries(members), ...Object.entries(unknown)])

/** One text for all JSON that says the same; numbers are compared digit by digit. */
export function canonical(json: string): string {
  if (json.startsWith('{')) {
    const members = [...memberTexts(json)].sort(([a], [b]) => (a < b ? -1 : 1))
    return objectText(members.map(([name, member]) => [name, canonical(member)]))
  }
  if (json.startsWith('[')) return `[${splitArray(json).map(canonical).join(',')}]`
  if (json.startsWith('"')) return JSON.stringify(JSON.parse(json))
  return /^[-\d]/.test(json) ? canonicalNumber(json) : json
}
