import { type ExternalKey, externalKeyText, findMappings, type Mapping } from '../../mapping/find-mappings.ts'
import { reserveLinks } from '../../mapping/reserve-links.ts'
import { requestPull, type WantedEntity } from '../../sync/request-pull.ts'
import type { Application, Context } from '../context.ts'
import { evaluate } from './evaluate.ts'
import { linkNeighbours } from './link-neighbours.ts'
import { loadRows, lockNames, readNow } from './load-rows.ts'
import { mergeSubscription } from './merge-subscription.ts'
import { newSubscription } from './new-subscription.ts'
import type { Aggregate } from './rows.ts'
import { type Items, keysOf, type SnapshotItem, sortItems } from './sort-items.ts'
import { writeBatch } from './write-batch.ts'

type Batch = {
  organisationId: string
  now: Date
  aggregates: Map<string, Aggregate>
  /** Our ids by `externalKeyText`. */
  ids: Map<string, string>
  companies: Map<string, string>
  agreed: Mapping[]
  /** Told of by a step alone. */
  wanted: WantedEntity[]
}

/**
 * Applies what a source said of subscriptions, and timers of ours, in bulk: creates, updates, deletes or revives, reads anew what
 * each means from its orders, and tells what readers see of it. What says nothing new changes nothing.
 */
export async function applySubscriptions({ ctx, items }: { ctx: Context; items: Application[] }): Promise<void> {
  const sorted = sortItems(items)
  const batch = await loadBatch(ctx, sorted)
  for (const item of sorted.snapshots) mergeItem(batch, item)
  for (const item of sorted.deletions) {
    const id = idOf(batch, item, 'subscription', item.reading.externalId)
    touch(batch, id, item, ({ after }) => ({ ...after, deletedAt: after.deletedAt ?? batch.now }))
  }
  for (const item of sorted.timers) touch(batch, item.reading.entityId, item, ({ after }) => after)
  await requestPull(ctx.tx, ctx.organisationId, batch.wanted)
  await linkNeighbours(ctx, batch.aggregates)
  await evaluate(ctx, batch.aggregates, batch.now)
  await writeBatch(ctx, batch.aggregates.values(), batch.agreed, batch.now)
}

/** Names, locks and reads what the items speak of. */
async function loadBatch({ tx, organisationId }: Context, items: Items): Promise<Batch> {
  const links = await reserveLinks(tx, organisationId, items.snapshots.flatMap(keysOf))
  const deleted = items.deletions.map(({ connectionId, reading }) => ({
    connectionId,
    kind: 'subscription',
    externalId: reading.externalId,
  }))
  for (const [text, { id }] of await findMappings(tx, organisationId, deleted)) links.set(text, id)
  await lockNames(tx, [...items.snapshots.flatMap(namesOf), ...deleted])
  const ids = [
    ...items.snapshots.map(({ connectionId, reading: { externalId } }) => ({
      connectionId,
      kind: 'subscription',
      externalId,
    })),
    ...deleted,
  ].flatMap((key) => links.get(externalKeyText(key)) ?? [])
  const rows = await loadRows(tx, organisationId, [...ids, ...items.timers.map(({ reading }) => reading.entityId)])
  const connectionIds = [...new Set(items.snapshots.map(({ connectionId }) => connectionId))]
  const companies = await tx.sql<{ id: string; company_id: string }[]>`
    select id, company_id from connections
    where organisation_id = ${organisationId}::uuid and id = any(${connectionIds}::uuid[])`
  const now = await readNow(tx)
  return {
    organisationId,
    now,
    aggregates: new Map(
      rows.map((row) => [
        row.id,
        { before: row, after: row, source: { connectionId: null, eventId: null }, occurredAt: now },
      ]),
    ),
    ids: links,
    companies: new Map(companies.map((row) => [row.id, row.company_id])),
    agreed: [],
    wanted: [],
  }
}

/** What an order's change may look for: the subscription, the order that began it, the newest that renewed it. */
function namesOf({ connectionId, reading: { externalId, fields } }: SnapshotItem): ExternalKey[] {
  const orders = [fields.parentOrderExternalId, fields.renewalOrderExternalIds?.at(-1)]
  return [
    { connectionId, kind: 'subscription', externalId },
    ...orders.flatMap((order) => (order ? [{ connectionId, kind: 'order', externalId: order }] : [])),
  ]
}

function mergeItem(batch: Batch, item: SnapshotItem): void {
  const { connectionId, currency, reading, isStale, facts: earlier = [] } = item
  const id = idOf(batch, item, 'subscription', reading.externalId)
  const companyId = batch.companies.get(connectionId)
  if (id === null || companyId === undefined) throw new Error(`no connection ${connectionId}`)
  const { organisationId, now } = batch
  // A step without a state, or with an old one, begins nothing: how it stands now is asked for at the source.
  if (!batch.aggregates.has(id) && (isStale || Object.keys(reading.fields).length === 0)) {
    batch.wanted.push({
      connectionId,
      kind: 'subscription',
      externalId: reading.externalId,
      reason: 'fact_without_state',
    })
    return
  }
  if (!batch.aggregates.has(id)) {
    const given = { organisationId, id, companyId, connectionId, externalId: reading.externalId, currency, now }
    batch.aggregates.set(id, {
      before: null,
      after: newSubscription(given),
      source: { connectionId: null, eventId: null },
      occurredAt: now,
    })
  }
  const ours = (kind: string, externalId: string | null) => idOf(batch, item, kind, externalId)
  touch(batch, id, item, ({ after }) => mergeSubscription(after, reading, { isStale, earlier, idOf: ours }))
  if (!isStale) {
    batch.agreed.push({
      connectionId,
      kind: 'subscription',
      externalId: reading.externalId,
      id,
      agreed: { ...reading.agreed },
    })
  }
}

function touch(
  { aggregates }: Batch,
  id: string | null,
  { connectionId, eventId, occurredAt, reading }: Application,
  merge: (aggregate: Aggregate) => Aggregate['after'],
): void {
  const aggregate = aggregates.get(id ?? '')
  if (!aggregate) return
  aggregate.after = merge(aggregate)
  // Time is nobody's: what it changes is told to everyone.
  aggregate.source = { connectionId: reading.type === 'timer' ? null : connectionId, eventId }
  aggregate.occurredAt = occurredAt
}

function idOf({ ids }: Batch, { connectionId }: Application, kind: string, externalId: string | null): string | null {
  return externalId === null ? null : (ids.get(externalKeyText({ connectionId, kind, externalId })) ?? null)
}
