import type { Tx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import { type ExternalKey, externalKeyText, findMappings } from './find-mappings.ts'

/**
 * Our ids for theirs, by `externalKeyText`. What is mentioned before it arrives (the customer of an order) is given its id here;
 * the thing takes that id when it comes.
 */
export async function reserveLinks(tx: Tx, organisationId: string, keys: ExternalKey[]): Promise<Map<string, string>> {
  const wanted = new Map(keys.map((key) => [externalKeyText(key), key]))
  const known = await findMappings(tx, organisationId, [...wanted.values()])
  const missing = [...wanted].filter(([text]) => !known.has(text)).sort(([a], [b]) => (a < b ? -1 : 1))
  const ids = new Map([...known].map(([text, { id }]) => [text, id]))
  if (missing.length === 0) return ids
  const rows = missing.map(([, key]) => ({ c: key.connectionId, k: key.kind, e: key.externalId, id: newId() }))
  await tx.sql`
    insert into mappings (organisation_id, connection_id, kind, external_id, id, agreed)
    select ${organisationId}::uuid, m.c, m.k, m.e, m.id, '{}'
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as m(c uuid, k text, e text, id uuid)
    on conflict do nothing`
  for (const [text, { id }] of await findMappings(
    tx,
    organisationId,
    missing.map(([, key]) => key),
  ))
    ids.set(text, id)
  return ids
}
