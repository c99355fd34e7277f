import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../test/factories.ts'
import { newId } from '../platform/ids.ts'
import { findDueClocks, ringDue } from './ring-due.ts'
import { clearSchedule, setSchedule } from './set-schedule.ts'
import { clearTimer, setTimer } from './set-timer.ts'

let database: TestDatabase
let organisation: TestOrganisation
const hour = 3_600_000
const minute = 60_000

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
})
afterAll(() => database.drop())

const now = async () => {
  const [row] = await database.admin<{ now: Date }[]>`select app_now() as now`
  return row?.now ?? new Date()
}
const inMs = async (ms: number) => new Date((await now()).getTime() + ms)
const stopped: object[] = []
const ring = () => ringDue(database.db, organisation.id, { error: (about: object) => void stopped.push(about) })
const listRings = (entityId: string) =>
  database.admin<{ topic: string; is_fact: boolean; state: string; payload: { n?: number } }[]>`
    select topic, is_fact, state, convert_from(raw, 'UTF8')::jsonb -> 'payload' as payload from inbox_events
    where external_id = ${entityId} order by seq`
const set = (entityId: string, dueAt: Date, n: number) =>
  database.db.inOrganisation(organisation.id, (tx) =>
    setTimer(tx, organisation.id, { name: 'box.lock', entityKind: 'batch', entityId, dueAt, payload: { n } }),
  )

test('a timer rings once when it is due, as a fact in the inbox, and is gone', async () => {
  const id = newId()
  await set(id, await inMs(hour), 1)
  expect(await ring()).toBe(0)
  expect(await database.db.asSystem(findDueClocks)).toEqual([])
  await database.advance(hour + 1_000)
  expect(await database.db.asSystem(findDueClocks)).toEqual([organisation.id])
  expect(await ring()).toBe(1)
  expect(await ring()).toBe(0)
  expect(await listRings(id)).toMatchObject([
    { topic: 'timer.box.lock', is_fact: true, state: 'pending', payload: { n: 1 } },
  ])
})

test('a timer that is moved rings at the new time alone; one that is taken back does not ring', async () => {
  const [moved, cleared] = [newId(), newId()]
  await set(moved, await inMs(minute), 1)
  await set(moved, await inMs(hour), 2)
  await set(cleared, await inMs(minute), 1)
  await database.db.inOrganisation(organisation.id, (tx) =>
    clearTimer(tx, organisation.id, { name: 'box.lock', entityKind: 'batch', entityId: cleared }),
  )
  await database.advance(2 * minute)
  expect(await ring()).toBe(0)
  await database.advance(hour)
  expect(await ring()).toBe(1)
  expect(await listRings(moved)).toMatchObject([{ payload: { n: 2 } }])
  expect(await listRings(cleared)).toEqual([])
})

test('replicas that ring at once ring each timer once', async () => {
  const ids = Array.from({ length: 300 }, () => newId())
  const dueAt = await inMs(-minute)
  for (const id of ids) await set(id, dueAt, 1)
  const rang = await Promise.all([1, 2, 3, 4].map(ring))
  const rest = await ring()
  expect(rang.reduce((sum, count) => sum + count, rest)).toBe(ids.length)
  const [row] = await database.admin<{ rings: number; things: number }[]>`
    select count(*)::int as rings, count(distinct external_id)::int as things from inbox_events where external_id = any(${ids})`
  expect(row).toEqual({ rings: ids.length, things: ids.length })
})

test('where the transaction fails, the timer stands and nothing rang', async () => {
  const id = newId()
  await set(id, await inMs(-minute), 1)
  await database.admin`alter table inbox_events add constraint no_ring check (kind <> 'batch' or seq is null) not valid`
  await expect(ring()).rejects.toThrow()
  await database.admin`alter table inbox_events drop constraint no_ring`
  expect(await listRings(id)).toEqual([])
  expect(await ring()).toBe(1)
  expect(await listRings(id)).toHaveLength(1)
})

test('a schedule rings again and again, and once for all that it missed', async () => {
  const id = newId()
  const key = { name: 'report', entityKind: 'report', entityId: id }
  await database.db.inOrganisation(organisation.id, (tx) =>
    setSchedule(tx, organisation.id, { ...key, pattern: '*/10 * * * *', timeZone: 'UTC', payload: { n: 7 } }),
  )
  expect(await ring()).toBe(0)
  await database.advance(10 * minute)
  expect(await ring()).toBe(1)
  expect(await ring()).toBe(0)
  await database.advance(5 * hour)
  expect(await ring()).toBe(1)
  expect(await ring()).toBe(0)
  expect(await listRings(id)).toMatchObject([{ topic: 'timer.report', payload: { n: 7 } }, { payload: { n: 7 } }])
  const [{ next_at: nextAt } = { next_at: new Date(0) }] = await database.admin<{ next_at: Date }[]>`
    select next_at from schedules where entity_id = ${id}`
  expect(nextAt.getTime()).toBeGreaterThan((await now()).getTime())
  await database.db.inOrganisation(organisation.id, (tx) => clearSchedule(tx, organisation.id, key))
  await database.advance(hour)
  expect(await ring()).toBe(0)
})

test('a schedule that finds no next time stops where all can see it, and nothing else that is due waits for it', async () => {
  const [timer, broken, sound] = [newId(), newId(), newId()]
  await set(timer, await inMs(minute), 1)
  const key = (entityId: string) => ({ name: 'report', entityKind: 'report', entityId })
  const setEvery = (entityId: string) =>
    database.db.inOrganisation(organisation.id, (tx) =>
      setSchedule(tx, organisation.id, { ...key(entityId), pattern: '*/10 * * * *', timeZone: 'UTC' }),
    )
  await setEvery(broken)
  await setEvery(sound)
  await database.admin`update schedules set time_zone = 'Mars/Olympus' where entity_id = ${broken}`
  await database.advance(10 * minute)
  expect(await ring()).toBe(3)
  for (const id of [timer, broken, sound]) expect(await listRings(id)).toHaveLength(1)
  expect(stopped).toMatchObject([{ schedule: 'report', entity: broken, error: expect.stringContaining('Mars') }])
  const [row] = await database.admin`select next_at, error from schedules where entity_id = ${broken}`
  expect(row).toEqual({ next_at: null, error: expect.stringContaining('Mars') })
  await database.advance(10 * minute)
  expect(await ring()).toBe(1)
  await setEvery(broken)
  await database.advance(10 * minute)
  expect(await ring()).toBe(2)
  for (const id of [broken, sound])
    await database.db.inOrganisation(organisation.id, (tx) => clearSchedule(tx, organisation.id, key(id)))
})
