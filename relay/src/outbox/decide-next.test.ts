import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextDelayMs, retryTableMs } from './backoff.ts'
import { decideNext, decideWhileOpen } from './decide-next.ts'

const hour = 3_600_000
const chance = fc.double({ min: 0, max: 1, noNaN: true })

describe('R2.6 the retry table', () => {
  test('waits as the contract says, each spread by no more than 20 %', () => {
    expect(retryTableMs.map((ms) => ms / 1_000)).toEqual([
      0, 1, 2, 4, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), chance, (failures, luck) => {
        const delay = nextDelayMs(failures, luck) ?? -1
        const base = retryTableMs[failures] ?? 0
        expect(delay).toBeGreaterThanOrEqual(Math.floor(base * 0.8))
        expect(delay).toBeLessThanOrEqual(Math.ceil(base * 1.2))
      }),
    )
  })

  test('R0.8 a destination that never answers ends in the dead letters after 13 attempts and about three days', () => {
    let failures = 0
    let waited = 0
    for (;;) {
      const decision = decideNext({ kind: 'retry', reason: 'timeout' }, failures, 0.5)
      failures++
      if (decision.afterMs === null) {
        expect(decision).toMatchObject({ state: 'dead', reason: 'timeout_after_last_try' })
        break
      }
      expect(decision.state).toBe('retrying')
      waited += decision.afterMs
    }
    expect(failures).toBe(13)
    expect(waited / hour).toBeGreaterThan(70)
    expect(waited / hour).toBeLessThan(80)
  })
})

describe('what an answer means for delivery and connection', () => {
  test('R1.6 F13 being asked to wait is no failure', () => {
    const decision = decideNext({ kind: 'retry', reason: 'http_429', afterMs: 120_000, isThrottled: true }, 12, 0.5)
    expect(decision).toEqual({
      state: 'retrying',
      reason: 'http_429',
      afterMs: 120_000,
      isFailure: false,
      connection: null,
    })
  })

  test('a rejected event is dead at once with its reason, and the connection goes on', () => {
    expect(decideNext({ kind: 'rejected', reason: 'http_422' }, 0, 0.5)).toMatchObject({
      state: 'dead',
      reason: 'http_422',
      afterMs: null,
      connection: null,
    })
  })

  test('401 and 403 pause the connection and keep the event', () => {
    expect(decideNext({ kind: 'unauthorized' }, 3, 0.5)).toMatchObject({
      state: 'pending',
      isFailure: false,
      connection: { state: 'paused' },
    })
  })

  test('410 switches the connection off and keeps the event', () => {
    expect(decideNext({ kind: 'gone' }, 0, 0.5)).toMatchObject({ state: 'pending', connection: { state: 'disabled' } })
  })

  test('while the destination fails as a whole, no entity nears the end of its own table', () => {
    const failing = fc.constantFrom(
      { kind: 'retry' as const, reason: 'timeout' },
      { kind: 'misconfigured' as const, reason: 'http_404' },
      { kind: 'unknown' as const, reason: 'timeout' },
    )
    fc.assert(
      fc.property(failing, fc.nat(1_800_000), (answer, waitMs) => {
        const decision = decideWhileOpen(answer, waitMs)
        expect(decision).toMatchObject({ afterMs: waitMs, isFailure: false })
        expect(decision.state).toBe(answer.kind === 'unknown' ? 'unknown' : 'retrying')
      }),
    )
    expect(decideWhileOpen({ kind: 'delivered' }, 5)).toMatchObject({ state: 'delivered', afterMs: null })
    expect(decideWhileOpen({ kind: 'rejected', reason: 'http_422' }, 5)).toMatchObject({ state: 'dead' })
  })

  test('R1.6 a Retry-After of nothing is no hot loop', () => {
    expect(decideNext({ kind: 'retry', reason: 'http_429', afterMs: 0, isThrottled: true }, 0, 0.5).afterMs).toBe(1_000)
  })

  test('an unknown outcome is tried again under its own state', () => {
    expect(decideNext({ kind: 'unknown', reason: 'timeout' }, 0, 0.5)).toMatchObject({
      state: 'unknown',
      isFailure: true,
    })
  })

  test('whatever happens, either the delivery is finished or a next attempt stands', () => {
    const result = fc.oneof(
      fc.constantFrom(
        { kind: 'delivered' as const },
        { kind: 'gone' as const },
        { kind: 'unauthorized' as const },
        { kind: 'conflict' as const, theirs: null },
      ),
      fc.record({
        kind: fc.constantFrom('rejected' as const, 'misconfigured' as const, 'unknown' as const),
        reason: fc.string(),
      }),
      fc.record({
        kind: fc.constant('retry' as const),
        reason: fc.string(),
        afterMs: fc.nat(),
        isThrottled: fc.boolean(),
      }),
    )
    fc.assert(
      fc.property(result, fc.nat(20), chance, (answer, failures, luck) => {
        const decision = decideNext(answer, failures, luck)
        expect(decision.afterMs === null).toBe(decision.state === 'delivered' || decision.state === 'dead')
      }),
    )
  })
})
