import type { Tx } from '../platform/db.ts'

export type ExternalKey = { connectionId: string; kind: string; externalId: string }
/** Our id for theirs. */
export type Link = ExternalKey & { id: string }
/** A link with what both sides last held to be true, in their terms. */
export type Mapping = Link & { agreed: Record<string, unknown> }

export const externalKeyText = ({ connectionId, kind, externalId }: ExternalKey): string =>
  `${connectionId} ${kind} ${externalId}`

/** Our ids for theirs, by `externalKeyText`. What has no mapping is absent. */
export async function findMappings(tx: Tx, organisationId: string, keys: ExternalKey[]): Promise<Map<string, Link>> {
  if (keys.length === 0) return new Map()
  const rows = await tx.sql<{ connection_id: string; kind: string; external_id: string; id: string }[]>`
    select m.* from unnest(${keys.map((k) => k.connectionId)}::uuid[], ${keys.map((k) => k.kind)}::text[],
      ${keys.map((k) => k.externalId)}::text[]) as k(c, k, e)
    cross join lateral (
      select m.connection_id, m.kind, m.external_id, m.id from mappings m
      where m.organisation_id = ${organisationId}::uuid and m.connection_id = k.c and m.kind = k.k and m.external_id = k.e
      limit 1
    ) m`
  return new Map(
    rows.map((row) => {
      const link = { connectionId: row.connection_id, kind: row.kind, externalId: row.external_id, id: row.id }
      return [externalKeyText(link), link]
    }),
  )
}
