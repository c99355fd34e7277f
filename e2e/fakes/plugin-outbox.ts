import { randomBytes, randomUUID } from 'node:crypto'
import { type BatchAnswer, type Highest, maxBatchBytes, maxBatchEvents } from '@passerelle/shared-types/batch'

export type Entity = {
  kind: string
  id: string
  version: number
  data: Record<string, unknown> | null
  changedAt: string
}

export type OutboxRow = {
  id: string
  topic: string
  entity: { kind: string; id: string; version: number }
  occurredAt: string
  facts: Record<string, unknown>
  data: Record<string, unknown> | null
  /** Given at the first drain. */
  sequence: number | null
  state: 'waiting' | 'acknowledged' | 'rejected'
  code: string | null
}

/** All that a backup of the shop would hold. */
export type ShopState = { sequence: number; entities: Record<string, Entity>; rows: OutboxRow[]; offsetMs: number }

export type Settled = {
  eventIds: readonly string[]
  rejected: readonly { event_id: string | null; code: string }[]
  highest: Highest
}

export const newState = (): ShopState => ({ sequence: 0, entities: {}, rows: [], offsetMs: 0 })

export const keyOf = (kind: string, id: string) => `${kind}:${id}`

/** A UUIDv7, as the plugin makes them. */
function newEventId(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, '0')
  const rest = randomUUID().slice(14)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-8${randomBytes(2).toString('hex').slice(1)}-${rest.slice(10)}`
}

/** Writes the event that a hook would write, with the entity's next version. `data` undefined leaves the entity as it is. */
export function capture(
  state: ShopState,
  event: {
    topic: string
    kind: string
    id: string
    data?: Record<string, unknown> | null
    facts?: Record<string, unknown>
    now: Date
  },
): OutboxRow {
  const { topic, kind, id, facts = {}, now } = event
  const key = keyOf(kind, id)
  const known = state.entities[key]
  const version = (known?.version ?? 0) + 1
  const data = event.data === undefined ? (known?.data ?? null) : event.data
  state.entities[key] = { kind, id, version, data, changedAt: now.toISOString() }
  const row: OutboxRow = {
    id: newEventId(now),
    topic,
    entity: { kind, id, version },
    occurredAt: now.toISOString(),
    facts,
    data: structuredClone(data),
    sequence: null,
    state: 'waiting',
    code: null,
  }
  state.rows.push(row)
  return row
}

export const eventText = (row: OutboxRow): string =>
  JSON.stringify({
    id: row.id,
    topic: row.topic,
    sequence: row.sequence,
    entity: row.entity,
    occurred_at: row.occurredAt,
    origin: null,
    facts: row.facts,
    data: row.data,
  })

/** Numbers what waits, in the order of capture, and gives the first of it that fit into one batch. */
export function takeBatch(state: ShopState, limit: number = maxBatchEvents): OutboxRow[] {
  const batch: OutboxRow[] = []
  let size = 1_000
  for (const row of state.rows) {
    if (row.state !== 'waiting') continue
    row.sequence ??= ++state.sequence
    size += Buffer.byteLength(eventText(row)) + 1
    if (batch.length > 0 && (batch.length >= limit || size > maxBatchBytes)) break
    batch.push(row)
  }
  return batch
}

/** Obeys an answer: what was accepted is acknowledged, what was rejected stays to be seen, and a restored shop catches up. */
export function settle(state: ShopState, { eventIds, rejected, highest }: Settled): void {
  const accepted = new Set(eventIds)
  const codes = new Map(rejected.map(({ event_id, code }) => [event_id, code]))
  for (const row of state.rows) {
    if (row.state !== 'waiting') continue
    const code = codes.get(row.id)
    if (code !== undefined) Object.assign(row, { state: 'rejected', code })
    else if (accepted.has(row.id)) row.state = 'acknowledged'
  }
  catchUp(state, highest.sequence)
  for (const [key, version] of Object.entries(highest.versions)) {
    const entity = state.entities[key]
    if (entity) entity.version = Math.max(entity.version, version)
  }
}

/** A counter below what the relay has seen went back with a backup: it is raised, and what still waits is numbered anew. */
export function catchUp(state: ShopState, highest: number): void {
  if (state.sequence >= highest) return
  state.sequence = highest
  for (const row of state.rows) if (row.state === 'waiting') row.sequence = null
}

/** What an answer of the batch door says of the rows that were sent. */
export function readAnswer(rows: readonly OutboxRow[], { rejected, highest }: BatchAnswer): Settled {
  const at = new Set(rejected.map(({ index }) => index))
  return {
    eventIds: rows.filter((_, index) => !at.has(index)).map(({ id }) => id),
    rejected: rejected.map(({ index, code }) => ({ event_id: rows[index]?.id ?? null, code })),
    highest,
  }
}
