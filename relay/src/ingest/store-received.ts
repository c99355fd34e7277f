import type { IngestAnswer } from '@passerelle/shared-types/problem'
import type { ConnectionContext, ReceivedEvent } from '../connectors/connector.ts'
import type { Store } from '../inbox/store-events.ts'

/** `hash`: what stands for the event where its bytes may differ and it is the same all the same. */
export type Received = ReceivedEvent & { hash?: string }

export type StoreOptions = {
  /** How many relays the call came through. */
  hop?: number
  /** Why none of it is to be applied; it is kept for its trace. */
  setAside?: string | null
}

/** Stores what a door received, and counts what became of it. */
export async function storeReceived(
  store: Store,
  { organisationId, connectionId }: Pick<ConnectionContext, 'organisationId' | 'connectionId'>,
  events: readonly Received[],
  { hop = 0, setAside = null }: StoreOptions = {},
): Promise<IngestAnswer> {
  const rejected: IngestAnswer['rejected'] = []
  const kept: { index: number; event: Received }[] = []
  for (const [index, event] of events.entries()) {
    if (event.problem?.kind === 'reject') {
      rejected.push({ index, event_id: event.sourceEventId, code: event.problem.code, pointer: event.problem.pointer })
    }
    // What the sender has to mend is kept as well, so that its trace is here when someone asks; only the nameless goes.
    if (event.problem?.kind !== 'reject' || event.externalId !== null) kept.push({ index, event })
  }
  const results = await store({
    organisationId,
    connectionId,
    events: kept.map(({ event }) => ({
      kind: event.kind,
      externalId: event.externalId,
      topic: event.topic,
      raw: event.raw,
      sourceEventId: event.problem?.kind === 'reject' ? null : event.sourceEventId,
      sourceVersion: event.sourceVersion,
      occurredAt: event.occurredAt,
      isFact: event.isFact === true,
      hop,
      setAside,
      ...(event.hash === undefined ? {} : { hash: event.hash }),
      quarantine: event.problem?.code ?? (event.externalId === null ? 'no_entity' : null),
    })),
  })
  let accepted = 0
  let duplicates = 0
  for (const [n, { index, event }] of kept.entries()) {
    if (event.problem?.kind === 'reject') continue
    const result = results[n]
    if (result === 'duplicate') duplicates++
    else if (result === 'event_id_conflict')
      rejected.push({ index, event_id: event.sourceEventId, code: 'event_id_conflict', pointer: '' })
    else accepted++
  }
  return {
    accepted,
    duplicates,
    rejected: rejected.sort((a, b) => a.index - b.index),
    server_time: new Date().toISOString(),
  }
}
