import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from '../../test/factories.ts'
import { startWooRest, type WooRest } from '../../test/woo-rest.ts'
import { claimGroup } from './claim-requests.ts'
import { holdClaim } from './hold-claim.ts'
import { requestPull } from './request-pull.ts'

const second = 1_000
let database: TestDatabase
let organisation: TestOrganisation
let rest: WooRest
let connectionId: string

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  rest = await startWooRest()
  const secrets = { consumer_key: rest.consumerKey, consumer_secret: rest.consumerSecret }
  connectionId = (await organisation.connect('woocommerce', { url: rest.url, ...secrets })).id
})
afterAll(async () => {
  await rest.close()
  await database.drop()
})

const ask = (ids: number[]) =>
  database.db.inOrganisation(organisation.id, (tx) =>
    requestPull(
      tx,
      organisation.id,
      ids.map((id) => ({ connectionId, kind: 'product', externalId: String(id), reason: 'test' })),
    ),
  )
const claim = async () => {
  const group = await claimGroup(database.db, organisation.id)
  if (!group) throw new Error('nothing is due')
  return group
}
const clear = () => database.admin`delete from pull_requests`
const ids = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

test('F4 what is being read is no other replica’s, however long it takes; left alone it is after a minute', async () => {
  await ask([1, 2])
  const logger = { warn: (about: unknown) => expect.unreachable(JSON.stringify(about)) }
  const group = await claim()
  const held = holdClaim({ db: database.db, logger }, group, { everyMs: 30 })
  for (let n = 0; n < 4; n++) {
    await database.advance(45 * second)
    await sleep(200)
    expect(await claimGroup(database.db, organisation.id)).toBeNull()
  }
  // One that is asked for anew meanwhile is due, and not the reader's any more.
  await ask([2])
  await sleep(100)
  const requests = await held.release()
  const rows = await database.admin<{ id: string; stamp: string }[]>`
    select external_id as id, due_at::text as stamp from pull_requests order by 1`
  const isMine = rows.map(({ id, stamp }) => requests.find(({ externalId }) => externalId === id)?.stamp === stamp)
  expect(isMine).toEqual([true, false])
  expect((await claim()).requests).toMatchObject([{ externalId: '2' }])
  await database.advance(61 * second)
  expect((await claim()).requests).toHaveLength(2)
  await clear()
})

test('what failed is read in smaller groups, and what could not be stored one by one', async () => {
  await ask(ids(60))
  expect((await claim()).requests).toHaveLength(50)
  expect((await claim()).requests).toHaveLength(10)
  await database.admin`update pull_requests set due_at = app_now() - interval '1 second', error = 'http_503'`
  expect((await claim()).requests).toHaveLength(10)
  await database.admin`update pull_requests set due_at = app_now() - interval '1 second', error = 'internal'`
  expect((await claim()).requests).toHaveLength(1)
  await clear()
})

test('one thing that cannot be stored is given up where all can see it, and those beside it are stored', async () => {
  const [bad, ...good] = rest.shop
    .list('product')
    .slice(0, 4)
    .map(({ id }) => id)
  await database.admin.unsafe(
    `alter table inbox_events add constraint no_bad check (external_id <> '${bad}' or seq is null) not valid`,
  )
  const relay: TestRelay = await startTestRelay(database)
  await ask([bad ?? 0, ...good])
  const list = () =>
    database.admin<{ external_id: string; error: string; due_at: Date | null; attempt_count: number }[]>`
      select external_id, error, due_at, attempt_count from pull_requests`
  let rows = await list()
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    await sleep(100)
    await database.advance(5 * 60 * second)
    rows = await list()
    if (rows.length === 1 && rows[0]?.due_at === null) break
  }
  await relay.stop()
  expect(rows).toEqual([{ external_id: String(bad), error: 'internal', due_at: null, attempt_count: 8 }])
  const stored = await database.admin`
    select from inbox_events where connection_id = ${connectionId} and external_id = any(${good.map(String)})`
  expect(stored).toHaveLength(3)
})
