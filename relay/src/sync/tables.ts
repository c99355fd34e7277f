import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../platform/columns.ts'

/** Single things to be read at their source: events that named them without carrying them, or things mentioned and not known. */
export const pullRequests = pgTable(
  'pull_requests',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text().notNull(),
    externalId: text('external_id').notNull(),
    reason: text().notNull(),
    attemptCount: integer('attempt_count').notNull().default(0),
    dueAt: instant('due_at').notNull().default(sql`app_now()`),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.kind, t.externalId] }),
    index('pull_requests_due').on(t.organisationId, t.dueAt),
  ],
)
