import type { Sql } from '../platform/db.ts'

/** A leased entity; `fence` proves the lease when the heads are moved. */
export type ClaimedHead = {
  organisationId: string
  connectionId: string
  kind: string
  externalId: string
  fence: number
  doneSeq: number
  lastSeq: number
}

type Row = {
  connection_id: string
  kind: string
  external_id: string
  fence: number
  done_seq: number
  last_seq: number
}

export const leaseSeconds = 30

/**
 * Organisations that have entities due, in a fixed order, so that the caller can go round. The clock is volatile and so is no
 * condition for an index: it is compared with the oldest due time, which the index gives at once.
 */
export async function findDueOrganisations(sql: Sql): Promise<string[]> {
  const rows = await sql<{ organisation_id: string }[]>`
    select o.id as organisation_id from organisations o
    where (select min(h.due_at) from inbox_heads h where h.organisation_id = o.id and h.due_at is not null) <= app_now()
    order by o.id`
  return rows.map((row) => row.organisation_id)
}

/**
 * Leases up to `limit` due entities of one organisation. Entities whose lease is still held are passed over, as are those that
 * another transaction writes at this moment.
 */
export async function claimHeads(sql: Sql, organisationId: string, limit: number): Promise<ClaimedHead[]> {
  const rows = await sql<Row[]>`
    update inbox_heads h
    set fence = h.fence + 1, lease_until = app_now() + make_interval(secs => ${leaseSeconds})
    where h.ctid = any(array(
      select ctid from inbox_heads
      where organisation_id = ${organisationId}::uuid and due_at <= (select app_now()) and (lease_until is null or lease_until < app_now())
      order by due_at limit ${limit} for update skip locked
    ))
    returning h.connection_id, h.kind, h.external_id, h.fence, h.done_seq, h.last_seq`
  return rows.map((row) => ({
    organisationId,
    connectionId: row.connection_id,
    kind: row.kind,
    externalId: row.external_id,
    fence: row.fence,
    doneSeq: row.done_seq,
    lastSeq: row.last_seq,
  }))
}
