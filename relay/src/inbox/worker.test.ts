import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../test/factories.ts'
import type { Connector } from '../connectors/connector.ts'
import { findConnector } from '../connectors/index.ts'
import { createTransact, type Transact } from '../domain/transact.ts'
import { createLogger } from '../platform/logger.ts'
import type { Loop } from '../platform/loop.ts'
import { createWake } from '../platform/wake.ts'
import { applyHeads } from './apply-heads.ts'
import { claimHeads } from './claim-heads.ts'
import { createStore } from './store-events.ts'
import { createInboxWorker } from './worker.ts'

type EventRow = { external_id: string; state: string; reason: string | null; attempt_count: number }

let database: TestDatabase
let organisation: TestOrganisation
let connectionId: string
let transact: Transact
let workers: Loop[] = []

beforeEach(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  connectionId = (await organisation.connect('woocommerce', {})).id
  transact = createTransact({ db: database.db, wake: createWake(database.db), reactions: [] })
  workers = []
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()))
  await database.drop()
})

function startWorker(find: (name: string) => Connector | undefined = findConnector): void {
  const logger = createLogger('silent')
  const worker = createInboxWorker({ db: database.db, transact, findConnector: find, logger, pollMs: 10 })
  workers.push(worker)
  worker.start()
}

type Told = { id: number; n: number; parent?: number }
const tell = (told: Told[]) =>
  createStore({ db: database.db, wake: createWake(database.db) })({
    organisationId: organisation.id,
    connectionId,
    events: told.map(({ id, n, parent }) => ({
      kind: 'product',
      externalId: String(id),
      topic: 'product.updated',
      raw: Buffer.from(
        JSON.stringify({
          id,
          name: `${id} v${n}`,
          type: parent ? 'variation' : 'variable',
          parent_id: parent ?? 0,
          status: 'publish',
          price: '1.00',
        }),
      ),
      sourceEventId: null,
      sourceVersion: n,
      occurredAt: null,
      quarantine: null,
    })),
  })
const settleInbox = () =>
  vi.waitFor(
    async () => expect(await database.admin`select from inbox_heads where due_at <= app_now()`).toHaveLength(0),
    {
      timeout: 10_000,
      interval: 20,
    },
  )
const readEvents = () => database.admin<EventRow[]>`
  select external_id, state, reason, attempt_count from inbox_events order by external_id, seq`
const readName = async (id: number) => {
  const [row] = await database.admin<{ name: string }[]>`
    select p.name from products p join mappings m on m.id = p.id where m.external_id = ${String(id)}`
  return row?.name
}

/** The real connector, whose reader has a bug with the entities in `broken`. */
const withBug =
  (broken: Set<string>) =>
  (name: string): Connector | undefined => {
    const connector = findConnector(name)
    if (!connector?.read) return connector
    const { read } = connector
    return {
      ...connector,
      read: (args) => {
        if (broken.has(args.externalId)) throw new Error('a bug in the handler')
        return read(args)
      },
    }
  }

test('F34 a handler that always throws is tried after 1, 2, 4 … s, parked after 8 times, and the other entities flow', async () => {
  const broken = new Set(['1'])
  startWorker(withBug(broken))
  await tell([
    { id: 1, n: 1 },
    { id: 2, n: 1 },
  ])
  await settleInbox()
  for (let failures = 1; failures < 8; failures++) {
    const [bad, good] = await readEvents()
    expect(bad).toMatchObject({ state: 'pending', reason: 'handler_failed', attempt_count: failures })
    expect(good).toMatchObject({ state: 'applied' })
    const [head] = await database.admin<{ wait: number }[]>`
      select extract(epoch from due_at - app_now())::float as wait from inbox_heads where external_id = '1'`
    const waits = 2 ** (failures - 1)
    expect(head?.wait).toBeLessThanOrEqual(waits)
    expect(head?.wait).toBeGreaterThan(waits - 1)
    await tell([{ id: 2, n: failures + 1 }])
    await database.advance(waits * 1_000)
    await settleInbox()
  }
  expect((await readEvents())[0]).toMatchObject({ state: 'parked', reason: 'handler_failed', attempt_count: 8 })
  expect(await readName(2)).toBe('2 v8')

  await database.advance(3_600_000)
  await settleInbox()
  expect((await readEvents())[0]).toMatchObject({ state: 'parked', attempt_count: 8 })
  broken.clear()
  await tell([{ id: 1, n: 2 }])
  await settleInbox()
  expect(await readName(1)).toBe('1 v2')
})

test('F33 one bad entity among many leaves every other one of its claim applied at once', async () => {
  startWorker(withBug(new Set(['7'])))
  await tell(Array.from({ length: 20 }, (_, n) => ({ id: n + 1, n: 1 })))
  await settleInbox()
  const states = (await readEvents()).map(({ external_id, state }) => `${external_id} ${state}`)
  expect(states.filter((text) => text.endsWith('applied'))).toHaveLength(19)
  expect(states).toContain('7 pending')
})

test('F34 of many that wait together the guilty one alone is held back, and the rest is applied', async () => {
  await tell(Array.from({ length: 130 }, (_, n) => ({ id: 1, n: n + 1 })))
  const read = findConnector('woocommerce')?.read
  startWorker((name) => {
    const connector = findConnector(name)
    if (!connector || !read) return connector
    return {
      ...connector,
      read: (args) => {
        if (Buffer.from(args.raw).includes('1 v100"')) throw new Error('a bug in the handler')
        return read(args)
      },
    }
  })
  for (let failures = 1; failures <= 8; failures++) {
    await vi.waitFor(async () => {
      const [{ tries } = { tries: 0 }] = await database.admin<{ tries: number }[]>`
        select max(attempt_count) as tries from inbox_events where reason = 'handler_failed'`
      expect(tries).toBe(failures)
    }, 20_000)
    await database.advance(130_000)
  }
  await settleInbox()
  expect(await readName(1)).toBe('1 v130')
  const held = (await readEvents()).filter(({ state }) => state === 'parked')
  expect(held).toMatchObject([{ reason: 'handler_failed', attempt_count: 8 }])
})

test('F34 parking the guilty one leaves the good one that waited beside it to be applied', async () => {
  await tell([
    { id: 1, n: 1 },
    { id: 1, n: 2 },
  ])
  const read = findConnector('woocommerce')?.read
  startWorker((name) => {
    const connector = findConnector(name)
    if (!connector || !read) return connector
    return {
      ...connector,
      read: (args) => {
        if (Buffer.from(args.raw).includes('1 v2"')) throw new Error('a bug, with a NUL \u0000 in its words')
        return read(args)
      },
    }
  })
  await vi.waitFor(
    async () => {
      await database.advance(130_000)
      expect((await readEvents()).map(({ state }) => state).sort()).toEqual(['applied', 'parked'])
    },
    { timeout: 10_000, interval: 200 },
  )
  expect(await readName(1)).toBe('1 v1')
})

const claim = () => database.db.asSystem((sql) => claimHeads(sql, organisation.id, 10))
const apply = (heads: Awaited<ReturnType<typeof claim>>) =>
  transact(organisation.id, (ctx) => applyHeads({ ctx, heads, findReader: findConnector }))
const countEvents = async () => (await database.admin`select from events`).length

test('I10 the lease of a dead worker is respected while it lasts, and taken over after it', async () => {
  await tell([{ id: 1, n: 1 }])
  expect(await claim()).toHaveLength(1)
  expect(await claim()).toHaveLength(0)
  await database.advance(29_000)
  expect(await claim()).toHaveLength(0)
  await database.advance(2_000)
  startWorker()
  await settleInbox()
  expect(await readEvents()).toMatchObject([{ state: 'applied', attempt_count: 1 }])
})

test('F38 a worker that comes back after its lease writes nothing, whether or not the other one is done', async () => {
  await tell([{ id: 1, n: 1 }])
  const zombie = await claim()
  await database.advance(31_000)
  const heir = await claim()
  expect(heir).toHaveLength(1)
  expect(await apply(zombie)).toBe(0)
  expect(await countEvents()).toBe(0)
  expect(await readEvents()).toMatchObject([{ state: 'pending', attempt_count: 0 }])

  expect(await apply(heir)).toBe(1)
  expect(await apply(zombie)).toBe(0)
  expect(await apply(heir)).toBe(0)
  expect(await countEvents()).toBe(1)
  expect(await readEvents()).toMatchObject([{ state: 'applied', attempt_count: 1 }])
})

test('I2 a lease moves only what it saw: an event that came after the claim is applied by the next one', async () => {
  await tell([{ id: 1, n: 1 }])
  const heads = await claim()
  await tell([{ id: 1, n: 2 }])
  expect(await apply(heads)).toBe(1)
  startWorker()
  await settleInbox()
  expect(await readName(1)).toBe('1 v2')
  expect((await readEvents()).every(({ state }) => state !== 'pending')).toBe(true)
})

test('F37 I3 two workers at once on the same entities: every event once, in order, with no deadlock', async () => {
  startWorker()
  startWorker()
  const parents = [1, 2]
  const variations = [11, 12, 13, 21, 22, 23]
  const versions = 12
  await Promise.all(
    [...parents, ...variations].map(async (id) => {
      const parent = parents.includes(id) ? {} : { parent: Math.floor(id / 10) }
      for (let n = 1; n <= versions; n++) await tell([{ id, n, ...parent }])
    }),
  )
  await settleInbox()
  const rows = await readEvents()
  expect(rows).toHaveLength(8 * versions)
  expect(
    rows.filter(({ state, attempt_count }) => attempt_count !== 1 || !['applied', 'superseded'].includes(state)),
  ).toEqual([])

  const events = await database.admin<{ entity_id: string; versions: number[]; data: string }[]>`
    select entity_id, array_agg(entity_version order by write_order) as versions, (array_agg(data::text order by write_order desc))[1] as data
    from events group by 1`
  expect(events).toHaveLength(2)
  for (const event of events) {
    expect(event.versions).toEqual(event.versions.map((_, n) => n + 1))
    const { name, variations: shown } = JSON.parse(event.data)
    expect(name).toMatch(/v12$/)
    expect(shown.map((variation: { name: string }) => variation.name.slice(-3))).toEqual(['v12', 'v12', 'v12'])
  }
})
