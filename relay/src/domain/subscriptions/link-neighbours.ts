import { externalKeyText, findMappings } from '../../mapping/find-mappings.ts'
import type { Context } from '../context.ts'
import { loadRows } from './load-rows.ts'
import type { Aggregate } from './rows.ts'

/**
 * Joins what took another up again or replaced it with that other, both ways: as the shop says, or by the order that began the
 * one and names the other. Neighbours that were not loaded are, and join the batch.
 */
export async function linkNeighbours(ctx: Context, aggregates: Map<string, Aggregate>): Promise<void> {
  await findPredecessors(ctx, aggregates)
  await findWhoNamesUs(ctx, aggregates)
  const named = [...aggregates.values()].flatMap((aggregate) =>
    [aggregate.after.previousId, aggregate.after.successorId].flatMap((id) =>
      id !== null && !aggregates.has(id) ? [{ id, aggregate }] : [],
    ),
  )
  const by = new Map(named.map(({ id, aggregate }) => [id, aggregate]))
  for (const row of await loadRows(ctx.tx, ctx.organisationId, [...by.keys()])) {
    const { source, occurredAt } = by.get(row.id)!
    aggregates.set(row.id, { before: row, after: row, source, occurredAt })
  }
  for (const { after } of [...aggregates.values()]) {
    const previous = aggregates.get(after.previousId ?? '')
    if (previous && previous.after.successorId === null) {
      previous.after = { ...previous.after, successorId: after.id }
    }
    const successor = aggregates.get(after.successorId ?? '')
    if (successor && successor.after.previousId === null) {
      successor.after = { ...successor.after, previousId: after.id }
    }
  }
}

/** A switch into a new subscription is known by its order alone, which begins the new one and names the old one. */
async function findPredecessors({ tx, organisationId }: Context, aggregates: Map<string, Aggregate>): Promise<void> {
  const rows = [...aggregates.values()].flatMap(({ after }) =>
    after.previousId === null && after.parentOrderId !== null ? [after] : [],
  )
  if (rows.length === 0) return
  const found = await tx.sql<{ id: string; connection_id: string; external_id: string }[]>`
    select w.id, s.connection_id, s.subscription_external_id as external_id
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.parentOrderId)}::uuid[], ${rows.map((r) => r.externalId)}::text[]) as w(id, o, e)
    cross join lateral (
      select s.connection_id, s.subscription_external_id from order_subscriptions s
      where s.organisation_id = ${organisationId}::uuid and s.order_id = w.o and s.relation in ('switch', 'resubscribe')
        and s.subscription_external_id <> w.e
      order by s.subscription_external_id limit 1
    ) s`
  const keys = found.map((f) => ({ connectionId: f.connection_id, kind: 'subscription', externalId: f.external_id }))
  const links = await findMappings(tx, organisationId, keys)
  for (const [i, { id }] of found.entries()) {
    const aggregate = aggregates.get(id)
    const previousId = links.get(externalKeyText(keys[i]!))?.id
    if (aggregate && previousId) aggregate.after = { ...aggregate.after, previousId }
  }
}

async function findWhoNamesUs({ tx, organisationId }: Context, aggregates: Map<string, Aggregate>): Promise<void> {
  const ids = [...aggregates.keys()]
  if (ids.length === 0) return
  const rows = await tx.sql<{ id: string; previous_id: string | null; successor_id: string | null }[]>`
    select id, previous_id, successor_id from subscriptions
    where organisation_id = ${organisationId}::uuid and previous_id = any(${ids}::uuid[])
    union
    select id, previous_id, successor_id from subscriptions
    where organisation_id = ${organisationId}::uuid and successor_id = any(${ids}::uuid[])`
  for (const row of rows) {
    const successor = aggregates.get(row.successor_id ?? '')
    if (successor && successor.after.previousId === null) {
      successor.after = { ...successor.after, previousId: row.id }
    }
    const previous = aggregates.get(row.previous_id ?? '')
    if (previous && previous.after.successorId === null) previous.after = { ...previous.after, successorId: row.id }
  }
}
