import type { PushResult } from '../connectors/connector.ts'
import { nextDelayMs } from './backoff.ts'

/** What becomes of a delivery after one attempt. Times in ms from now. */
export type Decision = {
  state: 'delivered' | 'retrying' | 'unknown' | 'dead' | 'pending'
  reason: string | null
  /** Null where the delivery is finished. */
  afterMs: number | null
  isFailure: boolean
  /** What the connection becomes; only a person, or a new address, changes that again. */
  connection: { state: 'paused' | 'disabled'; reason: string } | null
}

const defaultThrottleMs = 30_000
const leastThrottleMs = 1_000

/** Turns a connector's answer into what happens next to the delivery. Pure; `chance` (0 to 1) spreads the waits. */
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
  const stopped = (reason: string, state: 'paused' | 'disabled'): Decision => ({
    state: 'pending',
    reason,
    afterMs: 0,
    isFailure: false,
    connection: { state, reason },
  })
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
      return { state: 'retrying', reason: result.reason, afterMs, isFailure: false, connection: null }
    }
    case 'misconfigured':
      return retry(result.reason)
    case 'unauthorized':
      return stopped('unauthorized', 'paused')
    case 'gone':
      return stopped('gone', 'disabled')
  }
}

/** The same while the destination's breaker is not closed: a failure is the destination's, and the entity only waits with it. */
export function decideWhileOpen(result: PushResult, waitMs: number): Decision {
  const decision = decideNext(result, 0, 0)
  return decision.isFailure && decision.state !== 'dead' ? { ...decision, afterMs: waitMs, isFailure: false } : decision
}
