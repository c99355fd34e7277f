import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PushResult } from '../connectors/connector.ts'
import { breakerDelayMs, breakerTableMs } from './backoff.ts'
import { type Breaker, closedBreaker, failuresPerEntity, nextBreaker, readSignal, type Signal } from './breaker.ts'

const start = new Date('2026-11-21T08:00:00Z')
const hour = 3_600_000
const failed = { kind: 'failed', isMisconfigured: false } as const
const misconfigured = { kind: 'failed', isMisconfigured: true } as const
const answered = { kind: 'answered' } as const
const chance = fc.double({ min: 0, max: 1, noNaN: true })
const signal: fc.Arbitrary<Signal> = fc.oneof(
  fc.constantFrom<Signal>(failed, misconfigured, answered, { kind: 'silent' }),
  fc.nat(86_400_000).map((ms): Signal => ({ kind: 'waits', ms })),
)

/** Lets the signals come one after the other, each after a wait, and the next probe begin when its time has come. */
function run(signals: readonly Signal[], { breaker = closedBreaker, everyMs = 1_000, luck = 0.5 } = {}) {
  let now = start.getTime()
  let state: Breaker = breaker
  const steps = signals.map((one) => {
    const before = state
    if (state.state === 'open' && (state.notBefore?.getTime() ?? 0) <= now)
      state = { ...state, state: 'half_open', notBefore: new Date(now + 20_000) }
    const step = nextBreaker(state, one, { now: new Date(now), chance: luck })
    state = step.after
    now += everyMs
    return { ...step, before, now: new Date(now - everyMs) }
  })
  return { steps, breaker: state }
}
const repeat = (one: Signal, times: number) => Array.from({ length: times }, () => one)

describe('what opens it', () => {
  test('three misconfigured answers in a row, or ten failures', () => {
    expect(run(repeat(misconfigured, 2)).breaker.state).toBe('closed')
    expect(run(repeat(misconfigured, 3)).breaker).toMatchObject({ state: 'open', opens: 1 })
    expect(run(repeat(failed, 9)).breaker.state).toBe('closed')
    expect(run(repeat(failed, 10)).breaker).toMatchObject({ state: 'open', opens: 1, openedAt: expect.any(Date) })
    expect(run([misconfigured, misconfigured, failed, misconfigured, misconfigured]).breaker.state).toBe('closed')
  })

  test('one answer in between begins the count anew', () => {
    expect(run([...repeat(failed, 9), answered, ...repeat(failed, 9)]).breaker.state).toBe('closed')
    expect(run([misconfigured, misconfigured, answered, misconfigured, misconfigured]).breaker.state).toBe('closed')
  })

  test('F13 never being asked to wait, which only moves the next try', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(86_400_000), { maxLength: 50 }), (waits) => {
        const { breaker } = run(waits.map((ms): Signal => ({ kind: 'waits', ms })))
        expect(breaker).toMatchObject({ state: 'closed', failureStreak: 0, firstFailureAt: null })
      }),
    )
    expect(run([{ kind: 'waits', ms: 120_000 }]).breaker.notBefore).toEqual(new Date(start.getTime() + 120_000))
  })

  test('I4 one entity alone never: what it adds to a streak ends before', () => {
    const counted = Array.from({ length: 12 }, (_, failures) =>
      readSignal({ kind: 'retry', reason: 'http_500' }, closedBreaker, failures),
    )
    expect(counted.filter(({ kind }) => kind === 'failed')).toHaveLength(failuresPerEntity)
    expect(run(counted).breaker.state).toBe('closed')
  })

  test('a refusal is an answer, and an error of our own says nothing', () => {
    const kinds = (results: PushResult[]) => results.map((result) => readSignal(result, closedBreaker, 0).kind)
    expect(
      kinds([
        { kind: 'delivered' },
        { kind: 'rejected', reason: 'http_422' },
        { kind: 'conflict', theirs: null },
        { kind: 'retry', reason: 'timeout' },
        { kind: 'unknown', reason: 'timeout' },
        { kind: 'misconfigured', reason: 'http_404' },
        { kind: 'retry', reason: 'http_429', isThrottled: true },
        { kind: 'retry', reason: 'connector_failed' },
        { kind: 'unauthorized' },
        { kind: 'gone' },
      ]),
    ).toEqual([
      ...['answered', 'answered', 'answered', 'failed', 'failed', 'failed', 'waits', 'silent', 'silent', 'silent'],
    ])
  })
})

test('a good answer of a healthy destination says nothing new, so that nothing of it is written', () => {
  expect(nextBreaker(closedBreaker, answered, { now: start, chance: 0.5 }).after).toBe(closedBreaker)
})

describe('while it is open', () => {
  const open = { ...run(repeat(failed, 10)).breaker, notBefore: start }

  test('a straggler that fails changes nothing, and one that is answered closes it', () => {
    const at = { now: start, chance: 0.5 }
    expect(nextBreaker(open, failed, at)).toEqual({ after: open, change: null, isHopeless: false })
    expect(nextBreaker(open, answered, at)).toEqual({ after: closedBreaker, change: 'closed', isHopeless: false })
  })

  test('each probe that fails opens it for longer, up to half an hour; one that is answered closes it', () => {
    expect(breakerTableMs.at(-1)).toBe(1_800_000)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), chance, (opens, luck) => {
        const wait = breakerDelayMs(opens, luck)
        expect(wait).toBeGreaterThanOrEqual(8_000)
        expect(wait).toBeLessThanOrEqual(1_800_000)
        if (opens < breakerTableMs.length - 1) expect(breakerDelayMs(opens + 1, luck)).toBeGreaterThan(wait)
      }),
    )
    const { steps, breaker } = run([...repeat(failed, 5), answered], { breaker: open, everyMs: hour / 2 })
    expect(steps.map(({ after }) => [after.state, after.opens])).toEqual([
      ...[2, 3, 4, 5, 6].map((opens) => ['open', opens]),
      ['closed', 0],
    ])
    expect(steps.map(({ change }) => change)).toEqual([null, null, null, null, null, 'closed'])
    expect(breaker).toEqual(closedBreaker)
  })

  test('F22 after 120 hours of nothing but failure there is no hope left, and not a minute before', () => {
    const { steps } = run(repeat(failed, 245), { breaker: open, everyMs: hour / 2 })
    const first = steps.findIndex(({ isHopeless }) => isHopeless)
    expect(first).toBe(240)
  })
})

test('whatever comes in whatever order, the state is one that explains itself', () => {
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 60 }), chance, fc.nat(hour), (signals, luck, everyMs) => {
      for (const { before, after, change, now, isHopeless } of run(signals, { luck, everyMs }).steps) {
        if (after.state === 'closed') expect([after.opens, after.openedAt]).toEqual([0, null])
        if (after.state === 'open') {
          expect(after.opens).toBeGreaterThan(0)
          expect(after.notBefore).not.toBeNull()
        }
        if (change === 'opened') {
          expect(before.state).toBe('closed')
          expect(after.notBefore?.getTime()).toBeGreaterThan(now.getTime())
        }
        if (change === 'closed') expect(after).toEqual(closedBreaker)
        expect(after.failureStreak).toBeGreaterThanOrEqual(after.misconfiguredStreak)
        expect(after.firstFailureAt === null).toBe(after.failureStreak === 0)
        if (isHopeless) expect(after.state).toBe('open')
      }
    }),
    { numRuns: 300 },
  )
})
