import type { ZodType } from 'zod'

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

/**
 * What a source says of a product. A field that is absent was not said and stays as it is; null is said.
 * `agreed` is the source's own view of the item, kept in the mapping to compare with later.
 */
export type ProductSnapshot = {
  type: 'product'
  externalId: string
  fields: ProductFields
  /** Members that our product has no field for, as exact JSON text by member name; echoed to the source's format. */
  attributes: Readonly<Record<string, string>>
  agreed: Readonly<Record<string, unknown>>
  /** It lies in the source's trash: what is said of it there changes and revives nothing that was deleted. */
  isInTrash?: true
}

export type ProductFields = {
  sku?: string | null
  name?: string
  description?: string | null
  shortDescription?: string | null
  kind?: string
  status?: 'active' | 'inactive' | 'draft'
  /** Instead of `status`, from a source that knows no drafts: false leaves a draft a draft. */
  isActive?: boolean
  category?: string | null
  partnerCategory?: string | null
  supplier?: string | null
  logoUrl?: string | null
  currency?: string
  basePrice?: number | null
  price?: number | null
  vatRate?: string | null
  /** Exact JSON text of an array: numbers that a double cannot hold stay as they are. */
  features?: string
  /** Exact JSON text. */
  plans?: string
  isPopular?: boolean | null
  rating?: string | null
  stockQuantity?: number | null
  isInStock?: boolean | null
  images?: { url: string; alt: string | null }[]
}

export type VariationSnapshot = {
  type: 'variation'
  externalId: string
  parentExternalId: string
  fields: VariationFields
  agreed: Readonly<Record<string, unknown>>
  /** As for a product. */
  isInTrash?: true
}

export type VariationFields = {
  sku?: string | null
  name?: string
  status?: 'active' | 'inactive' | 'draft'
  currency?: string
  basePrice?: number | null
  price?: number | null
  stockQuantity?: number | null
  isInStock?: boolean | null
  options?: { name: string; value: string }[]
  imageUrl?: string | null
}

/** The source deleted something that it names by id alone: a product or a variation. */
export type ProductDeletion = { type: 'product-deletion'; externalId: string }

/** What the domain understands. New nouns add their shape here. */
export type Reading = ProductSnapshot | VariationSnapshot | ProductDeletion

export type ReadArgs = {
  topic: string
  kind: string
  externalId: string
  raw: Uint8Array
  /** ISO 4217 code for amounts that name no currency. */
  currency: string
}

/** `unreadable` parks the event with the code; `unknown` quarantines it until a reader exists. */
export type ReadResult =
  | { kind: 'reading'; reading: Reading }
  | { kind: 'unreadable'; code: string; pointer: string; detail: string }
  | { kind: 'unknown'; code: string }

/** One HTTP exchange as the platform's `deliver` reports it; a failure is a value, never thrown. */
export type HttpExchange =
  | { kind: 'response'; status: number; headers: Headers; body: string; durationMs: number }
  | { kind: 'failed'; code: string; detail: string; durationMs: number; wasSent: boolean }

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body: string | null
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
}

export function defineConnector(connector: Connector): Connector {
  return connector
}
