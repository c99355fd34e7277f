import type { ZodType } from 'zod'
import type { Reading } from './readings.ts'

/** Lower-case names and values of one HTTP request's headers. */
export type Headers = Readonly<Record<string, string | undefined>>

/** What a connector may know of the connection it acts for. Money is read in `currency` where an item names none. */
export type ConnectionContext = {
  organisationId: string
  connectionId: string
  currency: string
  settings: Readonly<Record<string, string>>
  /** Decrypted secrets by settings key; several values are all live (rotation, one secret per webhook). */
  secrets: Readonly<Record<string, readonly string[]>>
}

/** One event as the source sent it: verified, split, kept byte for byte; nothing mapped. */
export type ReceivedEvent = {
  /** The noun in the source's terms, such as `product`, `order`. */
  kind: string
  /** The source's id of the entity; null where none can be read, which puts the event in quarantine. */
  externalId: string | null
  /** `noun.past-verb`; only a topic that ends in `.deleted` deletes. */
  topic: string
  raw: Uint8Array
  /** It tells a step and not only a state: it never folds into a newer one, and is told even where the state it carries is old. */
  isFact?: boolean
  /** The delivery's own id, where the source has one that names exactly this event. */
  sourceEventId: string | null
  /** The source's own order for this entity: epoch milliseconds of the item's modification time; null where absent. */
  sourceVersion: number | null
  /** When it happened, as the source says. */
  occurredAt: Date | null
  /** Why it cannot be applied as it is. `quarantine`: kept as bytes and accepted. `reject`: told to the sender. */
  problem: { kind: 'quarantine' | 'reject'; code: string; pointer: string } | null
}

export type Refusal = {
  status: 400 | 401 | 413 | 415 | 422
  code: string
  detail: string
  errors?: { pointer: string; code: string }[]
}

/** `ignored`: a call that carries no event, such as WooCommerce's ping, answered with 200. */
export type ReceiveResult =
  | { kind: 'events'; events: ReceivedEvent[] }
  | { kind: 'ignored'; reason: string }
  | { kind: 'refused'; refusal: Refusal }

/** `now`: when the call came; absent, the present moment. */
export type ReceiveArgs = { raw: Uint8Array; headers: Headers; context: ConnectionContext; now?: Date }

export type * from './readings.ts'

export type ReadArgs = {
  topic: string
  kind: string
  externalId: string
  raw: Uint8Array
  /** ISO 4217 code for amounts that name no currency. */
  currency: string
}

/**
 * `unreadable` parks the event with the code; `unknown` quarantines it until a reader exists; `ignored` is understood and says
 * nothing that we keep; `fetch` names what must be read at the source, because the event does not carry it.
 */
export type ReadResult =
  | { kind: 'reading'; reading: Reading }
  | { kind: 'ignored'; code: string }
  | { kind: 'fetch'; entityKind: string; externalId: string }
  | { kind: 'unreadable'; code: string; pointer: string; detail: string }
  | { kind: 'unknown'; code: string }

/** One HTTP exchange as the platform's `deliver` reports it; a failure is a value, never thrown. */
export type HttpExchange =
  | {
      kind: 'response'
      status: number
      headers: Headers
      body: string
      /** False where bytes of the body were replaced, because they are no storable text. */
      isUtf8?: boolean
      durationMs: number
    }
  | { kind: 'failed'; code: string; detail: string; durationMs: number; wasSent: boolean }

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body: string | null
  /** What is read of the answer at most; 64 KB unless given. */
  maxResponseBytes?: number
}

export type Io = { http: (request: HttpRequest) => Promise<HttpExchange>; now: () => Date }

/** One of our events on its way out. `data` is exact JSON text of the entity as the API shows it. */
export type OutgoingEvent = {
  /** The event's id, the same in `/v1/events`, in every retry and in the `webhook-id` header. */
  id: string
  organisationId: string
  type: string
  timestamp: string
  entity: { kind: string; id: string; version: number }
  data: string
  previous: string
  source: { connectionId: string | null; eventId: string | null }
  /** How many relays it came through before it reached us; none where absent. */
  hop?: number
  /** The destination's mapping for the entity, if it has one. */
  mapping: { externalId: string; agreed: Readonly<Record<string, unknown>> } | null
}

export type PushArgs = { io: Io; context: ConnectionContext; event: OutgoingEvent }

/** The exchange is stored as an attempt whatever the result says. */
export type PushResult = (
  | { kind: 'delivered'; externalId?: string; remoteVersion?: string; agreed?: Record<string, unknown> }
  | { kind: 'retry'; reason: string; afterMs?: number; isThrottled?: boolean }
  | { kind: 'rejected'; reason: string }
  | { kind: 'conflict'; theirs: unknown }
  | { kind: 'misconfigured'; reason: string }
  | { kind: 'gone' }
  | { kind: 'unauthorized' }
  | { kind: 'unknown'; reason: string }
) & { exchange?: HttpExchange }

/** What a source can be asked for: a page of one noun, by cursor from null on, or single things by their ids. */
export type PullArgs = {
  io: Io
  context: ConnectionContext
  kind: string
  /** Null begins; a cursor is the connector's own text, good for days. */
  cursor: string | null
  /** Instead of a page. */
  externalIds?: readonly string[]
  /** Only what the source says was changed after; where it cannot tell, everything. */
  changedAfter?: Date
}

/** An item as if the source had sent it: it enters by the inbox like any other event. */
export type PulledItem = Pick<
  ReceivedEvent,
  'kind' | 'externalId' | 'topic' | 'raw' | 'sourceEventId' | 'sourceVersion' | 'occurredAt' | 'isFact'
>
export type PullResult =
  | {
      kind: 'page'
      items: PulledItem[]
      nextCursor: string | null
      /** How many there are in all, where the source says so. */
      total: number | null
      /** Asked for by id, and not there any more. */
      missingIds?: readonly string[]
    }
  | { kind: 'retry'; reason: string; afterMs?: number; isThrottled?: boolean }
  | { kind: 'rejected'; reason: string }
  | { kind: 'unauthorized' }

/** A page of one kind's buckets in the order of their numbers, or with `bucket` what stands in one. */
export type DigestArgs = { io: Io; context: ConnectionContext; kind: string } & (
  | { after: number | null; limit: number }
  | { bucket: number }
)

/** Of each entity in the bucket the id and the version, as one SHA-256: see `shared-types/digest`. */
export type DigestBucket = { bucket: number; count: number; hash: string }

/** `next`: the highest bucket that was looked at, where there is more. `unsupported`: the source keeps no versions to compare. */
export type DigestResult =
  | { kind: 'buckets'; buckets: DigestBucket[]; next: number | null }
  | { kind: 'entities'; entities: { externalId: string; version: number }[] }
  | { kind: 'unsupported' }
  | Exclude<PullResult, { kind: 'page' }>

/** What became of a push whose answer was lost. `absent` is sure: it may be sent again. */
export type ReadBackResult =
  | { kind: 'found'; externalId?: string; remoteVersion?: string; agreed?: Record<string, unknown> }
  | { kind: 'absent' }
  | { kind: 'retry'; reason: string; afterMs?: number }

/** `detail` is for a person who set the connection up, in English; the code is stable. */
export type TestResult = { kind: 'ok'; detail: string } | { kind: 'failed'; code: string; detail: string }

export type Setting = {
  key: string
  isSecret: boolean
  isRequired: boolean
  /** A secret that is not given is generated. */
  isGenerated?: boolean
  schema: ZodType<string>
}

export type ConnectorConfig = {
  settings: readonly Setting[]
  /** The settings key that the other side must present to us; null where we present ours only. */
  incomingSecret: string | null
}

export type Connector = {
  name: string
  config: ConnectorConfig
  labels: { en: Record<string, string>; fr: Record<string, string> }
  /** Calls under way at once to one connection. */
  concurrency: number
  /** `events`: every event is sent. `state`: a waiting run of one entity's events is sent as its newest. */
  pushes: 'events' | 'state' | null
  /** Its snapshots may leave fields out; a waiting run is then laid one over the other instead of taking the newest alone. */
  sendsPartial?: boolean
  receive: ((args: ReceiveArgs) => ReceiveResult) | null
  read: ((args: ReadArgs) => ReadResult) | null
  push: ((args: PushArgs) => Promise<PushResult>) | null
  /** Kinds of entity that `push` takes; all of them where it is absent. */
  takes?: readonly string[]
  /** Kinds of entity that `pull` can read, in the order in which a whole shop is best read. */
  pulls?: readonly string[]
  pull?: ((args: PullArgs) => Promise<PullResult>) | null
  /** Kinds of which `pull` can list only what changed, by `changedAfter`. */
  listsChanges?: readonly string[]
  /** True where the connection's settings and secrets are enough to pull; always, where it is absent. */
  canPull?: (context: ConnectionContext) => boolean
  /** Says by hashes what stands at the source, where it keeps versions: what is equal need not be read. Its kinds are those of `pulls`. */
  digest?: (args: DigestArgs) => Promise<DigestResult>
  /** Looks for what an earlier push of this event may have left. Absent where sending again does no harm. */
  readBack?: ((args: PushArgs) => Promise<ReadBackResult>) | null
  /** One harmless call that shows whether address and secrets are good. */
  test?: ((args: { io: Io; context: ConnectionContext }) => Promise<TestResult>) | null
  /** Looks for what is wrong at a source that answers: a stable code, and what it means in English; null where nothing is. */
  findTrouble?: (args: { io: Io; context: ConnectionContext }) => Promise<{ code: string; detail: string } | null>
}

export function defineConnector(connector: Connector): Connector {
  return connector
}
