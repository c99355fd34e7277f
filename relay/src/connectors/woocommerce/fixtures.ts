import { readdirSync, readFileSync } from 'node:fs'
import type { Headers } from '../connector.ts'
import type { ConnectorFixtures } from '../fixture.ts'

const folder = new URL('../../../../shared-types/fixtures/woocommerce/', import.meta.url)

export type Delivery = {
  file: string
  secret: string
  isSigned: boolean
  headers: Headers
  raw: Uint8Array
}

/** Every delivery that a real shop made, byte for byte. */
export const deliveries: Delivery[] = readdirSync(new URL('webhooks/', folder))
  .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
  .sort()
  .map((file) => {
    const recorded: { secret: string; signature_ok: boolean | null; headers: Record<string, string>; body: string } =
      JSON.parse(readFileSync(new URL(`webhooks/${encodeURIComponent(file)}`, folder), 'utf8'))
    return {
      file,
      secret: recorded.secret,
      isSigned: recorded.signature_ok === true,
      headers: Object.fromEntries(Object.entries(recorded.headers).map(([name, value]) => [name.toLowerCase(), value])),
      raw: new TextEncoder().encode(recorded.body),
    }
  })

/** The products and variations of that shop, as `wc/v3` gives them. */
export function readCatalogue(): Record<string, unknown>[] {
  const { entries }: { entries: { product: Record<string, unknown>; variations?: Record<string, unknown>[] }[] } =
    JSON.parse(readFileSync(new URL('catalogue.json', folder), 'utf8'))
  return entries.flatMap(({ product, variations = [] }) => [product, ...variations])
}

export const fixtures: ConnectorFixtures = {
  context: {
    organisationId: '0199f3a2-0000-7000-8000-000000000001',
    connectionId: '0199f3a2-0000-7000-8000-000000000004',
    currency: 'EUR',
    settings: { url: 'https://shop.example' },
    secrets: {
      consumer_key: ['ck_0123456789'],
      consumer_secret: ['cs_0123456789'],
      webhook_secret: [...new Set(deliveries.map(({ secret }) => secret))],
    },
  },
  calls: deliveries.map(({ file, raw, headers, isSigned }) => ({
    name: file,
    raw,
    headers,
    becomes: isSigned ? 'events' : 'ignored',
  })),
  outgoing: [],
}
