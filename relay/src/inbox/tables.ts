import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../platform/columns.ts'

/**
 * One row per entity of a source: where its events stand. The lease is on the entity, not on the event, so order holds without
 * a search; `fence` grows with each lease, so that a worker that comes back late writes nothing.
 */
export const inboxHeads = pgTable(
  'inbox_heads',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text().notNull(),
    externalId: text('external_id').notNull(),
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
    doneSeq: bigint('done_seq', { mode: 'number' }).notNull(),
    fence: bigint({ mode: 'number' }).notNull().default(0),
    /** Hash and source version of the newest accepted snapshot: what decides whether the next one is news. */
    newestHash: bytes('newest_hash'),
    newestVersion: bigint('newest_version', { mode: 'number' }),
    /** Null while nothing waits. */
    dueAt: instant('due_at'),
    leaseUntil: instant('lease_until'),
    /** Events that are applied one by one, because they failed together and one of them is guilty. */
    toTrySingly: integer('to_try_singly').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.kind, t.externalId] }),
    index('inbox_heads_due').on(t.organisationId, t.dueAt).where(sql`due_at is not null`),
  ],
)

export type InboxState = 'pending' | 'applied' | 'superseded' | 'echo' | 'parked' | 'quarantined'

export const inboxEvents = pgTable(
  'inbox_events',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text().notNull(),
    externalId: text('external_id'),
    /** Place among the entity's events; null for what never waits its turn (superseded on arrival, in quarantine). */
    seq: bigint({ mode: 'number' }),
    topic: text().notNull(),
    raw: bytes().notNull(),
    hash: bytes().notNull(),
    sourceEventId: text('source_event_id'),
    sourceVersion: bigint('source_version', { mode: 'number' }),
    /** A step, which never folds into a newer event of its entity. */
    isFact: boolean('is_fact').notNull().default(false),
    /** A fact whose state was old when it came: only the step counts. */
    isStale: boolean('is_stale').notNull().default(false),
    /** How many relays it came through before it reached us. */
    hop: smallint().notNull().default(0),
    state: text().$type<InboxState>().notNull(),
    reason: text(),
    detail: text(),
    attemptCount: integer('attempt_count').notNull().default(0),
    occurredAt: instant('occurred_at'),
    receivedAt: instant('received_at').notNull().default(sql`app_now()`),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    index('inbox_events_entity').on(t.organisationId, t.connectionId, t.kind, t.externalId, t.seq),
    index('inbox_events_held').on(t.organisationId, t.state, t.id).where(sql`state in ('parked', 'quarantined')`),
    index('inbox_events_quarantine').on(t.organisationId, t.connectionId, t.hash).where(sql`state = 'quarantined'`),
  ],
)

/** Event ids that were seen, kept for good: the same id has one effect, and never two bodies. */
export const inboxSeen = pgTable(
  'inbox_seen',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    sourceEventId: text('source_event_id').notNull(),
    hash: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.connectionId, t.sourceEventId] })],
)
