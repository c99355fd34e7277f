import type { ExternalKey } from '../../mapping/find-mappings.ts'
import type { Change, Context, Reaction } from '../context.ts'
import { evaluate } from './evaluate.ts'
import { linkNeighbours } from './link-neighbours.ts'
import { loadRows, lockNames, readNow } from './load-rows.ts'
import type { Aggregate } from './rows.ts'
import { writeBatch } from './write-batch.ts'

/** An order decides what its subscription means: those that it began, renews or replaces are read anew. */
export const onOrderChanged: Reaction = {
  topics: ['order.*'],
  async react({ ctx, changes }) {
    const byOrder = new Map(changes.map((change) => [change.entity.id, change]))
    const mentions = await findMentions(ctx, [...byOrder.keys()])
    await lockNames(ctx.tx, mentions)
    const found = await findConcerned(ctx, mentions)
    if (found.size === 0) return
    const rows = await loadRows(ctx.tx, ctx.organisationId, [...found.keys()])
    const now = await readNow(ctx.tx)
    const sourceOf = (id: string): Change['source'] =>
      byOrder.get(found.get(id) ?? '')?.source ?? { connectionId: null, eventId: null }
    const aggregates = new Map(
      rows.map((row): [string, Aggregate] => [
        row.id,
        { before: row, after: row, source: sourceOf(row.id), occurredAt: now },
      ]),
    )
    await linkNeighbours(ctx, aggregates)
    await evaluate(ctx, aggregates, now)
    await writeBatch(ctx, aggregates.values(), [], now)
  },
}

type Mention = ExternalKey & { orderId: string }

/** The orders by the source's ids, and the subscriptions that they name. */
async function findMentions({ tx, organisationId }: Context, orderIds: string[]): Promise<Mention[]> {
  const rows = await tx.sql<{ k: string; c: string; e: string; o: string }[]>`
    select 'order' as k, connection_id as c, external_id as e, id as o from orders
    where organisation_id = ${organisationId}::uuid and id = any(${orderIds}::uuid[])
    union all
    select 'subscription', connection_id, subscription_external_id, order_id from order_subscriptions
    where organisation_id = ${organisationId}::uuid and order_id = any(${orderIds}::uuid[])`
  return rows.map(({ k, c, e, o }) => ({ kind: k, connectionId: c, externalId: e, orderId: o }))
}

/** The subscriptions that the mentions concern, by id, each with the order. */
async function findConcerned({ tx, organisationId }: Context, mentions: Mention[]): Promise<Map<string, string>> {
  const rows = await tx.sql<{ id: string; o: string }[]>`
    select s.id, w.o from unnest(${mentions.map((m) => m.kind)}::text[], ${mentions.map((m) => m.connectionId)}::uuid[],
      ${mentions.map((m) => m.externalId)}::text[], ${mentions.map((m) => m.orderId)}::uuid[]) as w(k, c, e, o)
    cross join lateral (
      select id from subscriptions where w.k = 'subscription' and organisation_id = ${organisationId}::uuid
        and connection_id = w.c and external_id = w.e
      union all
      select id from subscriptions where w.k = 'order' and organisation_id = ${organisationId}::uuid
        and connection_id = w.c and parent_order_external_id = w.e
    ) s`
  return new Map(rows.map(({ id, o }) => [id, o]))
}
