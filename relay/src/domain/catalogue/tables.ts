import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, numeric, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, jsonText } from '../../platform/columns.ts'

export const products = pgTable(
  'products',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    version: integer().notNull(),
    sku: text(),
    name: text().notNull(),
    description: text(),
    shortDescription: text('short_description'),
    kind: text().notNull(),
    status: text().$type<'active' | 'inactive' | 'draft'>().notNull(),
    category: text(),
    partnerCategory: text('partner_category'),
    supplier: text(),
    logoUrl: text('logo_url'),
    currency: text().notNull(),
    basePrice: bigint('base_price', { mode: 'number' }),
    price: bigint({ mode: 'number' }),
    vatRate: numeric('vat_rate'),
    features: jsonText().notNull().default('[]'),
    /** Any JSON; SQL null stands for JSON null. */
    plans: jsonText(),
    isPopular: boolean('is_popular'),
    rating: numeric(),
    stockQuantity: integer('stock_quantity'),
    isInStock: boolean('is_in_stock'),
    images: jsonText().notNull().default('[]'),
    /** Members of a source's item that have no field of ours, as exact JSON. */
    attributes: jsonText().notNull().default('{}'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    index('products_sku').on(t.organisationId, t.sku).where(sql`sku is not null`),
  ],
)

export const variations = pgTable(
  'variations',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    /** Null until the parent arrives: a source may tell of a variation first. */
    productId: uuid('product_id'),
    connectionId: uuid('connection_id').notNull(),
    parentExternalId: text('parent_external_id').notNull(),
    sku: text(),
    name: text().notNull(),
    status: text().$type<'active' | 'inactive' | 'draft'>().notNull(),
    currency: text().notNull(),
    basePrice: bigint('base_price', { mode: 'number' }),
    price: bigint({ mode: 'number' }),
    stockQuantity: integer('stock_quantity'),
    isInStock: boolean('is_in_stock'),
    options: jsonText().notNull().default('[]'),
    imageUrl: text('image_url'),
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    index('variations_product').on(t.organisationId, t.productId),
    index('variations_parent').on(t.organisationId, t.connectionId, t.parentExternalId),
  ],
)
