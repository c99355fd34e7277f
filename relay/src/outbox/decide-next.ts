import type { PushResult } from '../connectors/connector.ts'
import { misconfiguredTries, nextDelayMs } from './backoff.ts'

/** What becomes of a delivery after one attempt, and of its connection. Times in ms from now. */
export type Decision = {
  state: 'delivered' | 'retrying' | 'unknown' | 'dead' | 'pending'
  reason: string | null
  /** Null where the delivery is finished. */
  afterMs: number | null
  isFailure: boolean
  connection: { state: 'paused' | 'disabled'; reason: string } | { notBeforeMs: number } | null
}

const defaultThrottleMs = 30_000
const leastThrottleMs = 1_000

/** Turns a connector's answer into what happens next. Pure; `chance` (0 to 1) spreads the waits. */
export function decideNext(result: PushResult, failuresBefore: number, chance: number): Decision {
  const finished = (state: 'delivered' | 'dead', reason: string | null): Decision => ({
    state,
    reason,
    afterMs: null,
    isFailure: state === 'dead',
    connection: null,
  })
  const retry = (reason: string, state: 'retrying' | 'unknown' = 'retrying', atLeastMs = 0): Decision => {
    const delay = nextDelayMs(failuresBefore + 1, chance)
    if (delay === null) return finished('dead', `${reason}_after_last_try`)
    return { state, reason, afterMs: Math.max(delay, atLeastMs), isFailure: true, connection: null }
  }
  switch (result.kind) {
    case 'delivered':
      return finished('delivered', null)
    case 'rejected':
      return finished('dead', result.reason)
    case 'conflict':
      return finished('dead', 'conflict')
    case 'unknown':
      return retry(result.reason, 'unknown')
    case 'retry': {
      if (!result.isThrottled) return retry(result.reason, 'retrying', result.afterMs)
      const afterMs = Math.max(result.afterMs ?? defaultThrottleMs, leastThrottleMs)
      return {
        state: 'retrying',
        reason: result.reason,
        afterMs,
        isFailure: false,
        connection: { notBeforeMs: afterMs },
      }
    }
    case 'misconfigured': {
      // Three quick tries for this entity, then the whole destination waits: the next one out tells whether it was mended.
      const decision = retry(result.reason)
      const isOpen = failuresBefore + 1 >= misconfiguredTries && decision.afterMs !== null
      return isOpen ? { ...decision, connection: { notBeforeMs: decision.afterMs ?? 0 } } : decision
    }
    case 'unauthorized':
      return {
        state: 'pending',
        reason: 'unauthorized',
        afterMs: 0,
        isFailure: false,
        connection: { state: 'paused', reason: 'unauthorized' },
      }
    case 'gone':
      return {
        state: 'pending',
        reason: 'gone',
        afterMs: 0,
        isFailure: false,
        connection: { state: 'disabled', reason: 'gone' },
      }
  }
}
