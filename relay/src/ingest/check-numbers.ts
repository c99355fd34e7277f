import type { Received } from './store-received.ts'

// No shop gives so many between two calls; one such number would make all below it a gap.
const maxLeap = 1_000_000

type Item = { event: Received; sequence: number | null; eventId: string | null }

/**
 * Rejects events with a number that cannot be theirs: far above all that are known, or that of another event of the batch. A
 * number that was rejected is not to be registered, and is null in what comes back.
 */
export function checkNumbers<T extends Item>(items: readonly T[], highest: number): T[] {
  const given = new Map<number, string | null>()
  return items.map((item, index) => {
    const { sequence, eventId } = item
    if (sequence === null) return item
    if (sequence > highest + maxLeap) return reject(item, index, 'invalid_value')
    const isTaken = given.has(sequence) && (eventId === null || given.get(sequence) !== eventId)
    if (isTaken) return reject(item, index, 'duplicate_sequence')
    given.set(sequence, eventId)
    return item
  })
}

function reject<T extends Item>(item: T, index: number, code: string): T {
  const problem = { kind: 'reject' as const, code, pointer: `/events/${index}/sequence` }
  // What is wrong with it besides comes first.
  return {
    ...item,
    sequence: null,
    event: item.event.problem?.kind === 'reject' ? item.event : { ...item.event, problem },
  }
}
