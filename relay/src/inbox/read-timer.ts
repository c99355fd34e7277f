import type { Connector, ReadArgs, ReadResult } from '../connectors/connector.ts'

/** Time is a source without a connection: its events stand under this id, and are read here. */
export const clockConnectionId = '00000000-0000-0000-0000-000000000000'
export const clockConnector = 'clock'

type Stored = { name: string; entity_kind: string; entity_id: string; payload: Record<string, unknown> }

function readTimer({ raw }: ReadArgs): ReadResult {
  const stored: Stored = JSON.parse(new TextDecoder().decode(raw))
  const { name, entity_kind: entityKind, entity_id: entityId, payload } = stored
  return { kind: 'reading', reading: { type: 'timer', name, entityKind, entityId, payload } }
}

/** The bytes of a timer's event; `dueAt` keeps two rings of one timer apart. */
export function writeTimer(timer: Stored & { due_at: Date }): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(timer))
}

/** What an inbox needs of a source: a connector's `read`, or the clock's. */
export type FindReader = (name: string) => Pick<Connector, 'read' | 'sendsPartial'> | undefined

export const withClock =
  (findConnector: FindReader): FindReader =>
  (name) =>
    name === clockConnector ? { read: readTimer } : findConnector(name)
