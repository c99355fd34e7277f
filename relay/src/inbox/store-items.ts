import { crashPoint } from '../platform/crash-point.ts'
import type { Tx } from '../platform/db.ts'
import { makeContention } from '../platform/db-errors.ts'
import { newId } from '../platform/ids.ts'
import { joinTexts } from '../platform/join-texts.ts'
import { decideFate, type Newest } from './decide-fate.ts'
import type { IncomingItem, StoreResult } from './incoming-event.ts'
import { markSeen } from './mark-seen.ts'

/** Where an entity's events stand, before and while a group is stored. */
type Head = { key: string; connectionId: string; kind: string; externalId: string; seq: number; newest: Newest }
type HeadState = Head & { isNew: boolean; isMoved: boolean; isVersionLearned: boolean }
type Row = { item: IncomingItem; seq: number | null; state: string; reason: string | null; isStale: boolean }

const headKey = (connectionId: string, kind: string, externalId: string) => `${connectionId} ${kind} ${externalId}`

/** Stores items in the caller's transaction, and answers for each what became of it. */
export async function storeItems(tx: Tx, organisationId: string, items: IncomingItem[]): Promise<StoreResult[]> {
  const queued = items.filter((item) => item.quarantine === null && item.setAside == null)
  // Every statement here goes by keys: planned once, good for any number of rows. Its failure is that of the statements after it.
  tx.sql`select set_config('plan_cache_mode', 'force_generic_plan', true)`.catch(() => {})
  const [heads, seen, quarantined] = await Promise.all([
    lockHeads(tx, organisationId, queued),
    markSeen(tx, organisationId, items),
    findQuarantined(
      tx,
      organisationId,
      items.filter((item) => item.quarantine !== null),
    ),
  ])
  const states = new Map<string, HeadState>(heads.map((head) => [head.key, { ...head, ...unmoved }]))

  const rows: Row[] = []
  const results = items.map((item): StoreResult => {
    const byId = seen(item)
    if (byId) return byId
    if (item.quarantine !== null) {
      const mark = `${item.connectionId} ${item.hash}`
      if (quarantined.has(mark)) return 'duplicate'
      quarantined.add(mark)
      rows.push({ item, seq: null, state: 'quarantined', reason: item.quarantine, isStale: false })
      return 'accepted'
    }
    if (item.setAside != null) {
      rows.push({ item, seq: null, state: 'superseded', reason: item.setAside, isStale: false })
      return 'superseded'
    }
    const key = headKey(item.connectionId, item.kind, item.externalId ?? '')
    const state = states.get(key) ?? newHead(key, item)
    states.set(key, state)
    const isDelete = item.topic.endsWith('.deleted')
    const { fate, newest } = decideFate(state.newest, {
      hash: item.hash,
      version: item.sourceVersion,
      isDelete,
      isNamed: item.sourceEventId !== null,
      isFact: item.isFact === true,
      isRestore: item.topic.endsWith('.restored'),
    })
    if (fate === 'duplicate') {
      state.isVersionLearned ||= newest.version !== state.newest.version
      state.newest = newest
      return 'duplicate'
    }
    if (fate === 'superseded') {
      rows.push({ item, seq: null, state: 'superseded', reason: 'older_than_newest', isStale: false })
      return 'superseded'
    }
    state.newest = newest
    state.isMoved = true
    rows.push({ item, seq: ++state.seq, state: 'pending', reason: null, isStale: fate === 'stale' })
    return 'accepted'
  })

  await Promise.all([writeEvents(tx, organisationId, rows), moveHeads(tx, organisationId, [...states.values()])])
  crashPoint('after_inbox_insert')
  return results
}

const unmoved = { isNew: false, isMoved: false, isVersionLearned: false }

const newHead = (key: string, { connectionId, kind, externalId }: IncomingItem): HeadState => ({
  key,
  connectionId,
  kind,
  externalId: externalId ?? '',
  seq: 0,
  newest: { hash: null, version: null },
  ...unmoved,
  isNew: true,
})

type HeadRow = {
  connection_id: string
  kind: string
  external_id: string
  last_seq: number
  newest_hash: string | null
  newest_version: number | null
}

/**
 * Locks the heads that exist, in key order, so that two groups over the same entities cannot deadlock. Each is looked up by its
 * key (lateral, limit): where a table is young, the planner would read the whole organisation instead.
 */
async function lockHeads(tx: Tx, organisationId: string, items: IncomingItem[]): Promise<Head[]> {
  if (items.length === 0) return []
  const keys = [
    ...new Map(items.map((item) => [headKey(item.connectionId, item.kind, item.externalId ?? ''), item])).values(),
  ]
  const rows = await tx.sql<HeadRow[]>`
    select h.* from (
      select * from unnest(${keys.map((item) => item.connectionId)}::uuid[], ${keys.map((item) => item.kind)}::text[],
        ${keys.map((item) => item.externalId ?? '')}::text[]) as k(c, k, e) order by c, k, e
    ) k cross join lateral (
      select h.connection_id, h.kind, h.external_id, h.last_seq, encode(h.newest_hash, 'hex') as newest_hash, h.newest_version
      from inbox_heads h
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = k.c and h.kind = k.k and h.external_id = k.e
      limit 1 for update
    ) h`
  return rows.map((row) => ({
    key: headKey(row.connection_id, row.kind, row.external_id),
    connectionId: row.connection_id,
    kind: row.kind,
    externalId: row.external_id,
    seq: row.last_seq,
    newest: { hash: row.newest_hash, version: row.newest_version },
  }))
}

async function findQuarantined(tx: Tx, organisationId: string, items: IncomingItem[]): Promise<Set<string>> {
  if (items.length === 0) return new Set()
  const rows = await tx.sql<{ connection_id: string; hash: string }[]>`
    select connection_id, encode(hash, 'hex') as hash from inbox_events
    where organisation_id = ${organisationId}::uuid and state = 'quarantined'
      and connection_id = any(${items.map((item) => item.connectionId)}::uuid[])
      and hash in (select decode(h, 'hex') from unnest(${items.map((item) => item.hash)}::text[]) h)`
  return new Set(rows.map((row) => `${row.connection_id} ${row.hash}`))
}

async function writeEvents(tx: Tx, organisationId: string, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const column = <T>(pick: (row: Row) => T) => rows.map(pick)
  const raw = joinTexts(column((r) => decoder.decode(r.item.raw)))
  await tx.sql`
    insert into inbox_events (organisation_id, id, connection_id, kind, external_id, seq, topic, raw, hash, source_event_id,
      source_version, is_fact, is_stale, hop, state, reason, occurred_at, finished_at)
    select ${organisationId}::uuid, r.id, r.connection_id, r.kind, r.external_id, r.seq, r.topic, convert_to(r.raw, 'UTF8'),
      decode(r.hash, 'hex'), r.source_event_id, r.source_version, r.is_fact::boolean, r.is_stale::boolean, r.hop, r.state, r.reason, r.occurred_at,
      case when r.state = 'superseded' then app_now() end
    from unnest(${column(() => newId())}::uuid[], ${column((r) => r.item.connectionId)}::uuid[], ${column((r) => r.item.kind)}::text[],
      ${column((r) => r.item.externalId)}::text[], ${column((r) => r.seq)}::bigint[], ${column((r) => r.item.topic)}::text[],
      string_to_array(${raw.text}, ${raw.separator}), ${column((r) => r.item.hash)}::text[],
      ${column((r) => r.item.sourceEventId)}::text[], ${column((r) => r.item.sourceVersion)}::bigint[],
      ${column((r) => String(r.item.isFact === true))}::text[], ${column((r) => String(r.isStale))}::text[],
      ${column((r) => r.item.hop ?? 0)}::smallint[],
      ${column((r) => r.state)}::text[], ${column((r) => r.reason)}::text[],
      ${column((r) => r.item.occurredAt?.toISOString() ?? null)}::timestamptz[])
      as r(id, connection_id, kind, external_id, seq, topic, raw, hash, source_event_id, source_version, is_fact, is_stale,
        hop, state, reason, occurred_at)`
}

/**
 * Moves heads to the newest of their events. Those that exist are locked, so inserting over them finds each by its key; one that
 * was to be made and is there meanwhile was made by another transaction: this one is done again. Nothing becomes due where only
 * the version was learned.
 */
async function moveHeads(tx: Tx, organisationId: string, heads: HeadState[]): Promise<void> {
  const moved = heads.filter((head) => head.isMoved)
  const learned = heads.filter((head) => head.isVersionLearned && !head.isMoved)
  const rowsOf = (heads: HeadState[]) => tx.sql`
    select ${organisationId}::uuid, m.c, m.k, m.e, m.seq, 0, decode(m.hash, 'hex'), m.version, app_now()
    from unnest(${heads.map((h) => h.connectionId)}::uuid[], ${heads.map((h) => h.kind)}::text[], ${heads.map((h) => h.externalId)}::text[],
      ${heads.map((h) => h.seq)}::bigint[], ${heads.map((h) => h.newest.hash)}::text[], ${heads.map((h) => h.newest.version)}::bigint[])
      as m(c, k, e, seq, hash, version)
    order by m.c, m.k, m.e`
  const columns = tx.sql`(organisation_id, connection_id, kind, external_id, last_seq, done_seq, newest_hash, newest_version, due_at)`
  const fresh = moved.filter((head) => head.isNew)
  const known = moved.filter((head) => !head.isNew)
  const [made] = await Promise.all([
    fresh.length === 0
      ? { count: 0 }
      : tx.sql`insert into inbox_heads ${columns} ${rowsOf(fresh)} on conflict do nothing`,
    known.length === 0
      ? null
      : tx.sql`
        insert into inbox_heads as h ${columns} ${rowsOf(known)}
        on conflict (organisation_id, connection_id, kind, external_id) do update
        set last_seq = excluded.last_seq, newest_hash = excluded.newest_hash, newest_version = excluded.newest_version,
          due_at = coalesce(h.due_at, excluded.due_at)`,
    learned.length === 0
      ? null
      : tx.sql`
        insert into inbox_heads ${columns} ${rowsOf(learned)}
        on conflict (organisation_id, connection_id, kind, external_id) do update set newest_version = excluded.newest_version`,
  ])
  if (made.count !== fresh.length) throw makeContention('another transaction made the same heads')
}
