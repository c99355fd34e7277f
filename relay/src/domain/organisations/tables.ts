import { sql } from 'drizzle-orm'
import { integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../../platform/columns.ts'

export const organisations = pgTable('organisations', {
  id: uuid().primaryKey(),
  version: integer().notNull().default(1),
  name: text().notNull(),
  timeZone: text('time_zone').notNull(),
  currency: text().notNull(),
  /** The organisation's own key for secrets, sealed with the operator's key. */
  dataKey: text('data_key').notNull(),
  createdAt: instant('created_at').notNull().default(sql`app_now()`),
})

export const companies = pgTable(
  'companies',
  {
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    id: uuid().notNull(),
    version: integer().notNull().default(1),
    name: text().notNull(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.id] })],
)

export const apiKeys = pgTable(
  'api_keys',
  {
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    id: uuid().notNull(),
    prefix: text().notNull(),
    hash: bytes().notNull(),
    scopes: text().array().notNull(),
    networks: text().array().notNull(),
    /** The connection whose pairing made the key; null where a person did. */
    pairedConnectionId: uuid('paired_connection_id'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    lastUsedAt: instant('last_used_at'),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.id] }), unique('api_keys_prefix').on(t.prefix)],
)

/** One row: proves at each start that the operator's key is the one that sealed the data keys. */
export const keyChecks = pgTable('key_checks', {
  id: text().primaryKey(),
  sealed: text().notNull(),
})
