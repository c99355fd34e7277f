import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../platform/columns.ts'

/** What is to happen once, at an instant: one of a name per entity. */
export const timers = pgTable(
  'timers',
  {
    organisationId: uuid('organisation_id').notNull(),
    name: text().notNull(),
    entityKind: text('entity_kind').notNull(),
    entityId: uuid('entity_id').notNull(),
    dueAt: instant('due_at').notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.name, t.entityKind, t.entityId] }),
    index('timers_due').on(t.organisationId, t.dueAt),
  ],
)

/** What happens again and again: `pattern` is a cron pattern read in `time_zone`. */
export const schedules = pgTable(
  'schedules',
  {
    organisationId: uuid('organisation_id').notNull(),
    name: text().notNull(),
    entityKind: text('entity_kind').notNull(),
    entityId: uuid('entity_id').notNull(),
    pattern: text().notNull(),
    timeZone: text('time_zone').notNull(),
    /** Null where no next time can be found: `error` says why. Setting it again begins anew. */
    nextAt: instant('next_at'),
    error: text(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.name, t.entityKind, t.entityId] }),
    index('schedules_due').on(t.organisationId, t.nextAt),
  ],
)
