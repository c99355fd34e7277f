import type { Connector, Reading, ReadResult } from '../connectors/connector.ts'
import type { Waiting, WaitingEvent } from './load-waiting.ts'
import type { InboxState } from './tables.ts'

export type Outcome = { id: string; state: InboxState; reason: string | null; detail: string | null }

export type FoldedRun = {
  waiting: Waiting
  lastSeq: number
  /** The one reading to apply; null where none of the run could be read. */
  chosen: { event: WaitingEvent; reading: Reading } | null
  outcomes: Outcome[]
}

/**
 * Folds a waiting run of snapshots into one reading: the newest that can be read, laid over the older ones where the source leaves
 * fields out. Older ones are superseded by it; what cannot be read is held with its reason, and holds up nothing.
 */
export function foldRun(waiting: Waiting, connector: Connector | undefined): FoldedRun {
  const outcomes: Outcome[] = []
  let chosen: FoldedRun['chosen'] = null
  let isClosed = false
  for (const event of waiting.events.toReversed()) {
    const isWanted: boolean =
      chosen === null || (!isClosed && (connector?.sendsPartial === true || isInTrash(chosen.reading)))
    const result: ReadResult | null = isWanted ? readEvent(event) : null
    if (result && result.kind !== 'reading') {
      outcomes.push(
        result.kind === 'unknown' ? held(event, 'quarantined', result.code, event.topic) : unreadable(event, result),
      )
      continue
    }
    if (chosen === null) {
      outcomes.push({ id: event.id, state: 'applied', reason: null, detail: null })
      if (result) chosen = { event, reading: result.reading }
      continue
    }
    outcomes.push(held(event, 'superseded', 'folded_into_newer', null))
    if (result) {
      chosen = { event: chosen.event, reading: layOver(result.reading, chosen.reading) }
      isClosed = result.reading.type === 'product-deletion'
    }
  }
  return { waiting, lastSeq: waiting.events.at(-1)?.seq ?? waiting.head.doneSeq, chosen, outcomes }

  function readEvent({ topic, kind, externalId, raw }: WaitingEvent): ReadResult {
    const result = connector?.read?.({ topic, kind, externalId, raw, currency: waiting.currency })
    return result ?? { kind: 'unknown', code: 'unknown_topic' }
  }
}

const isInTrash = (reading: Reading) => 'isInTrash' in reading && reading.isInTrash === true

/** What two readings say together, as if applied one after the other. What lies in the trash does not undo a deletion. */
function layOver(older: Reading, newer: Reading): Reading {
  if (older.type === 'product-deletion') return isInTrash(newer) ? older : newer
  if (older.type === 'product' && newer.type === 'product') {
    return {
      ...newer,
      fields: { ...older.fields, ...newer.fields },
      attributes: { ...older.attributes, ...newer.attributes },
    }
  }
  if (older.type === 'variation' && newer.type === 'variation')
    return { ...newer, fields: { ...older.fields, ...newer.fields } }
  return newer
}

const held = (event: WaitingEvent, state: InboxState, reason: string, detail: string | null): Outcome => ({
  id: event.id,
  state,
  reason,
  detail,
})

const unreadable = (event: WaitingEvent, result: Extract<ReadResult, { kind: 'unreadable' }>): Outcome =>
  held(event, 'parked', result.code, `${result.pointer} ${result.detail}`.trim())
