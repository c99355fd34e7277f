import type { Sql } from '../platform/db.ts'

/** The next thing to send for one leased pair of entity and destination. `folded` are older ones that it replaces. */
export type ClaimedDelivery = {
  organisationId: string
  connectionId: string
  entityKind: string
  entityId: string
  fence: number
  doneSeq: number
}

export const leaseSeconds = 60

export type DueConnection = { organisationId: string; connectionId: string; connector: string }

/**
 * Destinations that have something due, leaving out those that are paused or asked us to wait. The clock is volatile and so is
 * no condition for an index: it is compared with the oldest due time, which the index gives at once.
 */
export async function findDueConnections(sql: Sql): Promise<DueConnection[]> {
  const rows = await sql<{ organisation_id: string; id: string; connector: string }[]>`
    select c.organisation_id, c.id, c.connector from connections c
    where c.state = 'active' and (c.not_before is null or c.not_before <= app_now())
      and (select min(h.due_at) from delivery_heads h
        where h.organisation_id = c.organisation_id and h.connection_id = c.id and h.due_at is not null) <= app_now()
    order by c.id`
  return rows.map((row) => ({ organisationId: row.organisation_id, connectionId: row.id, connector: row.connector }))
}

/** Leases up to `limit` due entities of one destination. */
export async function claimDeliveries(
  sql: Sql,
  at: { organisationId: string; connectionId: string },
  limit: number,
): Promise<ClaimedDelivery[]> {
  const rows = await sql<{ entity_kind: string; entity_id: string; fence: number; done_seq: number }[]>`
    update delivery_heads h set fence = h.fence + 1, lease_until = app_now() + make_interval(secs => ${leaseSeconds})
    from (
      select entity_kind, entity_id from delivery_heads
      where organisation_id = ${at.organisationId}::uuid and connection_id = ${at.connectionId}::uuid and due_at <= (select app_now())
        and (lease_until is null or lease_until < app_now())
      order by due_at limit ${limit} for update skip locked
    ) due
    where h.organisation_id = ${at.organisationId}::uuid and h.connection_id = ${at.connectionId}::uuid
      and h.entity_kind = due.entity_kind and h.entity_id = due.entity_id
    returning h.entity_kind, h.entity_id, h.fence, h.done_seq`
  return rows.map((row) => ({
    ...at,
    entityKind: row.entity_kind,
    entityId: row.entity_id,
    fence: row.fence,
    doneSeq: row.done_seq,
  }))
}
