import type { Tx } from '../platform/db.ts'

export type EntityKey = { kind: string; externalId: string }
/** Where the events of a thing stand: its newest one, and the source's own order where it has one. */
export type Head = EntityKey & {
  newestVersion: number | null
  newestEventId: string | null
  newestTopic: string | null
  newestAt: Date | null
}

export const entityText = ({ kind, externalId }: EntityKey): string => `${kind} ${externalId}`

type Row = {
  kind: string
  external_id: string
  newest_version: number | null
  id: string | null
  topic: string | null
  received_at: Date | null
}

/** Locks the heads of a source's things, in key order, and answers those that exist, by `entityText`. */
export async function lockHeads(
  tx: Tx,
  organisationId: string,
  connectionId: string,
  keys: readonly EntityKey[],
): Promise<Map<string, Head>> {
  if (keys.length === 0) return new Map()
  const rows = await tx.sql<Row[]>`
    with locked as materialized (
      select h.* from (
        select distinct k, e from unnest(${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.externalId)}::text[]) as k(k, e)
        order by k, e
      ) k cross join lateral (
        select h.kind, h.external_id, h.newest_version from inbox_heads h
        where h.organisation_id = ${organisationId}::uuid and h.connection_id = ${connectionId}::uuid and h.kind = k.k
          and h.external_id = k.e
        limit 1 for update
      ) h
    )
    select l.kind, l.external_id, l.newest_version, e.id, e.topic, e.received_at
    from locked l left join lateral (
      select id, topic, received_at from inbox_events e
      where e.organisation_id = ${organisationId}::uuid and e.connection_id = ${connectionId}::uuid and e.kind = l.kind
        and e.external_id = l.external_id and e.seq is not null
      order by e.seq desc limit 1
    ) e on true`
  return new Map(
    rows.map((row) => [
      entityText({ kind: row.kind, externalId: row.external_id }),
      {
        kind: row.kind,
        externalId: row.external_id,
        newestVersion: row.newest_version,
        newestEventId: row.id,
        newestTopic: row.topic,
        newestAt: row.received_at,
      },
    ]),
  )
}
