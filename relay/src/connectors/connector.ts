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

/** A person's or a company's address as the source wrote it; what it left empty is null. */
export type Address = {
  firstName: string | null
  lastName: string | null
  company: string | null
  line1: string | null
  line2: string | null
  city: string | null
  state: string | null
  postcode: string | null
  /** ISO 3166-1 alpha-2. */
  country: string | null
  email: string | null
  phone: string | null
}

/** What the source's hook knew of a step, such as `order.paid` or `subscription.status_changed`. */
export type Fact = { topic: string; values: Readonly<Record<string, unknown>>; occurredAt: Date | null }

/** The source deleted an order, a customer or a subscription that it names by id alone. */
export type EntityDeletion = { type: 'deletion'; noun: 'order' | 'customer' | 'subscription'; externalId: string }

export type OrderStatus =
  | 'draft'
  | 'pending'
  | 'on_hold'
  | 'processing'
  | 'completed'
  | 'canceled'
  | 'refunded'
  | 'failed'
  | 'unknown'

/** Amounts are integer minor units of the order's currency, taxes apart. */
export type OrderLine = {
  externalId: string
  name: string
  sku: string | null
  productExternalId: string | null
  variationExternalId: string | null
  quantity: number
  subtotal: number
  subtotalTax: number
  total: number
  totalTax: number
  taxes: { rateExternalId: string; total: number }[]
  /** What the customer chose, such as a grind, as shown. */
  options: { name: string; value: string }[]
}
export type OrderTax = {
  externalId: string
  rateExternalId: string
  label: string
  /** Percent as an exact decimal. */
  rate: string | null
  total: number
  shippingTotal: number
}
export type OrderShipping = { externalId: string; method: string; title: string; total: number; totalTax: number }
export type OrderFee = { externalId: string; name: string; total: number; totalTax: number }
export type OrderCoupon = { externalId: string; code: string; discount: number; discountTax: number }
/** `amount` is positive. */
export type OrderRefund = { externalId: string; amount: number; reason: string | null; refundedAt: Date | null }
export type OrderNote = {
  externalId: string
  text: string
  isForCustomer: boolean
  author: string | null
  writtenAt: Date | null
}

/** What a source says of an order. An absent field was not said and stays as it is. */
export type OrderSnapshot = {
  type: 'order'
  externalId: string
  fields: OrderFields
  agreed: Readonly<Record<string, unknown>>
  /** It lies in the source's trash. */
  isInTrash?: true
  fact?: Fact
}
export type OrderFields = {
  number?: string
  status?: OrderStatus
  /** The source's own word. */
  rawStatus?: string
  currency?: string
  pricesIncludeTax?: boolean
  total?: number
  totalTax?: number
  shippingTotal?: number
  shippingTax?: number
  discountTotal?: number
  discountTax?: number
  /** Null for a guest. */
  customerExternalId?: string | null
  billing?: Address
  shipping?: Address
  paymentMethod?: string | null
  paymentTitle?: string | null
  transactionId?: string | null
  customerNote?: string | null
  createdVia?: string | null
  placedAt?: Date | null
  paidAt?: Date | null
  completedAt?: Date | null
  lines?: OrderLine[]
  taxes?: OrderTax[]
  shippingLines?: OrderShipping[]
  fees?: OrderFee[]
  coupons?: OrderCoupon[]
  refunds?: OrderRefund[]
  notes?: OrderNote[]
  /** Subscriptions that this order renews, switches or takes up again; the order that began one is named by the subscription. */
  subscriptions?: { relation: 'renewal' | 'switch' | 'resubscribe'; externalId: string }[]
}

export type CustomerSnapshot = {
  type: 'customer'
  externalId: string
  fields: CustomerFields
  agreed: Readonly<Record<string, unknown>>
  fact?: Fact
}
export type CustomerFields = {
  email?: string | null
  firstName?: string | null
  lastName?: string | null
  username?: string | null
  role?: string | null
  phone?: string | null
  billing?: Address
  shipping?: Address
  isPaying?: boolean
  registeredAt?: Date | null
}

export type SubscriptionSnapshot = {
  type: 'subscription'
  externalId: string
  fields: SubscriptionFields
  agreed: Readonly<Record<string, unknown>>
  isInTrash?: true
  fact?: Fact
}
/** The source's own words and dates; what they mean with us is decided by the domain. */
export type SubscriptionFields = {
  number?: string
  rawStatus?: string
  currency?: string
  total?: number
  totalTax?: number
  customerExternalId?: string | null
  parentOrderExternalId?: string | null
  billing?: Address
  shipping?: Address
  paymentMethod?: string | null
  paymentTitle?: string | null
  isManual?: boolean
  unit?: 'day' | 'week' | 'month' | 'year'
  interval?: number
  startedAt?: Date | null
  trialEndAt?: Date | null
  nextPaymentAt?: Date | null
  /** When a failed payment is tried again. */
  paymentRetryAt?: Date | null
  lastPaymentAt?: Date | null
  canceledAt?: Date | null
  endAt?: Date | null
  suspensionCount?: number
  /** A renewal order that failed, where the source says so. */
  failedRenewalOrderExternalId?: string | null
  /** Renewal orders, newest last, where the source lists them. */
  renewalOrderExternalIds?: string[]
  /** The subscription that this one takes up again, and the one that took this one up. */
  resubscribedFromExternalId?: string | null
  resubscribedToExternalId?: string | null
  lines?: OrderLine[]
  shippingLines?: OrderShipping[]
}

/** A timer that is due: time is a source too. `payload` is what was set with it. */
export type TimerReading = {
  type: 'timer'
  name: string
  entityKind: string
  entityId: string
  payload: Readonly<Record<string, unknown>>
}

/** What the domain understands. New nouns add their shape here. */
export type Reading =
  | ProductSnapshot
  | VariationSnapshot
  | ProductDeletion
  | OrderSnapshot
  | CustomerSnapshot
  | SubscriptionSnapshot
  | EntityDeletion
  | TimerReading

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
