import type { Tx } from '../platform/db.ts'

const portion = 5_000

type Last = { kind: string; external_id: string }

/**
 * Forgets how new the newest event of every entity of a connection was, in the caller's transaction, so that none that comes
 * is taken for old: its source counts anew. By portions, in the order in which heads are locked everywhere.
 */
export async function forgetVersions(tx: Tx, organisationId: string, connectionId: string): Promise<void> {
  let last: Last | undefined = { kind: '', external_id: '' }
  while (last) {
    const after: Last = last
    const rows: Last[] = await tx.sql<Last[]>`
      with portion as materialized (
        select kind, external_id from inbox_heads
        where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
          and (kind, external_id) > (${after.kind}, ${after.external_id})
        order by kind, external_id limit ${portion} for update
      ), forgotten as (
        update inbox_heads h set newest_version = null from portion p
        where h.organisation_id = ${organisationId}::uuid and h.connection_id = ${connectionId}::uuid
          and h.kind = p.kind and h.external_id = p.external_id and h.newest_version is not null
      )
      select kind, external_id from portion order by kind desc, external_id desc limit 1`
    last = rows[0]
  }
}
