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
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes, instant } from '../platform/columns.ts'

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
    /** The settings key that was rotated last, and until when what it had before is good beside the new value. */
    rotatedKey: text('rotated_key'),
    previousEndsAt: instant('previous_ends_at'),
    /** A paired shop has not signed with its newest secret yet: without an end of its own, what was good before stays so. */
    isNewSecretUnused: boolean('is_new_secret_unused').notNull().default(false),
    /** When and by whom the last pairing was ended. */
    unpairedAt: instant('unpaired_at'),
    unpairedBy: text('unpaired_by').$type<'owner' | 'shop'>(),
    state: text().$type<'active' | 'paused' | 'disabled'>().notNull().default('active'),
    reason: text(),
    /** Grows with each change of what the connection says of itself. */
    version: integer().notNull().default(1),
    /** Nothing is sent before: what a 429 or 503 asked for, or the wait of a breaker that is open. */
    notBefore: instant('not_before'),
    pausedAt: instant('paused_at'),
    /** Set after a long pause: updates that waited since before it and were followed by something newer are left out. */
    foldBefore: instant('fold_before'),
    /** Calls per second that the other side allows, over all replicas; null where it sets no limit. */
    ratePerSecond: doublePrecision('rate_per_second'),
    /** Calls that may go at once after a rest; null is what one second allows. */
    burst: integer(),
    /** Calls under way at once in one worker process; null is the connector's own. */
    concurrency: integer(),
    /** What is left of the rate budget, as of `tokens_at`. */
    tokens: doublePrecision(),
    tokensAt: instant('tokens_at'),
    breakerState: text('breaker_state').$type<'closed' | 'open' | 'half_open'>().notNull().default('closed'),
    /** How often in a row the breaker opened; its waits grow with it. */
    breakerOpens: integer('breaker_opens').notNull().default(0),
    failureStreak: integer('failure_streak').notNull().default(0),
    misconfiguredStreak: integer('misconfigured_streak').notNull().default(0),
    openedAt: instant('opened_at'),
    /** Since when nothing but failures came back. */
    firstFailureAt: instant('first_failure_at'),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.id] }), unique('connections_id').on(t.id)],
)

/** The shop with the plugin that a connection is paired with, and how far its numbers are known. */
export const installations = pgTable(
  'installations',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    installationId: text('installation_id').notNull(),
    siteUrl: text('site_url').notNull(),
    /** Where its files lie, in its own words: a copy of it lies elsewhere. Null until it says so. */
    place: text(),
    /** When it last moved from one place to another. */
    movedAt: instant('moved_at'),
    pluginVersion: text('plugin_version'),
    woocommerceVersion: text('woocommerce_version'),
    /** Every number up to here was seen, or is known to be lost. */
    contiguousTo: bigint('contiguous_to', { mode: 'number' }).notNull().default(0),
    highest: bigint({ mode: 'number' }).notNull().default(0),
    /** Since when a number is missing. */
    gapSince: instant('gap_since'),
    /** Its numbers went back, and none above the highest has come since. */
    isBehind: boolean('is_behind').notNull().default(false),
    /** When its numbers last went back. */
    restoredAt: instant('restored_at'),
    pairedAt: instant('paired_at').notNull().default(sql`app_now()`),
    lastSeenAt: instant('last_seen_at'),
    lastPushAt: instant('last_push_at'),
    /** When we last asked for its outbox to its end, and how often in a row in vain. */
    askedAt: instant('asked_at'),
    /** Nobody asks before: someone does at this moment, or it is to be left in peace. */
    askDueAt: instant('ask_due_at'),
    askFailures: integer('ask_failures').notNull().default(0),
    askError: text('ask_error'),
    /** Another shop that came with this connection's secret. */
    foreignSeenAt: instant('foreign_seen_at'),
    foreignInstallationId: text('foreign_installation_id'),
    foreignSiteUrl: text('foreign_site_url'),
    /** Set where it was the same shop by id and address. */
    foreignPlace: text('foreign_place'),
    /** When the shop signed the last call that changed its secret; one that was signed earlier comes too late. */
    rotationSignedAt: instant('rotation_signed_at'),
    /** The keys that the last pairing made. */
    keyIds: uuid('key_ids').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.connectionId] })],
)

/** Every number that an installation gave an event, kept for good; one with `lost_reason` never came and never will. */
export const pluginSequences = pgTable(
  'plugin_sequences',
  {
    organisationId: uuid('organisation_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    installationId: text('installation_id').notNull(),
    sequence: bigint({ mode: 'number' }).notNull(),
    /** Null where it is lost, or came with an event that names itself wrongly. */
    eventId: uuid('event_id'),
    lostReason: text('lost_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.connectionId, t.installationId, t.sequence] }),
    index('plugin_sequences_lost')
      .on(t.organisationId, t.connectionId, t.installationId, t.sequence)
      .where(sql`lost_reason is not null`),
  ],
)

/** Codes by which a shop introduces itself. A code is bound to the first installation that proves itself with it. */
export const pairings = pgTable(
  'pairings',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    codeHash: bytes('code_hash').notNull(),
    /** Null until a connection is made for it. */
    connectionId: uuid('connection_id'),
    installationId: text('installation_id'),
    triesLeft: integer('tries_left').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().default(sql`app_now()`),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.id] }), unique('pairings_code_hash').on(t.codeHash)],
)
