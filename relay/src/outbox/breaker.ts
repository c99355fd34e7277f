import type { PushResult } from '../connectors/connector.ts'
import { breakerDelayMs } from './backoff.ts'

/** What is known of a destination as a whole. `notBefore` is its next try, also where it only asked us to wait. */
export type Breaker = {
  state: 'closed' | 'open' | 'half_open'
  /** How often it opened since it was last closed. */
  opens: number
  failureStreak: number
  misconfiguredStreak: number
  openedAt: Date | null
  /** Since when nothing but failures came back. */
  firstFailureAt: Date | null
  notBefore: Date | null
}

/**
 * What one answer says of the destination. `answered`: it is there and judges, be it by a refusal. `silent`: it says nothing
 * of the destination's health.
 */
export type Signal =
  | { kind: 'answered' }
  | { kind: 'failed'; isMisconfigured: boolean }
  | { kind: 'waits'; ms: number }
  | { kind: 'silent' }

const failuresToOpen = 10
const misconfiguredToOpen = 3
/** What one entity adds to a streak at most: an entity that the destination cannot take shuts it for no other. */
export const failuresPerEntity = 5
const failingForLongMs = 120 * 60 * 60 * 1000

const defaultWaitMs = 30_000
const leastWaitMs = 1_000

export const closedBreaker: Breaker = {
  state: 'closed',
  opens: 0,
  failureStreak: 0,
  misconfiguredStreak: 0,
  openedAt: null,
  firstFailureAt: null,
  notBefore: null,
}

/** Reads the signal out of a connector's answer. `failuresBefore` are the delivery's own, which count while it is closed. */
export function readSignal(result: PushResult, { state }: Breaker, failuresBefore: number): Signal {
  const counts = state !== 'closed' || failuresBefore < failuresPerEntity
  switch (result.kind) {
    case 'delivered':
    case 'rejected':
    case 'conflict':
      return { kind: 'answered' }
    case 'misconfigured':
      return { kind: 'failed', isMisconfigured: true }
    case 'retry':
      if (result.isThrottled) return { kind: 'waits', ms: Math.max(result.afterMs ?? defaultWaitMs, leastWaitMs) }
      if (result.reason === 'connector_failed') return { kind: 'silent' }
      return counts ? { kind: 'failed', isMisconfigured: false } : { kind: 'silent' }
    case 'unknown':
      return counts ? { kind: 'failed', isMisconfigured: false } : { kind: 'silent' }
    case 'unauthorized':
    case 'gone':
      return { kind: 'silent' }
  }
}

/**
 * The breaker after one more answer. Closed, it opens at the third misconfigured answer in a row or at the tenth failure; half
 * open, the probe decides; open, a straggler's failure changes nothing and any answer closes it. `isHopeless`: nothing but
 * failures for 120 hours. Pure; `chance` (0 to 1) spreads the waits.
 */
export function nextBreaker(
  before: Breaker,
  signal: Signal,
  { now, chance }: { now: Date; chance: number },
): { after: Breaker; change: 'opened' | 'closed' | null; isHopeless: boolean } {
  const inMs = (ms: number) => new Date(Math.max(now.getTime() + ms, before.notBefore?.getTime() ?? 0))
  switch (signal.kind) {
    case 'silent':
      return unchanged(before)
    case 'waits': {
      // A probe that is asked to wait has decided nothing: the next one will.
      const state = before.state === 'half_open' ? 'open' : before.state
      return { after: { ...before, state, notBefore: inMs(signal.ms) }, change: null, isHopeless: false }
    }
    case 'answered': {
      if (before.state !== 'closed') return { after: closedBreaker, change: 'closed', isHopeless: false }
      if (before.failureStreak === 0) return unchanged(before)
      return { after: { ...closedBreaker, notBefore: before.notBefore }, change: null, isHopeless: false }
    }
    case 'failed': {
      if (before.state === 'open') return unchanged(before)
      const counted: Breaker = {
        ...before,
        failureStreak: before.failureStreak + 1,
        misconfiguredStreak: signal.isMisconfigured ? before.misconfiguredStreak + 1 : 0,
        firstFailureAt: before.firstFailureAt ?? now,
      }
      const isOver = counted.failureStreak >= failuresToOpen || counted.misconfiguredStreak >= misconfiguredToOpen
      if (before.state === 'closed' && !isOver) return { after: counted, change: null, isHopeless: false }
      const opens = before.opens + 1
      const since = counted.firstFailureAt ?? now
      return {
        after: {
          ...counted,
          state: 'open',
          opens,
          openedAt: before.openedAt ?? now,
          // A probe has set it to the end of its own lease; what counts from here is the wait.
          notBefore:
            before.state === 'half_open'
              ? new Date(now.getTime() + breakerDelayMs(opens, chance))
              : inMs(breakerDelayMs(opens, chance)),
        },
        change: before.state === 'closed' ? 'opened' : null,
        isHopeless: now.getTime() - since.getTime() >= failingForLongMs,
      }
    }
  }
}

const unchanged = (breaker: Breaker) => ({ after: breaker, change: null, isHopeless: false })
