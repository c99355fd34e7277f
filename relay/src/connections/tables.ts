import { sql } from 'drizzle-orm'
import { jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../platform/columns.ts'

export const connections = pgTable(
  'connections',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    companyId: uuid('company_id').notNull(),
    connector: text().notNull(),
    name: text().notNull(),
    settings: jsonb().$type<Record<string, string>>().notNull(),
    /** Sealed JSON: live values by settings key. */
    secrets: text().notNull(),
    state: text().$type<'active' | 'paused' | 'disabled'>().notNull().default('active'),
    reason: text(),
    /** Nothing is sent before: what a 429 or 503 asked for. */
    notBefore: instant('not_before'),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.id] }), unique('connections_id').on(t.id)],
)
