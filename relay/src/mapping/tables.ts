import { sql } from 'drizzle-orm'
import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, jsonText } from '../platform/columns.ts'

/** Our id beside theirs, per connection; `agreed` is what both sides last held to be true, in the other side's terms. */
export const mappings = pgTable(
  'mappings',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text().notNull(),
    externalId: text('external_id').notNull(),
    id: uuid().notNull(),
    agreed: jsonText().notNull(),
    agreedAt: instant('agreed_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.kind, t.externalId] }),
    // Our id first: so that no planner takes this index for a look-up by theirs.
    unique('mappings_ours').on(t.organisationId, t.id, t.connectionId, t.kind),
  ],
)
