import type { OutgoingEvent } from '../connectors/connector.ts'
import { findMappingOf } from '../mapping/find-mappings.ts'
import type { Tx } from '../platform/db.ts'
import type { ClaimedDelivery } from './claim-deliveries.ts'

export type LoadedDelivery = {
  id: string
  seq: number
  attemptCount: number
  failureCount: number
  /** Older deliveries that this one replaces at a destination that takes states. */
  replaced: string[]
  event: OutgoingEvent
}

type Row = {
  id: string
  seq: number
  attempt_count: number
  failure_count: number
  event_id: string
  type: string
  entity_version: number
  data: string
  previous: string
  source_connection_id: string | null
  source_event_id: string | null
  created_at: Date
}

/** Reads what is to be sent for a leased pair: its oldest waiting delivery, or, where states are taken, its newest. */
export async function loadDelivery(
  tx: Tx,
  claimed: ClaimedDelivery,
  pushes: 'events' | 'state',
): Promise<LoadedDelivery | null> {
  const rows = await tx.sql<{ id: string; seq: number }[]>`
    select id, seq from deliveries
    where organisation_id = ${claimed.organisationId}::uuid and connection_id = ${claimed.connectionId}::uuid
      and entity_kind = ${claimed.entityKind} and entity_id = ${claimed.entityId}::uuid and seq > ${claimed.doneSeq}
    order by seq limit ${pushes === 'state' ? 1_000 : 1}`
  const chosen = pushes === 'state' ? rows.at(-1) : rows[0]
  if (!chosen) return null
  const [row] = await tx.sql<Row[]>`
    select d.id, d.seq, d.attempt_count, d.failure_count, e.id as event_id, e.type, e.entity_version, e.data, e.previous,
      e.source_connection_id, e.source_event_id, e.created_at
    from deliveries d join events e on e.organisation_id = d.organisation_id and e.id = d.event_id
    where d.organisation_id = ${claimed.organisationId}::uuid and d.id = ${chosen.id}::uuid`
  if (!row) return null
  const mapping = await findMappingOf(tx, claimed.organisationId, {
    connectionId: claimed.connectionId,
    kind: claimed.entityKind,
    id: claimed.entityId,
  })
  return {
    id: row.id,
    seq: row.seq,
    attemptCount: row.attempt_count,
    failureCount: row.failure_count,
    replaced: rows.filter((other) => other.id !== row.id).map((other) => other.id),
    event: {
      id: row.event_id,
      organisationId: claimed.organisationId,
      type: row.type,
      timestamp: row.created_at.toISOString(),
      entity: { kind: claimed.entityKind, id: claimed.entityId, version: row.entity_version },
      data: row.data,
      previous: row.previous,
      source: { connectionId: row.source_connection_id, eventId: row.source_event_id },
      mapping: mapping && { externalId: mapping.externalId, agreed: mapping.agreed },
    },
  }
}
