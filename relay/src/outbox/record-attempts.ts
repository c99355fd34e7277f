import type { PushResult } from '../connectors/connector.ts'
import { saveMappings } from '../mapping/save-mappings.ts'
import type { Tx } from '../platform/db.ts'
import { makeContention } from '../platform/db-errors.ts'
import type { ClaimedDelivery } from './claim-deliveries.ts'
import type { Decision } from './decide-next.ts'
import { judgeDestinations } from './judge-destinations.ts'
import type { LoadedDelivery } from './load-deliveries.ts'
import { readableAnswer, storable } from './readable-answer.ts'

export type Attempt = {
  claimed: ClaimedDelivery
  delivery: LoadedDelivery
  result: PushResult
  /** What the result was come by: a call, or looking for what an earlier one left. */
  isReadBack: boolean
  startedAt: Date
  durationMs: number
  /** The connection's own: a destination may echo what we presented to it. */
  secrets: readonly string[]
}

export type Recorded = {
  decision: Decision | null
  /** False where the lease was lost meanwhile: then only the attempt is kept. */
  isHeld: boolean
  /** Something more waits for the same pair. */
  isMoreDue: boolean
  /** Nothing may be sent to the destination at present. */
  isDestinationHeld: boolean
}

type Entry = Attempt & { decision: Decision }

/**
 * Stores what attempts of one organisation came to, each of a pair of its own: the attempts, the deliveries, their places in
 * line, mappings, and what the answers say of the connections. Rows are locked in the order in which applying news locks them:
 * inbox heads, mappings, delivery heads; connections come before all of them.
 */
export async function recordAttempts(
  tx: Tx,
  organisationId: string,
  attempts: readonly Attempt[],
): Promise<Recorded[]> {
  tx.sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.catch(() => {})
  const judgement = await judgeDestinations(tx, organisationId, attempts)
  const entries = attempts.flatMap((attempt): Entry[] => {
    const decision = judgement.decisions.get(attempt)
    return decision ? [{ ...attempt, decision }] : []
  })
  const delivered = entries.filter(({ result }) => result.kind === 'delivered')
  const [, , { lost, due }] = await Promise.all([
    lockInboxHeads(tx, organisationId, delivered),
    lockMappings(tx, organisationId, delivered),
    writeEntries(tx, organisationId, entries).catch(tryAgain),
  ])
  const held = entries.filter((_, n) => !lost.has(n))
  const kept = held.filter(({ result }) => result.kind === 'delivered')
  await Promise.all([
    skipReplaced(tx, organisationId, held),
    forgetNewest(tx, organisationId, kept),
    link(tx, organisationId, kept),
  ])
  await judgement.write()
  return attempts.map(({ claimed }, n) => ({
    decision: entries[n]?.decision ?? null,
    isHeld: entries[n] !== undefined && !lost.has(n),
    isMoreDue: due.has(n),
    isDestinationHeld: judgement.held.has(claimed.connectionId),
  }))
}

const externalIdOf = ({ result, delivery }: Attempt): string | null =>
  (result.kind === 'delivered' ? result.externalId : undefined) ?? delivery.event.mapping?.externalId ?? null

/** The pairs of which the other side is known to hold something: connection, kind, their id. */
const linkedKeys = ({ sql }: Tx, linked: readonly Attempt[]) => sql`
  select * from unnest(${linked.map((entry) => entry.claimed.connectionId)}::uuid[], ${linked.map((entry) => entry.claimed.entityKind)}::text[],
    ${linked.map(externalIdOf)}::text[]) as m(c, k, e) order by c, k, e`

async function lockInboxHeads(tx: Tx, organisationId: string, delivered: readonly Attempt[]): Promise<void> {
  const linked = delivered.filter((entry) => externalIdOf(entry) !== null)
  if (linked.length === 0) return
  await tx.sql`
    select from (${linkedKeys(tx, linked)}) m cross join lateral (
      select from inbox_heads h
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = m.c and h.kind = m.k and h.external_id = m.e
      limit 1 for update
    ) h`
}

async function lockMappings(tx: Tx, organisationId: string, delivered: readonly Attempt[]): Promise<void> {
  const linked = delivered.filter((entry) => entry.result.kind === 'delivered' && entry.result.agreed)
  if (linked.length === 0) return
  await tx.sql`
    select from (${linkedKeys(tx, linked)}) m cross join lateral (
      select from mappings h
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = m.c and h.kind = m.k and h.external_id = m.e
      limit 1 for update
    ) h`
}

/**
 * Moves the heads whose lease is still ours, in key order, and writes attempts and deliveries. The heads exist: inserting over
 * them finds and locks each by its key; a proposed row's `last_seq` is where the line stands afterwards. Whoever records the same
 * delivery waits there, held or not, so attempts are numbered one after the other. Answers, by index, which leases were lost and
 * where more is due.
 */
async function writeEntries(tx: Tx, organisationId: string, entries: readonly Entry[]): Promise<Written> {
  const [row] = await tx.sql<{ lost: number[] | null; due: number[] | null }[]>`
    with m as materialized (
      select * from json_to_recordset(${JSON.stringify(entries.map(toRow))}::text::json) as m(n int, c uuid, k text, e uuid, fence bigint,
        done bigint, seq bigint, wait float8, id uuid, state text, reason text, failures int, started_at timestamptz, ms int, outcome text,
        status int, detail text, response text)
    ), head as (
      insert into delivery_heads as h (organisation_id, connection_id, entity_kind, entity_id, fence, done_seq, last_seq, due_at)
      select ${organisationId}::uuid, c, k, e, fence, done, seq, app_now() + make_interval(secs => wait) from m order by c, k, e
      on conflict (organisation_id, connection_id, entity_kind, entity_id) do update
      set lease_until = null, done_seq = excluded.last_seq,
        due_at = case when excluded.due_at is not null then excluded.due_at when h.last_seq > excluded.last_seq then app_now() end
      where h.fence = excluded.fence and h.done_seq = excluded.done_seq
      returning h.connection_id, h.entity_kind, h.entity_id, h.due_at <= app_now() as is_due
    ), attempt as (
      insert into delivery_attempts (organisation_id, delivery_id, number, started_at, duration_ms, outcome, http_status, reason, response)
      select ${organisationId}::uuid, id, 1 + coalesce((
          select max(a.number) from delivery_attempts a where a.organisation_id = ${organisationId}::uuid and a.delivery_id = m.id), 0),
        started_at, ms, outcome, status, detail, response from m
    ), held as (
      select m.*, head.is_due from m join head on head.connection_id = m.c and head.entity_kind = m.k and head.entity_id = m.e
    ), delivery as (
      update deliveries d set state = m.state, reason = m.reason, attempt_count = d.attempt_count + 1,
        failure_count = d.failure_count + m.failures, finished_at = case when m.wait is null then app_now() end
      from held m where d.organisation_id = ${organisationId}::uuid and d.id = m.id
    )
    select (select array_agg(n) from m where n not in (select n from held)) as lost,
      (select array_agg(n) from held where is_due) as due`
  return { lost: new Set(row?.lost), due: new Set(row?.due) }
}

/** A worker that lost its lease may number an attempt of the same delivery at the same moment: then this is done again. */
function tryAgain(error: unknown): never {
  const isTwice = typeof error === 'object' && error !== null && 'code' in error && error.code === '23505'
  throw isTwice ? makeContention('an attempt of the same number was recorded meanwhile') : error
}

type Written = { lost: Set<number>; due: Set<number> }

const toRow = (entry: Entry, n: number) => {
  const { claimed, delivery, decision, startedAt, durationMs } = entry
  const isFinished = decision.afterMs === null
  return {
    n,
    c: claimed.connectionId,
    k: claimed.entityKind,
    e: claimed.entityId,
    fence: claimed.fence,
    done: claimed.doneSeq,
    seq: isFinished ? delivery.seq : claimed.doneSeq,
    wait: isFinished ? null : (decision.afterMs ?? 0) / 1_000,
    id: delivery.id,
    state: decision.state,
    reason: decision.reason === null ? null : storable(decision.reason),
    failures: Number(decision.isFailure),
    started_at: startedAt,
    ms: Math.round(durationMs),
    outcome: outcomeOf(entry),
    status: statusOf(entry),
    detail: reasonOf(entry),
    response: answerOf(entry),
  }
}

const outcomeOf = ({ result, isReadBack }: Attempt) =>
  isReadBack && result.kind === 'delivered' ? 'read_back' : result.kind
const statusOf = ({ result: { exchange } }: Attempt) => (exchange?.kind === 'response' ? exchange.status : null)
const reasonOf = ({ result }: Attempt) => {
  const reason = result.exchange?.kind === 'failed' ? result.exchange.code : 'reason' in result ? result.reason : null
  return reason === null ? null : storable(reason)
}
const answerOf = ({ result: { exchange }, secrets }: Attempt) =>
  exchange?.kind === 'response' ? readableAnswer(exchange.body, secrets) : null

async function skipReplaced(tx: Tx, organisationId: string, held: readonly Entry[]): Promise<void> {
  const replaced = held.flatMap(({ delivery, decision }) => (decision.afterMs === null ? delivery.replaced : []))
  if (replaced.length === 0) return
  await tx.sql`
    update deliveries set state = 'skipped', reason = 'replaced_by_newer', finished_at = app_now()
    where organisation_id = ${organisationId}::uuid and id = any(${replaced}::uuid[])`
}

/**
 * What the other side holds is now what we sent: where it is a source as well and goes back to what it last told us, that is
 * news, and not a repeat.
 */
async function forgetNewest(tx: Tx, organisationId: string, delivered: readonly Entry[]): Promise<void> {
  const linked = delivered.filter((entry) => externalIdOf(entry) !== null)
  if (linked.length === 0) return
  await tx.sql`
    update inbox_heads h set newest_hash = null
    where h.ctid = any(array(
      select l.ctid from (${linkedKeys(tx, linked)}) m cross join lateral (
        select h.ctid from inbox_heads h
        where h.organisation_id = ${organisationId}::uuid and h.connection_id = m.c and h.kind = m.k and h.external_id = m.e
        limit 1
      ) l
    ))`
}

async function link(tx: Tx, organisationId: string, delivered: readonly Entry[]): Promise<void> {
  const links = delivered.flatMap((entry) => {
    const { result, claimed } = entry
    if (result.kind !== 'delivered' || !result.agreed) return []
    const { connectionId, entityKind: kind, entityId: id } = claimed
    return [{ connectionId, kind, externalId: externalIdOf(entry) ?? id, id, agreed: result.agreed }]
  })
  const moved = links.filter(({ externalId, id }) => externalId !== id)
  if (moved.length > 0) {
    // They took our id as long as they had none of their own to tell.
    await tx.sql`
      delete from mappings m
      using unnest(${moved.map((l) => l.connectionId)}::uuid[], ${moved.map((l) => l.kind)}::text[], ${moved.map((l) => l.id)}::uuid[]) as l(c, k, id)
      where m.organisation_id = ${organisationId}::uuid and m.connection_id = l.c and m.kind = l.k and m.id = l.id and m.external_id = l.id::text`
  }
  await saveMappings(tx, organisationId, links)
}
