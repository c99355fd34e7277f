/** One event as a door hands it over; `raw` is valid UTF-8. */
export type IncomingEvent = {
  kind: string
  externalId: string | null
  topic: string
  raw: Uint8Array
  sourceEventId: string | null
  sourceVersion: number | null
  occurredAt: Date | null
  /** A step, and not only a state: it never folds, and counts even where a newer state came first. */
  isFact?: boolean
  /** How many relays it came through; none where absent. */
  hop?: number
  /** SHA-256 in hex that stands for it where two are compared; of `raw` where absent. */
  hash?: string
  /** Kept for its trace and applied by nobody: why. */
  setAside?: string | null
  /** Kept as bytes, applied by nobody until someone mends it. */
  quarantine: string | null
}

export type StoreResult = 'accepted' | 'superseded' | 'duplicate' | 'event_id_conflict'

/** An event on its way into one transaction, with the SHA-256 of its bytes in hex. */
export type IncomingItem = IncomingEvent & { connectionId: string; hash: string }
