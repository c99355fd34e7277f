import type { OrderStatus } from '../../connectors/connector.ts'
import type { Tx } from '../../platform/db.ts'

export type OrderSummary = {
  id: string
  externalId: string
  status: OrderStatus
  rawStatus: string
  paidAt: Date | null
  placedAt: Date | null
}

export type SubscriptionKey = {
  connectionId: string
  /** The source's id of the subscription. */
  externalId: string
  /** The source's id of the order that began it, where known. */
  parentOrderExternalId?: string | null
}

/** `renewal`: the newest order that renews it. Drafts and deleted orders are none. */
export type OrdersOfSubscription = { renewal: OrderSummary | null; parent: OrderSummary | null }

export const subscriptionKeyText = ({ connectionId, externalId }: SubscriptionKey): string =>
  `${connectionId} ${externalId}`

type Row = {
  n: number
  relation: 'renewal' | 'parent'
  id: string
  external_id: string
  status: OrderStatus
  raw_status: string
  paid_at: Date | null
  placed_at: Date | null
}

/** The order that began each subscription and the newest that renewed it, by `subscriptionKeyText`, in one query by keys. */
export async function listOrdersOfSubscriptions(
  tx: Tx,
  organisationId: string,
  keys: readonly SubscriptionKey[],
): Promise<Map<string, OrdersOfSubscription>> {
  const found = new Map(
    keys.map((key): [string, OrdersOfSubscription] => [subscriptionKeyText(key), { renewal: null, parent: null }]),
  )
  if (keys.length === 0) return found
  const rows = await tx.sql<Row[]>`
    with wanted as (
      select c, e, p, n::int from unnest(${keys.map((k) => k.connectionId)}::uuid[], ${keys.map((k) => k.externalId)}::text[],
        ${keys.map((k) => k.parentOrderExternalId ?? null)}::text[]) with ordinality as w(c, e, p, n)
    )
    select w.n, r.* from wanted w cross join lateral (
      select 'renewal' as relation, o.id, o.external_id, o.status, o.raw_status, o.paid_at, o.placed_at
      from order_subscriptions s join orders o on o.organisation_id = s.organisation_id and o.id = s.order_id
      where s.organisation_id = ${organisationId}::uuid and s.connection_id = w.c and s.subscription_external_id = w.e
        and s.relation = 'renewal' and o.deleted_at is null and o.status <> 'draft'
      order by o.placed_at desc nulls last, length(o.external_id) desc, o.external_id desc limit 1
    ) r
    union all
    select w.n, p.* from wanted w cross join lateral (
      select 'parent' as relation, o.id, o.external_id, o.status, o.raw_status, o.paid_at, o.placed_at from orders o
      where o.organisation_id = ${organisationId}::uuid and o.connection_id = w.c and o.external_id = w.p
        and o.deleted_at is null and o.status <> 'draft'
      limit 1
    ) p`
  for (const row of rows) {
    const key = keys[row.n - 1]
    const entry = key && found.get(subscriptionKeyText(key))
    if (!entry) continue
    entry[row.relation] = {
      id: row.id,
      externalId: row.external_id,
      status: row.status,
      rawStatus: row.raw_status,
      paidAt: row.paid_at && new Date(row.paid_at),
      placedAt: row.placed_at && new Date(row.placed_at),
    }
  }
  return found
}
