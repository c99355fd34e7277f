import { objectText } from '@passerelle/shared-types/json-text'
import type { OutgoingEvent } from '../connector.ts'

/** JSON text of the event as the contract has it; `data` and `previous` stand in it as they are, digit for digit. */
export function toEnvelope(event: OutgoingEvent): string {
  return objectText([
    ['id', JSON.stringify(event.id)],
    ['type', JSON.stringify(event.type)],
    ['timestamp', JSON.stringify(event.timestamp)],
    ['organisation_id', JSON.stringify(event.organisationId)],
    ['entity', JSON.stringify({ kind: event.entity.kind, id: event.entity.id, version: event.entity.version })],
    ['data', event.data],
    ['previous', event.previous],
    ['source', JSON.stringify({ connection_id: event.source.connectionId, event_id: event.source.eventId })],
  ])
}
