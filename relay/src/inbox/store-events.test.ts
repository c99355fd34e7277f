import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../test/factories.ts'
import { createWake } from '../platform/wake.ts'
import type { IncomingEvent, StoreResult } from './incoming-event.ts'
import { createStore } from './store-events.ts'

let database: TestDatabase
let organisation: TestOrganisation
let connectionId: string
let nextId = 1

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  connectionId = (await organisation.connect('woocommerce', {})).id
})
afterAll(() => database.drop())

const openStore = () => {
  const store = createStore({ db: database.db, wake: createWake(database.db) })
  return (events: IncomingEvent[]) => store({ organisationId: organisation.id, connectionId, events })
}

type Told = { entity: string; body: string; version?: number | null; sourceEventId?: string | null; isDelete?: boolean }
const incoming = ({ entity, body, version = null, sourceEventId = null, isDelete = false }: Told): IncomingEvent => ({
  kind: 'product',
  externalId: entity,
  topic: isDelete ? 'product.deleted' : 'product.updated',
  raw: Buffer.from(body),
  sourceEventId,
  sourceVersion: isDelete ? null : version,
  occurredAt: null,
  quarantine: null,
})

/** The rules of once only, as the contract says them, with nothing but memory. */
function createModel() {
  const seen = new Map<string, string>()
  const entities = new Map<string, { hash: string | null; version: number | null; line: string[] }>()
  return {
    lineOf: (entity: string) => entities.get(entity)?.line ?? [],
    tell({ entity, body, version = null, sourceEventId = null, isDelete = false }: Told): StoreResult {
      if (sourceEventId !== null) {
        const before = seen.get(sourceEventId)
        if (before !== undefined) return before === body ? 'duplicate' : 'event_id_conflict'
        seen.set(sourceEventId, body)
      }
      const state = entities.get(entity) ?? { hash: null, version: null, line: [] }
      entities.set(entity, state)
      if (isDelete) {
        if (state.version === null) state.hash = null
      } else {
        const isRepeat = sourceEventId === null && state.hash === body
        if (isRepeat) {
          state.version ??= version
          return 'duplicate'
        }
        if (version !== null && state.version !== null && version < state.version) return 'superseded'
        state.hash = body
        state.version = version ?? state.version
      }
      state.line.push(body)
      return 'accepted'
    },
  }
}

const told = fc.record({
  entity: fc.constantFrom('x', 'y'),
  body: fc.constantFrom('{"a":1}', '{"b":1}', '{"c":1}'),
  version: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  sourceEventId: fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: null, freq: 2 }),
  isDelete: fc.nat({ max: 5 }).map((n) => n === 0),
})

test('I2 F30 any batches of events are kept once only, as the model of the rules says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(told, { minLength: 1, maxLength: 6 }), { maxLength: 6 }), async (batches) => {
      const run = nextId++
      const store = openStore()
      const model = createModel()
      for (const batch of batches) {
        const events = batch.map((one) => ({
          ...one,
          entity: `${run} ${one.entity}`,
          body: one.isDelete ? `{"id":"${one.entity}"}` : one.body,
          sourceEventId: one.sourceEventId && `${run} ${one.sourceEventId}`,
        }))
        expect(await store(events.map(incoming))).toEqual(events.map((one) => model.tell(one)))
      }
      for (const entity of ['x', 'y'].map((name) => `${run} ${name}`)) {
        const rows = await database.admin<{ seq: number; raw: Buffer }[]>`
          select seq::int, raw from inbox_events where external_id = ${entity} and state = 'pending' order by seq`
        expect(rows.map(({ raw }) => raw.toString())).toEqual(model.lineOf(entity))
        expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, n) => n + 1))
      }
    }),
    { numRuns: 60, endOnFailure: true },
  )
})

test('F11 F29 I1 many calls of two processes over the same entities at once: no deadlock, nothing lost, nothing kept twice', async () => {
  const run = nextId++
  const stores = [openStore(), openStore()]
  const entities = Array.from({ length: 12 }, (_, n) => `${run} ${n}`)
  const calls = Array.from({ length: 40 }, (_, call) => {
    const order = call % 2 === 0 ? entities : entities.toReversed()
    // Every call is made twice: by each of the two once.
    return order.map((entity) =>
      incoming({ entity, body: `{"call":${call >> 1}}`, sourceEventId: `${run} ${call >> 1} ${entity}` }),
    )
  })
  const results = (await Promise.all(calls.map((events, n) => stores[(n >> 1) % 2 === n % 2 ? 0 : 1]?.(events)))).flat()
  const count = (result: StoreResult) => results.filter((one) => one === result).length
  expect(results).toHaveLength(40 * 12)
  expect(count('accepted')).toBe(20 * 12)
  expect(count('duplicate')).toBe(20 * 12)

  const rows = await database.admin<{ external_id: string; seqs: number[]; last: number }[]>`
    select e.external_id, array_agg(e.seq::int order by e.seq) as seqs, max(h.last_seq)::int as last
    from inbox_events e join inbox_heads h on h.external_id = e.external_id
    where e.external_id like ${`${run} %`} group by 1`
  expect(rows).toHaveLength(12)
  for (const { seqs, last } of rows) {
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    expect(last).toBe(20)
  }
})

test('a call whose events cannot be stored fails alone: the calls that shared its transaction are kept', async () => {
  const run = nextId++
  const store = openStore()
  const good = Array.from({ length: 6 }, (_, n) => store([incoming({ entity: `${run} ${n}`, body: '{}' })]))
  const bad = store([{ ...incoming({ entity: `${run} bad`, body: '{}' }), topic: 'product.\u0000' }])
  await expect(bad).rejects.toThrow()
  expect((await Promise.all(good)).flat()).toEqual(Array.from({ length: 6 }, () => 'accepted'))
})

test('what waits to be stored is capped by its bytes as well', async () => {
  const store = openStore()
  const big = 'x'.repeat(1_000_000)
  const results = await Promise.allSettled(
    Array.from({ length: 24 }, (_, n) => store([incoming({ entity: `big-${n}`, body: `${n} ${big}` })])),
  )
  const refused = results.filter(({ status }) => status === 'rejected')
  // One is stored while sixteen wait.
  expect(refused).toHaveLength(7)
  expect(refused[0]).toMatchObject({ reason: { status: 503, code: 'unavailable' } })
  expect(await store([incoming({ entity: 'big-23', body: `23 ${big}` })])).toEqual(['accepted'])
})
