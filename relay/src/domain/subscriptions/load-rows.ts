import { and, eq, inArray } from 'drizzle-orm'
import { type ExternalKey, externalKeyText } from '../../mapping/find-mappings.ts'
import type { Tx } from '../../platform/db.ts'
import type { SubscriptionRow } from './rows.ts'
import { subscriptions } from './tables.ts'

/** Subscriptions by id, locked in id order, so that two batches cannot deadlock. */
export async function loadRows(tx: Tx, organisationId: string, ids: string[]): Promise<SubscriptionRow[]> {
  if (ids.length === 0) return []
  return tx.orm
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.organisationId, organisationId), inArray(subscriptions.id, [...new Set(ids)])))
    .orderBy(subscriptions.id)
    .for('update')
}

/**
 * A subscription and an order that it hangs on may be applied at the same moment by two workers, neither seeing what the other
 * wrote. Both take the lock of what they name first: whoever is second finds the first one's rows. All at once and in the order
 * of the locks themselves.
 */
export async function lockNames(tx: Tx, names: ExternalKey[]): Promise<void> {
  if (names.length === 0) return
  const keys = names.map((name) => `of subscription: ${externalKeyText(name)}`)
  await tx.sql`
    select pg_advisory_xact_lock(k) from (
      select distinct hashtextextended(t, 0) as k from unnest(${keys}::text[]) as t order by k offset 0
    ) keys`
}

export async function readNow(tx: Tx): Promise<Date> {
  const [row] = await tx.sql<{ now: Date }[]>`select app_now() as now`
  return new Date(row?.now ?? Date.now())
}

/** Which of the orders and customers came already, deleted ones included, by `externalKeyText`. What only a step told of did not. */
export async function findKnown(tx: Tx, organisationId: string, keys: ExternalKey[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const rows = await tx.sql<{ c: string; k: string; e: string }[]>`
    select w.* from unnest(${keys.map((k) => k.connectionId)}::uuid[], ${keys.map((k) => k.kind)}::text[],
      ${keys.map((k) => k.externalId)}::text[]) as w(c, k, e)
    where (w.k = 'order' and exists (select from orders o
        where o.organisation_id = ${organisationId}::uuid and o.connection_id = w.c and o.external_id = w.e
          and o.raw_status <> ''))
      or (w.k = 'customer' and exists (select from customers u
        where u.organisation_id = ${organisationId}::uuid and u.connection_id = w.c and u.external_id = w.e))`
  return new Set(rows.map(({ c, k, e }) => externalKeyText({ connectionId: c, kind: k, externalId: e })))
}
