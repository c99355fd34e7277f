import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderSnapshot, ReadResult } from '../connectors/connector.ts'
import { foldRun } from './fold-run.ts'
import type { Waiting } from './load-waiting.ts'

type Told = { isFact: boolean; isReadable: boolean; isStale: boolean }

/** A source of orders whose bodies say only how they are to be read. */
const source = {
  read({ raw }: { raw: Uint8Array }): ReadResult {
    const { n, isFact, isReadable } = JSON.parse(new TextDecoder().decode(raw)) as Told & { n: number }
    if (!isReadable) return { kind: 'unreadable', code: 'broken', pointer: '', detail: '' }
    const fact = isFact ? { fact: { topic: 'order.paid', values: { n }, occurredAt: null } } : {}
    const reading: OrderSnapshot = {
      type: 'order',
      externalId: '1',
      fields: { number: String(n) },
      agreed: {},
      ...fact,
    }
    return { kind: 'reading', reading }
  },
}

function waiting(told: Told[]): Waiting {
  const head = {
    organisationId: 'o',
    connectionId: 'c',
    kind: 'order',
    externalId: '1',
    fence: 1,
    doneSeq: 0,
    lastSeq: told.length,
  }
  const events = told.map(({ isFact, isReadable, isStale }, n) => ({
    id: `e${n}`,
    connectionId: 'c',
    kind: 'order',
    externalId: '1',
    seq: n + 1,
    topic: isFact ? 'order.paid' : 'order.updated',
    raw: Buffer.from(JSON.stringify({ n, isFact, isReadable })),
    occurredAt: new Date(0),
    isFact,
    isStale: isFact && isStale,
  }))
  return { head, connector: 'shop', currency: 'EUR', events }
}

const anyTold = fc.record({ isFact: fc.boolean(), isReadable: fc.boolean(), isStale: fc.boolean() })

test('R4.2 facts never fold: each that can be read is kept, in order, beside the one newest state', () => {
  fc.assert(
    fc.property(fc.array(anyTold, { minLength: 1, maxLength: 12 }), (told) => {
      const { steps, outcomes, lastSeq } = foldRun(waiting(told), source)
      const [step, ...others] = steps
      const numberOf = ({ fields }: OrderSnapshot) => Number(fields.number)
      const reading = step?.reading as OrderSnapshot | undefined
      const own = reading?.fact ? [...(step?.facts ?? []), reading.fact] : (step?.facts ?? [])
      const readable = told.flatMap(({ isReadable }, n) => (isReadable ? [n] : []))

      expect(others).toEqual([])
      expect(lastSeq).toBe(told.length)
      expect(outcomes.map(({ id }) => id).sort()).toEqual(told.map((_, n) => `e${n}`).sort())
      expect(own.map(({ values }) => Number(values.n)).sort((a, b) => a - b)).toEqual(
        readable.filter((n) => told[n]?.isFact),
      )
      const states = readable.filter((n) => !(told[n]?.isFact && told[n]?.isStale))
      if (states.length > 0) expect([reading && numberOf(reading), step?.isStale]).toEqual([states.at(-1), false])
      else if (readable.length > 0)
        expect([reading && numberOf(reading), step?.isStale]).toEqual([readable.at(-1), true])
      else expect(step).toBeUndefined()
    }),
  )
})

test('what an event names without carrying it is asked for, and what says nothing of ours is done with', () => {
  const run = waiting([
    { isFact: false, isReadable: true, isStale: false },
    { isFact: true, isReadable: true, isStale: false },
  ])
  const fetched = foldRun(run, { read: () => ({ kind: 'fetch', entityKind: 'order', externalId: '1' }) })
  expect(fetched.steps).toEqual([])
  expect(fetched.fetches).toHaveLength(2)
  expect(fetched.outcomes.map(({ state, reason }) => [state, reason])).toEqual([
    ['applied', 'fetched_apart'],
    ['applied', 'fetched_apart'],
  ])
  const ignored = foldRun(run, { read: () => ({ kind: 'ignored', code: 'not_mirrored' }) })
  expect(ignored.outcomes.map(({ reason }) => reason)).toEqual(['not_mirrored', 'not_mirrored'])
})
