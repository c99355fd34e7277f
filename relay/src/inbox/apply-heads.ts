import type { Connector } from '../connectors/connector.ts'
import type { Context } from '../domain/context.ts'
import { type Application, modules } from '../domain/index.ts'
import { crashPoint } from '../platform/crash-point.ts'
import type { Tx } from '../platform/db.ts'
import type { ClaimedHead } from './claim-heads.ts'
import { type FoldedRun, foldRun, type Outcome } from './fold-run.ts'
import { loadWaiting } from './load-waiting.ts'

/**
 * Applies what waits for claimed entities of one organisation, inside the caller's transaction: the heads move first, in one
 * statement that checks fence and position, and only what that statement returned has an effect.
 */
export async function applyHeads({
  ctx,
  heads,
  findConnector,
}: {
  ctx: Context
  heads: ClaimedHead[]
  findConnector: (name: string) => Connector | undefined
}): Promise<number> {
  const waiting = await loadWaiting(ctx.tx, ctx.organisationId, heads)
  const runs = waiting.map((entry) => foldRun(entry, findConnector(entry.connector)))
  const moved = await moveHeads(ctx.tx, ctx.organisationId, runs)
  for (const module of modules) {
    const items = moved.flatMap((run): Application[] =>
      run.chosen && module.readings.includes(run.chosen.reading.type)
        ? [
            {
              connectionId: run.waiting.head.connectionId,
              currency: run.waiting.currency,
              eventId: run.chosen.event.id,
              occurredAt: run.chosen.event.occurredAt,
              reading: run.chosen.reading,
            },
          ]
        : [],
    )
    if (items.length > 0) await module.apply({ ctx, items })
  }
  crashPoint('after_apply')
  await markEvents(
    ctx.tx,
    ctx.organisationId,
    moved.flatMap((run) => run.outcomes),
  )
  return moved.length
}

async function moveHeads(tx: Tx, organisationId: string, runs: FoldedRun[]): Promise<FoldedRun[]> {
  if (runs.length === 0) return []
  const key = (c: string, k: string, e: string) => `${c} ${k} ${e}`
  const sorted = runs.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const rows = await tx.sql<{ connection_id: string; kind: string; external_id: string }[]>`
    with locked as (
      select h.connection_id, h.kind, h.external_id, m.seq
      from inbox_heads h
      join unnest(${sorted.map((r) => r.waiting.head.connectionId)}::uuid[], ${sorted.map((r) => r.waiting.head.kind)}::text[],
        ${sorted.map((r) => r.waiting.head.externalId)}::text[], ${sorted.map((r) => r.waiting.head.fence)}::bigint[],
        ${sorted.map((r) => r.waiting.head.doneSeq)}::bigint[], ${sorted.map((r) => r.lastSeq)}::bigint[])
        as m(c, k, e, fence, done, seq)
        on h.connection_id = m.c and h.kind = m.k and h.external_id = m.e and h.fence = m.fence and h.done_seq = m.done
      where h.organisation_id = ${organisationId}::uuid
      order by h.connection_id, h.kind, h.external_id
      for update of h
    )
    update inbox_heads h
    set done_seq = l.seq, lease_until = null, due_at = case when h.last_seq > l.seq then app_now() end
    from locked l
    where h.organisation_id = ${organisationId}::uuid and h.connection_id = l.connection_id and h.kind = l.kind and h.external_id = l.external_id
    returning h.connection_id, h.kind, h.external_id`
  const hit = new Set(rows.map((row) => key(row.connection_id, row.kind, row.external_id)))
  return runs.filter((run) => hit.has(keyOf(run)))

  function keyOf(run: FoldedRun) {
    return key(run.waiting.head.connectionId, run.waiting.head.kind, run.waiting.head.externalId)
  }
}

async function markEvents(tx: Tx, organisationId: string, outcomes: Outcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await tx.sql`
    update inbox_events e
    set state = o.state, reason = o.reason, detail = o.detail, attempt_count = e.attempt_count + 1, finished_at = app_now()
    from unnest(${outcomes.map((o) => o.id)}::uuid[], ${outcomes.map((o) => o.state)}::text[],
      ${outcomes.map((o) => o.reason)}::text[], ${outcomes.map((o) => o.detail)}::text[]) as o(id, state, reason, detail)
    where e.organisation_id = ${organisationId}::uuid and e.id = o.id`
}
