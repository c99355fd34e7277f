import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../test/factories.ts'
import { newId } from '../platform/ids.ts'
import { countMissing, openUnlisted } from './find-vanished.ts'
import type { LeasedJob } from './lease-job.ts'

let database: TestDatabase
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
})
afterAll(() => database.drop())

type Stock = { kind: string; alive: number; deleted?: number; unmet?: number; missing?: number }

/** A job that met all that is alive of each kind but `unmet`, and of what it met found `missing` gone. */
async function makeJob(stocks: Stock[]): Promise<LeasedJob> {
  const { admin } = database
  const { id: connectionId } = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:1' }, newId())
  const id = newId()
  for (const { kind, alive, deleted = 0, unmet = 0, missing = 0 } of stocks) {
    await admin`
      insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq)
      select ${organisation.id}, ${connectionId}, ${kind}, n::text, 1, 1 from generate_series(1, ${alive + deleted}::int) n`
    await admin`
      insert into inbox_events (organisation_id, id, connection_id, kind, external_id, seq, topic, raw, hash, state, received_at)
      select ${organisation.id}, uuidv7(), ${connectionId}, ${kind}, n::text, 1, ${kind} || case when n <= ${alive} then '.updated' else '.deleted' end,
        '\\x7b7d', '\\x00', 'applied', app_now() - interval '1 hour' from generate_series(1, ${alive + deleted}::int) n`
    await admin`
      insert into job_items (organisation_id, job_id, kind, external_id, missing_at)
      select ${organisation.id}, ${id}, ${kind}, n::text, case when n <= ${unmet + missing} then app_now() end
      from generate_series(${unmet + 1}::int, ${alive}::int) n`
  }
  await admin`
    insert into jobs (organisation_id, id, connection_id, kind, state, progress, created_by, due_at, started_at)
    values (${organisation.id}, ${id}, ${connectionId}, 'backfill', 'running', '[]', 'test', null, app_now())`
  return { organisationId: organisation.id, id, connectionId } as LeasedJob
}

const openOf = (job: LeasedJob, kinds: string[]) =>
  database.db.inOrganisation(organisation.id, (tx) => openUnlisted(tx, job, kinds))
const countOf = (job: LeasedJob) => database.db.inOrganisation(organisation.id, (tx) => countMissing(tx, job))
const countOpen = async ({ id }: LeasedJob) =>
  (await database.admin`select from job_items where job_id = ${id} and is_open`).length

test('R4.2 much of another kind makes no vanishing plausible: each kind is judged by itself', async () => {
  const unlisted = await makeJob([
    { kind: 'product', alive: 60, unmet: 60 },
    { kind: 'order', alive: 2_000 },
  ])
  expect(await openOf(unlisted, ['product', 'order'])).toEqual({ count: 60, isBraked: true })
  expect(await countOpen(unlisted)).toBe(0)
  const missing = await makeJob([
    { kind: 'product', alive: 60, missing: 60 },
    { kind: 'order', alive: 2_000, missing: 3 },
  ])
  expect(await countOf(missing)).toEqual({ count: 63, isBraked: true })
})

test('R4.2 what was deleted long ago does not count as known', async () => {
  expect(await openOf(await makeJob([{ kind: 'product', alive: 60, deleted: 500, unmet: 25 }]), ['product'])).toEqual({
    count: 25,
    isBraked: true,
  })
  expect(await countOf(await makeJob([{ kind: 'product', alive: 60, deleted: 500, missing: 25 }]))).toEqual({
    count: 25,
    isBraked: true,
  })
})

test('R4.2 twenty of a kind may go, and of many a twentieth; one more may not', async () => {
  const cases = [
    { alive: 20, gone: 20, isBraked: false },
    { alive: 60, gone: 21, isBraked: true },
    { alive: 420, gone: 21, isBraked: false },
    { alive: 419, gone: 21, isBraked: true },
  ]
  for (const { alive, gone, isBraked } of cases) {
    const unlisted = await makeJob([{ kind: 'product', alive, unmet: gone }])
    expect(await openOf(unlisted, ['product'])).toEqual({ count: gone, isBraked })
    expect(await countOpen(unlisted)).toBe(isBraked ? 0 : gone)
    expect(await countOf(await makeJob([{ kind: 'product', alive, missing: gone }]))).toEqual({ count: gone, isBraked })
  }
  expect(await openOf(await makeJob([{ kind: 'product', alive: 5 }]), ['product'])).toEqual({
    count: 0,
    isBraked: false,
  })
})

test('R4.2 of more things than one statement looks through, none is passed over', async () => {
  const job = await makeJob([{ kind: 'order', alive: 40_100, unmet: 900 }])
  expect(await openOf(job, ['order'])).toEqual({ count: 900, isBraked: false })
  expect(await countOpen(job)).toBe(900)
})
