import type { Tx } from '../platform/db.ts'
import type { IncomingItem, StoreResult } from './incoming-event.ts'

/** Claims the source's own event ids; answers, per item, what an id seen before means. */
export async function markSeen(
  tx: Tx,
  organisationId: string,
  items: IncomingItem[],
): Promise<(item: IncomingItem) => StoreResult | null> {
  const named = items.filter((item) => item.sourceEventId !== null)
  if (named.length === 0) return () => null
  const idKey = (connectionId: string, id: string) => `${connectionId} ${id}`
  const first = new Map<string, IncomingItem>()
  for (const item of named) {
    const key = idKey(item.connectionId, item.sourceEventId ?? '')
    if (!first.has(key)) first.set(key, item)
  }
  const ordered = [...first.keys()].sort().map((key) => first.get(key) as IncomingItem)
  const connectionIds = ordered.map((item) => item.connectionId)
  const ids = ordered.map((item) => item.sourceEventId)
  const [added, known] = await Promise.all([
    tx.sql<{ connection_id: string; source_event_id: string }[]>`
      insert into inbox_seen (organisation_id, connection_id, source_event_id, hash)
      select ${organisationId}::uuid, k.c, k.e, decode(k.h, 'hex')
      from unnest(${connectionIds}::uuid[], ${ids}::text[], ${ordered.map((item) => item.hash)}::text[]) as k(c, e, h)
      on conflict do nothing returning connection_id, source_event_id`,
    tx.sql<{ connection_id: string; source_event_id: string; hash: string }[]>`
      select s.connection_id, s.source_event_id, encode(s.hash, 'hex') as hash from inbox_seen s
      join unnest(${connectionIds}::uuid[], ${ids}::text[]) as k(c, e) on s.connection_id = k.c and s.source_event_id = k.e
      where s.organisation_id = ${organisationId}::uuid`,
  ])
  const isNew = new Set(added.map((row) => idKey(row.connection_id, row.source_event_id)))
  const hashes = new Map(known.map((row) => [idKey(row.connection_id, row.source_event_id), row.hash]))
  return (item) => {
    if (item.sourceEventId === null) return null
    const key = idKey(item.connectionId, item.sourceEventId)
    if (isNew.has(key) && first.get(key) === item) return null
    return hashes.get(key) === item.hash ? 'duplicate' : 'event_id_conflict'
  }
}
