import type { Application, Context } from '../domain/context.ts'
import { modules, takesReading } from '../domain/index.ts'
import { crashPoint } from '../platform/crash-point.ts'
import type { Tx } from '../platform/db.ts'
import { requestPull } from '../sync/request-pull.ts'
import type { ClaimedHead } from './claim-heads.ts'
import { type FoldedRun, foldRun, type Outcome } from './fold-run.ts'
import { loadWaiting } from './load-waiting.ts'
import type { FindReader } from './read-timer.ts'

/**
 * Applies what waits for claimed entities of one organisation, inside the caller's transaction. Heads are locked as they are
 * read, and only where fence and position are still those of the claim: what is not returned then has no effect.
 */
export async function applyHeads({
  ctx,
  heads,
  findReader,
}: {
  ctx: Context
  heads: ClaimedHead[]
  findReader: FindReader
}): Promise<number> {
  // Everything here goes by keys; the statistics of a young table would have it read whole. Its failure is that of what follows.
  ctx.tx.sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.catch(
    () => {},
  )
  const waiting = await loadWaiting(ctx.tx, ctx.organisationId, heads)
  const runs = waiting.map((entry) => foldRun(entry, findReader(entry.connector)))
  const written = Promise.all([
    moveHeads(ctx.tx, ctx.organisationId, runs),
    releaseHeads(ctx.tx, ctx.organisationId, heads, runs),
    markEvents(
      ctx.tx,
      ctx.organisationId,
      runs.flatMap((run) => run.outcomes),
    ),
  ])
  // They are on their way while the domain works; where that fails, the transaction has failed, and these with it.
  written.catch(() => {})
  await applySteps(ctx, runs)
  await requestPull(
    ctx.tx,
    ctx.organisationId,
    runs.flatMap(({ waiting: { head }, fetches }) =>
      fetches.map(({ entityKind, externalId, reason }) => ({
        connectionId: head.connectionId,
        kind: entityKind,
        externalId,
        reason,
      })),
    ),
  )
  await written
  crashPoint('after_apply')
  return runs.length
}

/** Each entity at most once in a round: what one step changed is there when the next, a timer's, is applied. */
async function applySteps(ctx: Context, runs: FoldedRun[]): Promise<void> {
  const rounds = runs.reduce((most, { steps }) => Math.max(most, steps.length), 0)
  for (let round = 0; round < rounds; round++) {
    for (const module of modules) {
      const items = runs.flatMap((run): Application[] => {
        const step = run.steps[round]
        if (!step || !takesReading(module, step.reading)) return []
        return [
          {
            connectionId: run.waiting.head.connectionId,
            currency: run.waiting.currency,
            eventId: step.event.id,
            occurredAt: step.event.occurredAt,
            reading: step.reading,
            isStale: step.isStale,
            facts: step.facts,
          },
        ]
      })
      if (items.length > 0) await module.apply({ ctx, items })
    }
  }
}

/** The heads exist and are locked: inserting over them finds each by its key, whatever the planner knows of a young table. */
async function moveHeads(tx: Tx, organisationId: string, runs: FoldedRun[]): Promise<void> {
  if (runs.length === 0) return
  await tx.sql`
    insert into inbox_heads as h (organisation_id, connection_id, kind, external_id, last_seq, done_seq)
    select ${organisationId}::uuid, m.c, m.k, m.e, m.seq, m.seq
    from unnest(${runs.map((r) => r.waiting.head.connectionId)}::uuid[], ${runs.map((r) => r.waiting.head.kind)}::text[],
      ${runs.map((r) => r.waiting.head.externalId)}::text[], ${runs.map((r) => r.lastSeq)}::bigint[]) as m(c, k, e, seq)
    on conflict (organisation_id, connection_id, kind, external_id) do update
    set done_seq = excluded.done_seq, lease_until = null, to_try_singly = greatest(h.to_try_singly - 1, 0), due_at = case when h.last_seq > excluded.done_seq then app_now() end`
}

/** Entities that the portion had no room for go back at once, instead of waiting for their lease to run out. */
async function releaseHeads(tx: Tx, organisationId: string, heads: ClaimedHead[], runs: FoldedRun[]): Promise<void> {
  const taken = new Set(runs.map((run) => run.waiting.head))
  const left = heads.filter((head) => !taken.has(head))
  if (left.length === 0) return
  await tx.sql`
    update inbox_heads h set lease_until = null
    from unnest(${left.map((h) => h.connectionId)}::uuid[], ${left.map((h) => h.kind)}::text[], ${left.map((h) => h.externalId)}::text[],
      ${left.map((h) => h.fence)}::bigint[]) as m(c, k, e, fence)
    where h.organisation_id = ${organisationId}::uuid and h.connection_id = m.c and h.kind = m.k and h.external_id = m.e and h.fence = m.fence`
}

/** One statement per outcome, of which a claim has few, so that events are found by their ids alone. */
async function markEvents(tx: Tx, organisationId: string, outcomes: Outcome[]): Promise<void> {
  const groups = Map.groupBy(outcomes, ({ state, reason, detail }) => JSON.stringify([state, reason, detail]))
  await Promise.all(
    [...groups.values()].map(
      ([outcome, ...more]) =>
        outcome &&
        tx.sql`
      update inbox_events
      set state = ${outcome.state}, reason = ${outcome.reason}, detail = ${outcome.detail}, attempt_count = attempt_count + 1,
        finished_at = app_now()
      where organisation_id = ${organisationId}::uuid and id = any(${[outcome, ...more].map((o) => o.id)}::uuid[])`,
    ),
  )
}
