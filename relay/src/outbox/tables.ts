import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, jsonText } from '../platform/columns.ts'

/** What happened with us, written in the transaction that made it happen. */
export const events = pgTable(
  'events',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    /** Order of writing: within one entity it follows the row lock, so it follows the versions. Has holes; never shown. */
    writeOrder: bigserial('write_order', { mode: 'number' }).notNull(),
    /** Given after the commit by the one sequencer of the organisation: gapless. */
    position: bigint({ mode: 'number' }),
    type: text().notNull(),
    entityKind: text('entity_kind').notNull(),
    entityId: uuid('entity_id').notNull(),
    entityVersion: integer('entity_version').notNull(),
    data: jsonText().notNull(),
    previous: jsonText().notNull(),
    sourceConnectionId: uuid('source_connection_id'),
    sourceEventId: uuid('source_event_id'),
    /** How many relays the news came through before it reached us. */
    hop: smallint().notNull().default(0),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    uniqueIndex('events_position').on(t.organisationId, t.position).where(sql`position is not null`),
    index('events_type').on(t.organisationId, t.type, t.position).where(sql`position is not null`),
    index('events_unsequenced').on(t.organisationId, t.writeOrder).where(sql`position is null`),
    index('events_entity').on(t.organisationId, t.entityKind, t.entityId, t.writeOrder),
  ],
)

export const feedHeads = pgTable('feed_heads', {
  organisationId: uuid('organisation_id').primaryKey(),
  position: bigint({ mode: 'number' }).notNull(),
  /** The last position that is no longer kept. */
  prunedTo: bigint('pruned_to', { mode: 'number' }).notNull().default(0),
})

/** Like an inbox head, for one entity at one destination: a delivery that fails holds back this pair alone. */
export const deliveryHeads = pgTable(
  'delivery_heads',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    entityKind: text('entity_kind').notNull(),
    entityId: uuid('entity_id').notNull(),
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
    doneSeq: bigint('done_seq', { mode: 'number' }).notNull(),
    fence: bigint({ mode: 'number' }).notNull().default(0),
    dueAt: instant('due_at'),
    leaseUntil: instant('lease_until'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.entityKind, t.entityId] }),
    index('delivery_heads_due').on(t.organisationId, t.connectionId, t.dueAt).where(sql`due_at is not null`),
  ],
)

export const deliveries = pgTable(
  'deliveries',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull().default(sql`uuidv7()`),
    connectionId: uuid('connection_id').notNull(),
    eventId: uuid('event_id').notNull(),
    entityKind: text('entity_kind').notNull(),
    entityId: uuid('entity_id').notNull(),
    /** Place among the entity's deliveries to this destination; null where nothing is to be sent. */
    seq: bigint({ mode: 'number' }),
    state: text().$type<'pending' | 'delivered' | 'retrying' | 'unknown' | 'dead' | 'skipped'>().notNull(),
    reason: text(),
    attemptCount: integer('attempt_count').notNull().default(0),
    /** Attempts that count against the retry table; being asked to wait does not. */
    failureCount: integer('failure_count').notNull().default(0),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    index('deliveries_entity').on(t.organisationId, t.connectionId, t.entityKind, t.entityId, t.seq),
    index('deliveries_event').on(t.organisationId, t.eventId),
    index('deliveries_open').on(t.organisationId, t.state, t.id).where(sql`state not in ('delivered', 'skipped')`),
  ],
)

export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    organisationId: uuid('organisation_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    number: integer().notNull(),
    startedAt: instant('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    outcome: text().notNull(),
    httpStatus: integer('http_status'),
    reason: text(),
    response: text(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.deliveryId, t.number] })],
)
