import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** What a call that came with an Idempotency-Key was answered, written in the transaction of its effect. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    organisationId: uuid('organisation_id').notNull(),
    keyId: uuid('key_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    /** SHA-256 of method, path and body. */
    requestHash: bytes('request_hash').notNull(),
    status: integer().notNull(),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    /** Sealed where the answer holds a secret. */
    body: text().notNull(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.keyId, t.idempotencyKey] }),
    index('idempotency_keys_age').on(t.organisationId, t.createdAt),
  ],
)
