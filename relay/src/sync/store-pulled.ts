import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { PulledItem } from '../connectors/connector.ts'
import type { IncomingItem } from '../inbox/incoming-event.ts'
import { storeItems } from '../inbox/store-items.ts'
import type { Tx } from '../platform/db.ts'
import { type EntityKey, entityText, type Head, lockHeads } from './find-heads.ts'
import { requestPull } from './request-pull.ts'

type Pulled = {
  connectionId: string
  items: readonly PulledItem[]
  /** Asked for by id, and surely not at the source any more. */
  missing?: readonly EntityKey[]
  /** The database's time before the source was asked. */
  readAt: Date
}

/** `eventId`: the inbox event that the thing's news became; null where it was none. */
export type StoredThing = EntityKey & { eventId: string | null }
export type StoredPull = { things: StoredThing[]; unreadable: number; deleted: number }

/**
 * Stores what was read at a source, in the caller's transaction, by the door that everything comes in by. A thing of which
 * something came in after the source was asked is read again instead: what was read may be older. What is there though the
 * newest that we know is its deletion comes back, whatever it looked like before. What is not there any more becomes a deletion
 * where it is known and alive; where it was only mentioned, nothing.
 */
export async function storePulled(
  tx: Tx,
  organisationId: string,
  { connectionId, items, missing = [], readAt }: Pulled,
): Promise<StoredPull> {
  const usable = items.filter(isUsable)
  const keys = [...usable.map(keyOf), ...missing]
  const heads = await lockHeads(tx, organisationId, connectionId, keys)
  const headOf = (thing: { kind: string; externalId: string | null }) => heads.get(entityText(keyOf(thing)))
  const hasMoved = (key: EntityKey) => {
    const at = headOf(key)?.newestAt
    return at != null && at >= readAt
  }
  const isOlder = (item: PulledItem) => {
    const newest = headOf(item)?.newestVersion ?? null
    return newest !== null && item.sourceVersion !== null && item.sourceVersion < newest
  }

  const moved = keys.filter(hasMoved)
  const current = usable.filter((item) => !hasMoved(keyOf(item)) || isOlder(item))
  const gone = missing.filter((key) => !hasMoved(key) && isAlive(headOf(key)))
  const incoming = [
    ...current.map((item) => toIncoming(connectionId, isDeleted(headOf(item)) ? makeRestore(item) : item)),
    ...gone.map((key) => toIncoming(connectionId, makeDeletion(key))),
  ]
  const results = await storeItems(tx, organisationId, incoming)
  await requestPull(
    tx,
    organisationId,
    moved.map((key) => ({ connectionId, ...key, reason: 'moved_while_read' })),
  )

  const accepted = incoming.filter((_, at) => results[at] === 'accepted').map(keyOf)
  const events = await lockHeads(tx, organisationId, connectionId, accepted)
  const things = new Map<string, StoredThing>(keys.map((key) => [entityText(key), { ...key, eventId: null }]))
  for (const [text, { kind, externalId, newestEventId }] of events)
    things.set(text, { kind, externalId, eventId: newestEventId })
  return { things: [...things.values()], unreadable: items.length - usable.length, deleted: gone.length }
}

const keyOf = ({ kind, externalId }: { kind: string; externalId: string | null }): EntityKey => ({
  kind,
  externalId: externalId ?? '',
})

const isDeleted = (head: Head | undefined) => head?.newestTopic?.endsWith('.deleted') === true
const isAlive = (head: Head | undefined) => head?.newestTopic != null && !isDeleted(head)
const makeRestore = (item: PulledItem): PulledItem => ({ ...item, topic: `${item.kind}.restored` })

const isUsable = ({ externalId, raw }: PulledItem) => externalId !== null && isUtf8(raw) && !raw.includes(0)

/** As a source says it that names the thing by its id alone. */
function makeDeletion({ kind, externalId }: EntityKey): PulledItem {
  const number = Number(externalId)
  const id = Number.isSafeInteger(number) && String(number) === externalId ? number : externalId
  return {
    kind,
    externalId,
    topic: `${kind}.deleted`,
    raw: Buffer.from(JSON.stringify({ id })),
    sourceEventId: null,
    sourceVersion: null,
    occurredAt: null,
  }
}

function toIncoming(connectionId: string, item: PulledItem): IncomingItem {
  const hash = createHash('sha256').update(item.raw).digest('hex')
  return { ...item, connectionId, hash, quarantine: null }
}
