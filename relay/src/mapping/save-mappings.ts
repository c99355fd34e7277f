import type { Tx } from '../platform/db.ts'
import { externalKeyText, type Mapping } from './find-mappings.ts'

/**
 * Links our ids to theirs and keeps what was agreed. One of our things has one mapping per connection: where it is linked to
 * another external id already, that link stays and this one is not made; nor is one whose external id is linked to another
 * thing. Answers how many stand as given.
 */
export async function saveMappings(tx: Tx, organisationId: string, mappings: Mapping[]): Promise<number> {
  if (mappings.length === 0) return 0
  const sorted = mappings.toSorted((a, b) => (externalKeyText(a) < externalKeyText(b) ? -1 : 1))
  const text = JSON.stringify(
    sorted.map((m) => ({ c: m.connectionId, k: m.kind, e: m.externalId, id: m.id, agreed: m.agreed })),
  )
  const { count } = await tx.sql`
    insert into mappings (organisation_id, connection_id, kind, external_id, id, agreed, agreed_at)
    select ${organisationId}::uuid, m.c, m.k, m.e, m.id, m.agreed, app_now()
    from json_to_recordset(${text}::text::json) as m(c uuid, k text, e text, id uuid, agreed json)
    where (
      select o.external_id from mappings o
      where o.organisation_id = ${organisationId}::uuid and o.connection_id = m.c and o.kind = m.k and o.id = m.id and o.external_id <> m.e
      limit 1) is null
    on conflict (organisation_id, connection_id, kind, external_id) do update
    set agreed = excluded.agreed, agreed_at = excluded.agreed_at
    where mappings.id = excluded.id`
  return count
}
