import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
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
    /** Null where it was given up: `error` says why. Asking for it again begins anew. */
    dueAt: instant('due_at').default(sql`app_now()`),
    error: text(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.kind, t.externalId] }),
    index('pull_requests_due').on(t.organisationId, t.dueAt).where(sql`due_at is not null`),
  ],
)

export type JobKind = 'backfill' | 'reconcile' | 'compare' | 'push'
export type JobState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'canceled'

/** Where a job stands in one noun. `total` is what the source said; null while it is not known. */
export type NounProgress = {
  noun: string
  cursor: string | null
  isDone: boolean
  total: number | null
  done: number
  error: string | null
  /** Read since then, and not since the job's own time: ISO 8601. */
  since?: string
  /** Buckets of the last page of digests that differ and are still to be looked into; `isLast`: no page comes after it. */
  toDrill?: { buckets: number[]; isLast: boolean }
}

/** Long work with a connection, page by page. It is leased; `fence` grows with each lease, so that a late worker writes nothing. */
export const jobs = pgTable(
  'jobs',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text().$type<JobKind>().notNull(),
    state: text().$type<JobState>().notNull(),
    /** Why it waits, stopped or failed: a stable code. */
    reason: text(),
    /** All that the connector can pull where it is null. */
    nouns: text().array(),
    /** Only what changed after it. */
    changedAfter: instant('changed_after'),
    /** By noun, in the order of reading; empty until it began. */
    progress: jsonb().$type<NounProgress[]>().notNull(),
    /** `list` reads pages (of things, or of digests), `check` reads single things that no page held, `settle` waits until all is applied. */
    phase: text().$type<'list' | 'check' | 'settle'>().notNull().default('list'),
    /** Things read (or sent). */
    done: integer().notNull().default(0),
    /** Of them: those that changed something with us, those that did not, those that could not be applied; final at the end. */
    changed: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    /** Things that are not at the source any more. */
    missing: integer().notNull().default(0),
    /** Things per second, over the last pages. */
    rate: doublePrecision(),
    failureCount: integer('failure_count').notNull().default(0),
    fence: bigint({ mode: 'number' }).notNull().default(0),
    leaseUntil: instant('lease_until'),
    /** When the next page may be read; null where nothing is to be done. */
    dueAt: instant('due_at').default(sql`app_now()`),
    /** Asked for once more while it was under way: at its end another one begins. */
    again: boolean().notNull().default(false),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
    startedAt: instant('started_at'),
    /** Of the last page. */
    movedAt: instant('moved_at'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    index('jobs_due').on(t.organisationId, t.dueAt).where(sql`due_at is not null`),
    index('jobs_connection').on(t.organisationId, t.connectionId, t.kind, t.startedAt),
  ],
)

/** The things that a job has met; goes when it is done or canceled, and some days after it failed. `event_id` is the inbox event that it stored, if that was news. */
export const jobItems = pgTable(
  'job_items',
  {
    organisationId: uuid('organisation_id').notNull(),
    jobId: uuid('job_id').notNull(),
    kind: text().notNull(),
    externalId: text('external_id').notNull(),
    /** Still to be read singly. */
    isOpen: boolean('is_open').notNull().default(false),
    eventId: uuid('event_id'),
    /** Before it was asked for and surely was not there; null again once that was stored. While it is open: the digests left it out. */
    missingAt: instant('missing_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.jobId, t.kind, t.externalId] }),
    index('job_items_open').on(t.organisationId, t.jobId, t.kind, t.externalId).where(sql`is_open`),
    index('job_items_missing').on(t.organisationId, t.jobId, t.missingAt).where(sql`missing_at is not null`),
  ],
)
