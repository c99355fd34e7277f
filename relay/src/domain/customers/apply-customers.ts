import { and, eq, inArray } from 'drizzle-orm'
import { type ExternalKey, externalKeyText, findMappings } from '../../mapping/find-mappings.ts'
import { reserveLinks } from '../../mapping/reserve-links.ts'
import { saveMappings } from '../../mapping/save-mappings.ts'
import { upsertRows } from '../../platform/upsert-rows.ts'
import type { Application, Change, Context } from '../context.ts'
import { mergeCustomer, newCustomer } from './merge-customer.ts'
import type { CustomerRow } from './rows.ts'
import { customers } from './tables.ts'
import { bookkeeping, customerMembers, toCustomerJson } from './to-customer-json.ts'

type Said = Application & { reading: Extract<Application['reading'], { type: 'customer' }> }
type Deleted = Application & { reading: Extract<Application['reading'], { type: 'deletion' }> }
type Applied = { item: Said | Deleted; before: CustomerRow | null; after: CustomerRow }

const compared = customerMembers.filter((member) => !bookkeeping.has(member.name))

/**
 * Applies what sources said of customers, in bulk, and emits one change per customer that is not as it was. One that comes
 * back after its deletion is created anew. What says nothing new, and what is older than what was said, changes nothing.
 */
export async function applyCustomers({ ctx, items }: { ctx: Context; items: Application[] }): Promise<void> {
  const { tx, organisationId } = ctx
  const said = items.filter(
    (item): item is Said => item.reading.type === 'customer' && !item.isStale && hasState(item.reading),
  )
  const deleted = items.filter((item): item is Deleted => item.reading.type === 'deletion')
  const ids = await reserveLinks(tx, organisationId, said.map(keyOf))
  for (const [text, { id }] of await findMappings(tx, organisationId, deleted.map(keyOf))) ids.set(text, id)
  const idOf = (item: Said | Deleted) => ids.get(externalKeyText(keyOf(item))) ?? ''

  const { rows, now } = await lockCustomers(ctx, [...said, ...deleted].map(idOf))
  const applied = [
    ...said.map((item): Applied => {
      const { connectionId, reading } = item
      const before = rows.get(idOf(item)) ?? null
      const named = { organisationId, id: idOf(item), connectionId, externalId: reading.externalId, now }
      return { item, before, after: mergeCustomer(before ?? newCustomer(named), reading) }
    }),
    ...deleted.flatMap((item): Applied[] => {
      const before = rows.get(idOf(item))
      return before ? [{ item, before, after: { ...before, deletedAt: before.deletedAt ?? now } }] : []
    }),
  ]
  await write(ctx, applied, now)
}

const hasState = ({ fields }: Said['reading']) => Object.keys(fields).length > 0

const keyOf = ({ connectionId, reading }: Said | Deleted): ExternalKey => ({
  connectionId,
  kind: 'customer',
  externalId: reading.externalId,
})

/** In id order, so that two batches cannot deadlock; the clock is read when they are locked. */
async function lockCustomers({ tx, organisationId }: Context, ids: string[]) {
  const [found, [clock]] = await Promise.all([
    tx.orm
      .select()
      .from(customers)
      .where(and(eq(customers.organisationId, organisationId), inArray(customers.id, ids.filter(Boolean))))
      .orderBy(customers.id)
      .for('update'),
    tx.sql<{ now: Date }[]>`select app_now() as now`,
  ])
  return { rows: new Map(found.map((row) => [row.id, row])), now: new Date(clock?.now ?? Date.now()) }
}

async function write({ tx, organisationId, emit }: Context, applied: Applied[], now: Date): Promise<void> {
  const changed = applied.flatMap(({ item, before, after }) => {
    const previous = before === null ? [] : previousMembers(before, after)
    if (before !== null && previous.length === 0) return []
    return [{ item, before, after: { ...after, version: after.version + 1, updatedAt: now }, previous }]
  })
  await upsertRows(
    tx,
    customers,
    ['organisation_id', 'id'],
    changed.map(({ after }) => after),
  )
  const agreed = applied.flatMap(({ item, after: { id } }) =>
    item.reading.type === 'customer' ? [{ ...keyOf(item), id, agreed: { ...item.reading.agreed } }] : [],
  )
  await saveMappings(tx, organisationId, agreed)
  for (const { item, before, after, previous } of changed) {
    emit({
      type: typeOf(before, after),
      entity: { kind: 'customer', id: after.id, version: after.version },
      data: toCustomerJson(after),
      previous: `{${previous.join(',')}}`,
      source: { connectionId: item.connectionId, eventId: item.eventId },
    } satisfies Change)
  }
}

function previousMembers(before: CustomerRow, after: CustomerRow): string[] {
  return compared
    .filter((member) => member.write(before) !== member.write(after))
    .map((member) => `"${member.name}":${member.write(before)}`)
}

function typeOf(before: CustomerRow | null, after: CustomerRow): string {
  if (after.deletedAt !== null) return 'customer.deleted'
  return before === null || before.deletedAt !== null ? 'customer.created' : 'customer.updated'
}
