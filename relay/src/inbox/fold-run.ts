import type { Fact, Reading, ReadResult } from '../connectors/connector.ts'
import type { Waiting, WaitingEvent } from './load-waiting.ts'
import type { FindReader } from './read-timer.ts'
import type { InboxState } from './tables.ts'

type Reader = ReturnType<FindReader>
export type Outcome = { id: string; state: InboxState; reason: string | null; detail: string | null }
/** What is to be applied at once: the newest state of a run, with the facts that were waiting beside it, oldest first. */
export type Step = { event: WaitingEvent; reading: Reading; isStale: boolean; facts: Fact[] }
export type Fetch = { entityKind: string; externalId: string; reason: string }

export type FoldedRun = {
  waiting: Waiting
  lastSeq: number
  /** In order; empty where nothing of the run could be read. Several only where timers ring. */
  steps: Step[]
  /** What the events name without carrying it. */
  fetches: Fetch[]
  outcomes: Outcome[]
}

/**
 * Folds a waiting run into what must be applied: one reading, the newest state that can be read, laid over the older ones where
 * the source leaves fields out. Older states are superseded by it, those that facts carry as well: as the newest is known
 * already, nobody is told what was true in between. The facts themselves are kept, every one. What cannot be read is held with
 * its reason, and holds up nothing.
 */
export function foldRun(waiting: Waiting, connector: Reader): FoldedRun {
  const outcomes: Outcome[] = []
  const fetches: Fetch[] = []
  const timers: Step[] = []
  const facts: { event: WaitingEvent; reading: Reading; fact: Fact }[] = []
  let chosen: { event: WaitingEvent; reading: Reading } | null = null
  let isClosed = false
  for (const event of waiting.events.toReversed()) {
    const isWanted: boolean =
      chosen === null || (!isClosed && (connector?.sendsPartial === true || isInTrash(chosen.reading)))
    const result: ReadResult | null = isWanted || event.isFact ? readEvent(waiting, event, connector) : null
    if (result && result.kind !== 'reading') {
      outcomes.push(toOutcome(event, result))
      if (result.kind === 'fetch') {
        fetches.push({ entityKind: result.entityKind, externalId: result.externalId, reason: event.topic })
      }
      continue
    }
    const reading: Reading | null = result?.reading ?? null
    if (reading?.type === 'timer') {
      timers.unshift({ event, reading, isStale: false, facts: [] })
      outcomes.push(held(event, 'applied', null, null))
      continue
    }
    const fact = reading && 'fact' in reading ? reading.fact : undefined
    const isState = reading !== null && !event.isStale && (fact === undefined || carriesState(reading))
    if (chosen === null && isState) {
      chosen = { event, reading }
      outcomes.push(held(event, 'applied', null, null))
      continue
    }
    if (reading && fact) facts.unshift({ event, reading, fact })
    outcomes.push(
      event.isFact
        ? held(event, 'applied', event.isStale || chosen !== null ? 'fact_only' : null, null)
        : held(event, 'superseded', 'folded_into_newer', null),
    )
    if (chosen !== null && isWanted && isState) {
      chosen = { event: chosen.event, reading: layOver(reading, chosen.reading) }
      isClosed = reading.type === 'product-deletion' || reading.type === 'deletion'
    }
  }
  // Without a state the newest fact stands for all of them.
  const last: { event: WaitingEvent; reading: Reading } | undefined = chosen ?? facts.pop()
  const steps = last
    ? [{ ...last, isStale: last.event.isStale, facts: facts.map(({ fact }) => fact) }, ...timers]
    : timers
  return { waiting, lastSeq: waiting.events.at(-1)?.seq ?? waiting.head.doneSeq, steps, fetches, outcomes }
}

/** A fact may come with the state that it led to, or alone. */
const carriesState = (reading: Reading): boolean =>
  ('fields' in reading && Object.keys(reading.fields).length > 0) || isInTrash(reading)

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
