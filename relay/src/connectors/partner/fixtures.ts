import type { ConnectionContext, OutgoingEvent } from '../connector.ts'
import type { ConnectorFixtures } from '../fixture.ts'

export const apiKey = 'partner-presents-this-key'

export const context: ConnectionContext = {
  organisationId: '0199f3a2-0000-7000-8000-000000000001',
  connectionId: '0199f3a2-0000-7000-8000-000000000002',
  currency: 'EUR',
  settings: { url: 'https://partner.example/webhooks/products' },
  secrets: {
    api_key: ['we-present-this-key'],
    secret: [apiKey, 'partner-presented-this-key-before'],
    signing_secret: ['whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLXBhcnRuZXI='],
  },
}

/** The product of the partner's own document. */
export const productText = `{
  "id": 1,
  "nom": "Forfait Illimité 5G",
  "description": "Appels et données illimités",
  "categorie": "Téléphonie",
  "fournisseur": "BLEUTEL",
  "logo_url": "/logo/bleutel.svg",
  "prix_base": 5.9,
  "features": ["5G", {"roaming": ["EU", "CH"]}],
  "formules": null,
  "popular": true,
  "rating": 4.5,
  "isActive": true,
  "engagement_mois": 12,
  "reference_externe": 12345678901234567890
}`

/** The API's product for it. */
export const productData = `{"id":"0199f3a2-0000-7000-8000-00000000000a","version":3,"sku":null,"name":"Forfait Illimité 5G",
"description":"Appels et données illimités","short_description":null,"kind":"simple","status":"active","category":null,
"partner_category":"Téléphonie","supplier":"BLEUTEL","logo_url":"/logo/bleutel.svg","currency":"EUR",
"base_price":{"amount":590,"currency":"EUR"},"price":{"amount":2490,"currency":"EUR"},"vat_rate":20.0,
"features":["5G",{"roaming":["EU","CH"]}],"plans":null,"is_popular":true,"rating":4.5,"stock_quantity":null,"is_in_stock":null,
"images":[{"url":"https://shop.example/5g.png","alt":null}],
"attributes":{"engagement_mois":12,"reference_externe":12345678901234567890,"nom":"never over ours"},
"variations":[{"id":"0199f3a2-0000-7000-8000-00000000000b","sku":"5G-12","name":"12 mois","status":"active",
"base_price":{"amount":590,"currency":"EUR"},"price":null,"stock_quantity":4,"is_in_stock":true,
"options":[{"name":"Durée","value":"12 mois"}],"image_url":null}],
"created_at":"2026-11-21T07:00:00.000Z","updated_at":"2026-11-21T08:00:00.000Z","deleted_at":null}`

export const productEvent: OutgoingEvent = {
  id: '0199f3a2-0000-7000-8000-00000000000c',
  organisationId: context.organisationId,
  type: 'product.updated',
  timestamp: '2026-11-21T08:00:00.000Z',
  entity: { kind: 'product', id: '0199f3a2-0000-7000-8000-00000000000a', version: 3 },
  data: productData,
  previous: '{"price":null}',
  source: { connectionId: null, eventId: null },
  mapping: { externalId: '1', agreed: { id: 1, nom: 'Forfait Illimité 5G' } },
}

const headers = { 'content-type': 'application/json', 'x-api-key': apiKey }
const encode = (text: string) => new TextEncoder().encode(text)

export const fixtures: ConnectorFixtures = {
  context,
  calls: [
    { name: 'one product', raw: encode(productText), headers, becomes: 'events' },
    { name: 'a list', raw: encode(`[${productText},{"id":"b-2","nom":"Box"}]`), headers, becomes: 'events' },
  ],
  outgoing: [
    productEvent,
    { ...productEvent, mapping: null },
    {
      ...productEvent,
      type: 'product.deleted',
      data: productData.replace('"deleted_at":null', '"deleted_at":"2026-11-21T09:00:00.000Z"'),
    },
  ],
}
