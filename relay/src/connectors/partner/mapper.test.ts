import { describe, expect, test } from 'vitest'
import type { ProductSnapshot } from '../connector.ts'
import { productEvent, productText } from './fixtures.ts'
import { toProduitEntity } from './produit-entity.ts'
import { read } from './receive.ts'

function snapshot(text: string, currency = 'EUR'): ProductSnapshot {
  const raw = new TextEncoder().encode(text)
  const result = read({ topic: 'product.updated', kind: 'product', externalId: '1', raw, currency })
  if (result.kind !== 'reading' || result.reading.type !== 'product') throw new Error(JSON.stringify(result))
  return result.reading
}

describe('in', () => {
  test('R0.3: the partner’s document is understood whole', () => {
    expect(snapshot(productText)).toEqual({
      type: 'product',
      externalId: '1',
      fields: {
        name: 'Forfait Illimité 5G',
        description: 'Appels et données illimités',
        isActive: true,
        partnerCategory: 'Téléphonie',
        supplier: 'BLEUTEL',
        logoUrl: '/logo/bleutel.svg',
        currency: 'EUR',
        basePrice: 590,
        features: '["5G", {"roaming": ["EU", "CH"]}]',
        plans: 'null',
        isPopular: true,
        rating: '4.5',
      },
      attributes: { engagement_mois: '12', reference_externe: '12345678901234567890' },
      agreed: {
        id: 1,
        nom: 'Forfait Illimité 5G',
        description: 'Appels et données illimités',
        categorie: 'Téléphonie',
        fournisseur: 'BLEUTEL',
        logo_url: '/logo/bleutel.svg',
        prix_base: 5.9,
        features: ['5G', { roaming: ['EU', 'CH'] }],
        formules: null,
        popular: true,
        rating: 4.5,
        isActive: true,
      },
    })
  })

  test('what was not sent is no field, what was sent as null is null', () => {
    expect(snapshot('{"id":"a","nom":"Box"}').fields).toEqual({ name: 'Box' })
    const nulls =
      '"description":null,"prix":null,"prix_base":null,"popular":null,"devise":null,"taux_tva":null,"sku":null'
    expect(snapshot(`{"id":"a","nom":"Box",${nulls}}`).fields).toEqual({
      name: 'Box',
      description: null,
      price: null,
      basePrice: null,
      isPopular: null,
      vatRate: null,
      sku: null,
    })
  })

  test('a product that is not active is no delete, and what we told as deleted lies in the trash', () => {
    expect(snapshot('{"id":1,"nom":"Box","isActive":false}')).toMatchObject({ fields: { isActive: false } })
    expect(snapshot('{"id":1,"nom":"Box","isActive":false}')).not.toHaveProperty('isInTrash')
    const deleted = toProduitEntity({ ...productEvent, type: 'product.deleted' })
    expect(snapshot(deleted)).toMatchObject({ isInTrash: true, fields: { isActive: false } })
    for (const text of ['false', 'null', '"true"', '1']) {
      expect(snapshot(`{"id":1,"nom":"Box","supprime":${text}}`)).not.toHaveProperty('isInTrash')
    }
  })

  test('of two categories the partner’s own word counts, and the other is kept', () => {
    const both = snapshot('{"id":1,"nom":"Box","categorie":"A","categorie_partenaire":"B"}')
    expect(both.fields.partnerCategory).toBe('B')
    expect(both.attributes).toEqual({ categorie: '"A"' })
    const none = snapshot('{"id":1,"nom":"Box","categorie":"A","categorie_partenaire":null}')
    expect(none.fields.partnerCategory).toBeNull()
    expect(none.attributes).toEqual({ categorie: '"A"' })
  })

  test('our whole entity, returned as it was sent, says nothing new', () => {
    const returned = snapshot(toProduitEntity(productEvent))
    expect(Object.keys(returned.attributes)).toEqual(['engagement_mois', 'reference_externe'])
    expect(returned.fields).toMatchObject({ basePrice: 590, price: 2490, kind: 'simple', images: [{ alt: null }] })
  })
})

describe('out', () => {
  const entity = (change: Partial<typeof productEvent> = {}) => toProduitEntity({ ...productEvent, ...change })

  test('R0.5: the full entity, with exact numbers and the partner’s own members', () => {
    const text = entity()
    expect(JSON.parse(text)).toEqual({
      id: 1,
      sku: null,
      nom: 'Forfait Illimité 5G',
      description: 'Appels et données illimités',
      description_courte: null,
      categorie: 'Téléphonie',
      categorie_partenaire: 'Téléphonie',
      fournisseur: 'BLEUTEL',
      logo_url: '/logo/bleutel.svg',
      type: 'simple',
      prix_base: 5.9,
      prix: 24.9,
      taux_tva: 20,
      devise: 'EUR',
      features: ['5G', { roaming: ['EU', 'CH'] }],
      formules: null,
      popular: true,
      rating: 4.5,
      isActive: true,
      stock: null,
      en_stock: null,
      images: [{ url: 'https://shop.example/5g.png', alt: null }],
      variations: [
        {
          id: '0199f3a2-0000-7000-8000-00000000000b',
          sku: '5G-12',
          nom: '12 mois',
          isActive: true,
          prix_base: 5.9,
          prix: null,
          stock: 4,
          en_stock: true,
          options: [{ name: 'Durée', value: '12 mois' }],
          image_url: null,
        },
      ],
      version: 3,
      supprime: false,
      created_at: '2026-11-21T07:00:00.000Z',
      updated_at: '2026-11-21T08:00:00.000Z',
      engagement_mois: 12,
      // biome-ignore lint/correctness/noPrecisionLoss: what a reader with doubles makes of it
      reference_externe: 12345678901234567890,
    })
    expect(text).toContain('"reference_externe":12345678901234567890')
    expect(text).toContain('"prix":24.9,')
  })

  test('the id is the partner’s in its type, else our own', () => {
    const idOf = (mapping: typeof productEvent.mapping) => /^\{"id":(.*?),/.exec(entity({ mapping }))?.[1]
    expect(idOf({ externalId: '1', agreed: { id: 1 } })).toBe('1')
    expect(idOf({ externalId: '1', agreed: { id: '1' } })).toBe('"1"')
    // biome-ignore lint/correctness/noPrecisionLoss: what the driver makes of the stored number
    expect(idOf({ externalId: '12345678901234567890', agreed: { id: 12345678901234567890 } })).toBe(
      '12345678901234567890',
    )
    expect(idOf({ externalId: 'b-2', agreed: {} })).toBe('"b-2"')
    expect(idOf(null)).toBe('"0199f3a2-0000-7000-8000-00000000000a"')
  })

  test('a category that was kept beside the partner’s own goes back', () => {
    const data = productEvent.data.replace('"attributes":{', '"attributes":{"categorie":"A",')
    expect(JSON.parse(entity({ data }))).toMatchObject({ categorie: 'A', categorie_partenaire: 'Téléphonie' })
  })

  test('our category comes before the partner’s', () => {
    const data = productEvent.data.replace('"category":null', '"category":"Mobile"')
    expect(JSON.parse(entity({ data }))).toMatchObject({ categorie: 'Mobile', categorie_partenaire: 'Téléphonie' })
  })

  test('what is deleted says so, and is not active', () => {
    expect(JSON.parse(entity({ type: 'product.deleted' }))).toMatchObject({ supprime: true, isActive: false })
  })
})
