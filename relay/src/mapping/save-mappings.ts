import type { Tx } from '../platform/db.ts'
import { externalKeyText, type Mapping } from './find-mappings.ts'

/**
 * Links our ids to theirs and keeps what was agreed. One of our things has one mapping per connection: where it is linked to
 * another external id already, that link stays and this one is not made.
 */
export async function saveMappings(tx: Tx, organisationId: string, mappings: Mapping[]): Promise<void> {
  if (mappings.length === 0) return
  const sorted = mappings.toSorted((a, b) => (externalKeyText(a) < externalKeyText(b) ? -1 : 1))
  await tx.sql`
    insert into mappings (organisation_id, connection_id, kind, external_id, id, agreed, agreed_at)
    select ${organisationId}::uuid, m.c, m.k, m.e, m.id, m.agreed::jsonb, app_now()
    from unnest(${sorted.map((m) => m.connectionId)}::uuid[], ${sorted.map((m) => m.kind)}::text[],
      ${sorted.map((m) => m.externalId)}::text[], ${sorted.map((m) => m.id)}::uuid[], ${sorted.map((m) => JSON.stringify(m.agreed))}::text[])
      as m(c, k, e, id, agreed)
    where not exists (
      select from mappings o where o.organisation_id = ${organisationId}::uuid and o.connection_id = m.c and o.kind = m.k
        and o.id = m.id and o.external_id <> m.e)
    on conflict (organisation_id, connection_id, kind, external_id) do update
    set agreed = excluded.agreed, agreed_at = excluded.agreed_at
    where mappings.id = excluded.id`
}
