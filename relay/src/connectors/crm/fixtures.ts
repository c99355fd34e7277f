import type { ConnectorFixtures } from '../fixture.ts'

const organisationId = '0199f3a2-0000-7000-8000-000000000001'

export const fixtures: ConnectorFixtures = {
  context: {
    organisationId,
    connectionId: '0199f3a2-0000-7000-8000-000000000003',
    currency: 'EUR',
    settings: { url: 'https://crm.example/webhooks/passerelle' },
    secrets: {
      secret: ['whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLWNybS1uZXc=', 'whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLWNybS1vbGQ='],
    },
  },
  calls: [],
  outgoing: [
    {
      id: '0199f3a2-0000-7000-8000-00000000000c',
      organisationId,
      type: 'product.updated',
      timestamp: '2026-11-21T08:00:00.000Z',
      entity: { kind: 'product', id: '0199f3a2-0000-7000-8000-00000000000a', version: 3 },
      data: '{"id":"0199f3a2-0000-7000-8000-00000000000a","vat_rate":20.0,"attributes":{"serial":12345678901234567890}}',
      previous: '{"vat_rate":5.50}',
      source: { connectionId: null, eventId: null },
      mapping: null,
    },
  ],
}
