import type { Reading, ReadResult } from '../connectors/connector.ts'
import type { Waiting, WaitingEvent } from './load-waiting.ts'
import type { FindReader } from './read-timer.ts'
import type { InboxState } from './tables.ts'

type Reader = ReturnType<FindReader>
export type Outcome = { id: string; state: InboxState; reason: string | null; detail: string | null }
/** What is to be applied at once: a fact, or what a run of snapshots comes to. */
export type Step = { event: WaitingEvent; reading: Reading }
export type Fetch = { entityKind: string; externalId: string; reason: string }

export type FoldedRun = {
  waiting: Waiting
  lastSeq: number
  /** In order; empty where nothing of the run could be read. */
  steps: Step[]
  /** What the events name without carrying it. */
  fetches: Fetch[]
  outcomes: Outcome[]
}

/**
 * Folds a waiting run into what must be applied: facts stay one by one, and each stretch of snapshots between them becomes one
 * reading, the newest that can be read, laid over the older ones where the source leaves fields out. Older ones are superseded
 * by it; what cannot be read is held with its reason, and holds up nothing.
 */
export function foldRun(waiting: Waiting, connector: Reader): FoldedRun {
  const run: FoldedRun = {
    waiting,
    lastSeq: waiting.events.at(-1)?.seq ?? waiting.head.doneSeq,
    steps: [],
    fetches: [],
    outcomes: [],
  }
  let stretch: WaitingEvent[] = []
  const endStretch = () => {
    foldStretch(run, stretch, connector)
    stretch = []
  }
  for (const event of waiting.events) {
    if (!event.isFact) stretch.push(event)
    else {
      endStretch()
      foldStretch(run, [event], connector)
    }
  }
  endStretch()
  return run
}

function foldStretch(run: FoldedRun, events: WaitingEvent[], connector: Reader): void {
  const { outcomes } = run
  let chosen: Step | null = null
  let isClosed = false
  for (const event of events.toReversed()) {
    const isWanted: boolean =
      chosen === null || (!isClosed && (connector?.sendsPartial === true || isInTrash(chosen.reading)))
    const result: ReadResult | null = isWanted ? readEvent(run.waiting, event, connector) : null
    if (result && result.kind !== 'reading') {
      outcomes.push(toOutcome(event, result))
      if (result.kind === 'fetch') {
        run.fetches.push({ entityKind: result.entityKind, externalId: result.externalId, reason: event.topic })
      }
      continue
    }
    if (chosen === null) {
      outcomes.push(held(event, 'applied', event.isStale ? 'fact_only' : null, null))
      if (result) chosen = { event, reading: result.reading }
      continue
    }
    outcomes.push(held(event, 'superseded', 'folded_into_newer', null))
    if (result) {
      chosen = { event: chosen.event, reading: layOver(result.reading, chosen.reading) }
      isClosed = result.reading.type === 'product-deletion' || result.reading.type === 'deletion'
    }
  }
  if (chosen) run.steps.push(chosen)
}

function readEvent(waiting: Waiting, { topic, kind, externalId, raw }: WaitingEvent, connector: Reader): ReadResult {
  const result = connector?.read?.({ topic, kind, externalId, raw, currency: waiting.currency })
  return result ?? { kind: 'unknown', code: 'unknown_topic' }
}

const isInTrash = (reading: Reading) => 'isInTrash' in reading && reading.isInTrash === true

/** What two readings say together, as if applied one after the other. What lies in the trash does not undo a deletion. */
function layOver(older: Reading, newer: Reading): Reading {
  if (older.type === 'product-deletion' || older.type === 'deletion') return isInTrash(newer) ? older : newer
  if (older.type === 'product' && newer.type === 'product') {
    return {
      ...newer,
      fields: { ...older.fields, ...newer.fields },
      attributes: { ...older.attributes, ...newer.attributes },
    }
  }
  if (
    (older.type === 'variation' && newer.type === 'variation') ||
    (older.type === 'order' && newer.type === 'order') ||
    (older.type === 'customer' && newer.type === 'customer') ||
    (older.type === 'subscription' && newer.type === 'subscription')
  )
    return { ...newer, fields: { ...older.fields, ...newer.fields } } as Reading
  return newer
}

const held = (event: WaitingEvent, state: InboxState, reason: string | null, detail: string | null): Outcome => ({
  id: event.id,
  state,
  reason,
  detail,
})

function toOutcome(event: WaitingEvent, result: Exclude<ReadResult, { kind: 'reading' }>): Outcome {
  switch (result.kind) {
    case 'unknown':
      return held(event, 'quarantined', result.code, event.topic)
    case 'unreadable':
      return held(event, 'parked', result.code, `${result.pointer} ${result.detail}`.trim())
    case 'ignored':
      return held(event, 'applied', result.code, null)
    case 'fetch':
      return held(event, 'applied', 'fetched_apart', `${result.entityKind} ${result.externalId}`)
  }
}
