import type { ConnectionContext, Headers, OutgoingEvent } from './connector.ts'

/** What a connector's `fixtures.ts` exports as `fixtures`; the contract suite runs every connector on its own. */
export type ConnectorFixtures = {
  /** A connection with a valid value for every setting. */
  context: ConnectionContext
  /** Calls that the other side makes as it should, each with what becomes of it. */
  calls: { name: string; raw: Uint8Array; headers: Headers; becomes: 'events' | 'ignored' }[]
  /** Events of ours that the connector can send. */
  outgoing: OutgoingEvent[]
}
