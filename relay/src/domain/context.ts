import type { Fact, Reading } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'

/** Something that happened with us: becomes an event, a place in the feed and deliveries. `data` and `previous` are JSON text. */
export type Change = {
  type: string
  entity: { kind: string; id: string; version: number }
  data: string
  previous: string
  /** The connection that knows it already; null where it comes from several, each of which lacks the other's part. */
  source: { connectionId: string | null; eventId: string | null }
}

/** What a verb works with. `emit` is the only way in which a change leaves the domain. */
export type Context = {
  tx: Tx
  organisationId: string
  emit: (change: Change) => void
}

/** One reading of one entity, ready to be applied. Entities of one call are distinct. */
export type Application = {
  connectionId: string
  currency: string
  eventId: string
  occurredAt: Date
  reading: Reading
  /** A newer state was accepted before: of this one only its fact counts. */
  isStale: boolean
  /** Facts of the same entity that waited beside it, oldest first; its own is in the reading. */
  facts?: readonly Fact[]
}

/**
 * What follows in the same transaction from changes of these topics; it calls verbs, which may emit more. `topics` are whole
 * names, or `noun.*`.
 */
export type Reaction = {
  topics: readonly string[]
  react: (args: { ctx: Context; changes: readonly Change[] }) => Promise<void>
}
