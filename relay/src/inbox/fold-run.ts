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
 * Folds a waiting run of snapshots: the newest that can be read is applied, older ones are superseded by it, and what cannot
 * be read is held with its reason instead of holding up what comes after.
 */
export function foldRun(waiting: Waiting, connector: Connector | undefined): FoldedRun {
  const outcomes: Outcome[] = []
  let chosen: FoldedRun['chosen'] = null
  for (const event of waiting.events.toReversed()) {
    if (chosen) {
      // What lies in the trash revives nothing, so it does not fold a deletion away either.
      if ('isInTrash' in chosen.reading && event.topic.endsWith('.deleted')) {
        const deletion = readEvent(event)
        if (deletion.kind === 'reading') chosen = { event: chosen.event, reading: deletion.reading }
      }
      outcomes.push({ id: event.id, state: 'superseded', reason: 'folded_into_newer', detail: null })
      continue
    }
    const result = readEvent(event)
    if (result.kind === 'reading') {
      chosen = { event, reading: result.reading }
      outcomes.push({ id: event.id, state: 'applied', reason: null, detail: null })
    } else if (result.kind === 'unknown') {
      outcomes.push({ id: event.id, state: 'quarantined', reason: result.code, detail: event.topic })
    } else {
      outcomes.push({
        id: event.id,
        state: 'parked',
        reason: result.code,
        detail: `${result.pointer} ${result.detail}`.trim(),
      })
    }
  }
  return { waiting, lastSeq: waiting.events.at(-1)?.seq ?? waiting.head.doneSeq, chosen, outcomes }

  function readEvent({ topic, kind, externalId, raw }: WaitingEvent): ReadResult {
    const result = connector?.read?.({ topic, kind, externalId, raw, currency: waiting.currency })
    return result ?? { kind: 'unknown', code: 'unknown_topic' }
  }
}
