import { z } from 'zod'
import { Money } from './money.ts'

export const ProductStatus = z.enum(['active', 'inactive', 'draft'])
export type ProductStatus = z.infer<typeof ProductStatus>

export const Variation = z
  .object({
    id: z.uuid(),
    sku: z.string().nullable(),
    name: z.string(),
    status: ProductStatus,
    base_price: Money.nullable(),
    price: Money.nullable(),
    stock_quantity: z.int().nullable(),
    is_in_stock: z.boolean().nullable(),
    options: z.array(z.object({ name: z.string(), value: z.string() })),
    image_url: z.string().nullable(),
  })
  .meta({ id: 'Variation' })
export type Variation = z.infer<typeof Variation>

/** A product as the API and our events show it. `vat_rate` is in percent; instants are ISO 8601 UTC. */
export const Product = z
  .object({
    id: z.uuid(),
    version: z.int().positive(),
    sku: z.string().nullable(),
    name: z.string(),
    description: z.string().nullable(),
    short_description: z.string().nullable(),
    kind: z.string(),
    status: ProductStatus,
    category: z.string().nullable(),
    partner_category: z.string().nullable(),
    supplier: z.string().nullable(),
    logo_url: z.string().nullable(),
    currency: z.string().length(3),
    base_price: Money.nullable(),
    price: Money.nullable(),
    vat_rate: z.number().nullable(),
    features: z.array(z.unknown()),
    plans: z.unknown(),
    is_popular: z.boolean().nullable(),
    rating: z.number().nullable(),
    stock_quantity: z.int().nullable(),
    is_in_stock: z.boolean().nullable(),
    images: z.array(z.object({ url: z.string(), alt: z.string().nullable() })),
    attributes: z.record(z.string(), z.unknown()),
    variations: z.array(Variation),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Product',
    description: 'A product as the API and our events show it; `vat_rate` is in percent',
    example: {
      id: '0199f3a2-7c1e-7000-8000-000000000087',
      version: 3,
      sku: 'CAFE-250',
      name: 'Café moulu 250 g',
      description: null,
      short_description: null,
      kind: 'simple',
      status: 'active',
      category: 'Cafés',
      partner_category: null,
      supplier: null,
      logo_url: null,
      currency: 'EUR',
      base_price: { amount: 1490, currency: 'EUR' },
      price: { amount: 1290, currency: 'EUR' },
      vat_rate: 5.5,
      features: [],
      plans: null,
      is_popular: null,
      rating: null,
      stock_quantity: 40,
      is_in_stock: true,
      images: [],
      attributes: {},
      variations: [],
      created_at: '2026-11-20T10:00:00.000Z',
      updated_at: '2026-11-21T07:10:51.000Z',
      deleted_at: null,
    },
  })
export type Product = z.infer<typeof Product>
