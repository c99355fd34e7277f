import { sql } from 'drizzle-orm'
import { jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../platform/columns.ts'

/** Our id beside theirs, per connection; `agreed` is what both sides last held to be true, in the other side's terms. */
export const mappings = pgTable(
  'mappings',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text().notNull(),
    externalId: text('external_id').notNull(),
    id: uuid().notNull(),
    agreed: jsonb().$type<Record<string, unknown>>().notNull(),
    agreedAt: instant('agreed_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.kind, t.externalId] }),
    unique('mappings_ours').on(t.organisationId, t.connectionId, t.kind, t.id),
  ],
)
