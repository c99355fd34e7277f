import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Arrival, decideFate, type Fate, type Newest } from './decide-fate.ts'

const nothing: Newest = { hash: null, version: null }
const arrive = (hash: string, version: number | null = null): Arrival => ({ hash, version, isDelete: false })
const remove: Arrival = { hash: 'delete', version: null, isDelete: true }

function decideAll(arrivals: Arrival[]): { fates: Fate[]; newest: Newest } {
  let newest = nothing
  const fates = arrivals.map((arrival) => {
    const decided = decideFate(newest, arrival)
    newest = decided.newest
    return decided.fate
  })
  return { fates, newest }
}

describe('I2 whether an arrival is news', () => {
  test.each<[string, Arrival[], Fate[]]>([
    ['the first one is', [arrive('a')], ['accepted']],
    ['the same again is not', [arrive('a'), arrive('a')], ['accepted', 'duplicate']],
    ['A, B, A are two changes', [arrive('a'), arrive('b'), arrive('a')], ['accepted', 'accepted', 'accepted']],
    ['a delete is never a repeat', [arrive('a'), remove, remove], ['accepted', 'accepted', 'accepted']],
    [
      'without a version, the same body after a delete is',
      [arrive('a'), remove, arrive('a')],
      ['accepted', 'accepted', 'accepted'],
    ],
    [
      'with one, an old signed body revives nothing',
      [arrive('a', 1), remove, arrive('a', 1)],
      ['accepted', 'accepted', 'duplicate'],
    ],
    ['a restored one is', [arrive('a', 1), remove, arrive('b', 2)], ['accepted', 'accepted', 'accepted']],
    ['an older one is superseded', [arrive('b', 2), arrive('a', 1)], ['accepted', 'superseded']],
    [
      'an equal time falls to the hash',
      [arrive('a', 1), arrive('b', 1), arrive('b', 1)],
      ['accepted', 'accepted', 'duplicate'],
    ],
    [
      'an absent time falls to the hash',
      [arrive('a', 2), arrive('b'), arrive('b')],
      ['accepted', 'accepted', 'duplicate'],
    ],
    [
      'an absent time keeps the newest version',
      [arrive('a', 2), arrive('b'), arrive('c', 1)],
      ['accepted', 'accepted', 'superseded'],
    ],
  ])('%s', (_, arrivals, fates) => {
    expect(decideAll(arrivals).fates).toEqual(fates)
  })
})

const body = fc.constantFrom('a', 'b', 'c')
const version = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null })
const anyArrival = fc.oneof(
  { weight: 5, arbitrary: fc.record({ hash: body, version, isDelete: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.constant(remove) },
)

test('I3 the newest version never goes back, and nothing older than it is accepted', () => {
  fc.assert(
    fc.property(fc.array(anyArrival, { maxLength: 30 }), (arrivals) => {
      let newest = nothing
      for (const arrival of arrivals) {
        const decided = decideFate(newest, arrival)
        if (newest.version !== null) expect(decided.newest.version ?? 0).toBeGreaterThanOrEqual(newest.version)
        const isOlder = arrival.version !== null && newest.version !== null && arrival.version < newest.version
        if (isOlder && !arrival.isDelete) expect(decided.fate).not.toBe('accepted')
        const learned = decided.fate === 'duplicate' ? (newest.version ?? arrival.version) : newest.version
        if (decided.fate !== 'accepted') expect(decided.newest).toEqual({ ...newest, version: learned })
        newest = decided.newest
      }
    }),
  )
})

test('F31 with distinct versions every order ends at the newest, and accepts a growing run', () => {
  const versions = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(versions, fc.array(fc.nat(), { maxLength: 8 }), (order, repeats) => {
      const arrivals = [...order, ...repeats.map((n) => order[n % order.length] ?? 1)].map((n) =>
        arrive(`body ${n}`, n),
      )
      const { fates, newest } = decideAll(arrivals)
      const max = Math.max(...order)
      expect(newest).toEqual({ hash: `body ${max}`, version: max })
      const accepted = arrivals.filter((_, n) => fates[n] === 'accepted').map((arrival) => arrival.version ?? 0)
      expect(accepted).toEqual([...new Set(accepted)].sort((a, b) => a - b))
      expect(accepted.at(-1)).toBe(max)
    }),
  )
})

test('a repeat right after what was accepted is always a duplicate', () => {
  fc.assert(
    fc.property(
      fc.array(anyArrival, { maxLength: 10 }),
      fc.record({ hash: body, version, isDelete: fc.constant(false) }),
      (before, last) => {
        const { newest } = decideAll(before)
        const first = decideFate(newest, last)
        if (first.fate === 'accepted') expect(decideFate(first.newest, last).fate).toBe('duplicate')
      },
    ),
  )
})

test('R4.2 a fact counts whatever came before it, and an old one leaves the newest state alone', () => {
  const newest = { hash: 'b', version: 7 }
  const fact = { hash: 'f', isDelete: false, isNamed: true, isFact: true }
  expect(decideFate(newest, { ...fact, version: 5 })).toEqual({ fate: 'stale', newest })
  expect(decideFate(newest, { ...fact, version: 7 })).toEqual({ fate: 'accepted', newest: { hash: 'f', version: 7 } })
  expect(decideFate(newest, { ...fact, version: null })).toEqual({
    fate: 'accepted',
    newest: { hash: 'f', version: 7 },
  })
  expect(decideFate(newest, { ...fact, hash: 'b', version: 9 }).fate).toBe('accepted')
})

test('F31 a delete with a place in the order of its source is not undone by what is older, and is by what is newer', () => {
  const deleted = decideFate({ hash: 'a', version: 3 }, { hash: 'd', version: 5, isDelete: true, isNamed: true })
  expect(deleted).toEqual({ fate: 'accepted', newest: { hash: null, version: 5 } })
  const named = { isDelete: false, isNamed: true }
  expect(decideFate(deleted.newest, { hash: 'old', version: 4, ...named }).fate).toBe('superseded')
  expect(decideFate(deleted.newest, { hash: 'new', version: 6, ...named }).fate).toBe('accepted')
  expect(decideFate({ hash: 'a', version: 9 }, { hash: 'd', version: 5, isDelete: true }).fate).toBe('superseded')
})

test('R1.4 a thing trashed and taken back at once lives, though the shop shows it in the same bytes as before', () => {
  const order = { hash: 'same', version: 5, isDelete: false }
  const { newest: deleted } = decideFate(decideFate({ hash: null, version: null }, order).newest, {
    hash: 'id',
    version: null,
    isDelete: true,
  })
  expect(decideFate(deleted, order).fate).toBe('duplicate')
  expect(decideFate(deleted, { ...order, isRestore: true }).fate).toBe('accepted')
  expect(decideFate(deleted, { ...order, version: 4, isRestore: true }).fate).toBe('superseded')
})

test('R4.2 what the plugin counts is newer than what was known by times alone, whenever that is stored or played again', () => {
  const [time, later] = [Date.UTC(2026, 10, 21), Date.UTC(2026, 10, 22)]
  const body = (hash: string, version: number) => ({ hash, version, isDelete: false })
  const counted = decideFate({ hash: 'a', version: time }, { ...body('b', 1), isNamed: true })
  expect(counted).toEqual({ fate: 'accepted', newest: { hash: 'b', version: 1 } })
  expect(decideFate(counted.newest, body('c', later)).fate).toBe('superseded')
  expect(decideFate(counted.newest, body('d', 2)).fate).toBe('accepted')
})

test('R4.2 where a version was forgotten, the same bytes say it again, and what is older is refused from then on', () => {
  const forgotten = { hash: 'a', version: null }
  const again = decideFate(forgotten, arrive('a', 4))
  expect(again).toEqual({ fate: 'duplicate', newest: { hash: 'a', version: 4 } })
  expect(decideFate(again.newest, arrive('old', 3)).fate).toBe('superseded')
  expect(decideFate(again.newest, arrive('a', 9)).newest).toEqual({ hash: 'a', version: 4 })
})
