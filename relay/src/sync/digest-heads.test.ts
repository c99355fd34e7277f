import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../test/factories.ts'
import { newId } from '../platform/ids.ts'
import { digestHeads, listBuckets, listVersions } from './digest-heads.ts'
import type { LeasedJob } from './lease-job.ts'

let database: TestDatabase
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
})
afterAll(() => database.drop())

/** Things with their version and the topics of their events, oldest first. */
type Things = Record<string, { version: number | null; topics: string[] }>

async function makeJob(things: Things): Promise<LeasedJob> {
  const { admin } = database
  const { id: connectionId } = await organisation.connect('woocommerce', { url: 'http://127.0.0.1:1' }, newId())
  for (const [externalId, { version, topics }] of Object.entries(things)) {
    await admin`
      insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq, newest_version)
      values (${organisation.id}, ${connectionId}, 'order', ${externalId}, ${topics.length}, ${topics.length}, ${version})`
    await admin`
      insert into inbox_events (organisation_id, id, connection_id, kind, external_id, seq, topic, raw, hash, state)
      select ${organisation.id}, uuidv7(), ${connectionId}, 'order', ${externalId}, n, topic, '\\x7b7d', '\\x00', 'applied'
      from unnest(${topics}::text[]) with ordinality as t(topic, n)`
  }
  return { organisationId: organisation.id, id: newId(), connectionId } as LeasedJob
}
const alive = (version: number | null) => ({ version, topics: ['order.updated'] })
const ask = <T>(run: (tx: Parameters<typeof listBuckets>[0]) => Promise<T>) =>
  database.db.inOrganisation(organisation.id, run)
const digestOf = async (job: LeasedJob, buckets: number[]) =>
  (await ask((tx) => digestHeads(tx, job, { kind: 'order', buckets }))).toSorted((a, b) => a.bucket - b.bucket)
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

test('R4.2 a digest is the SHA-256 over ids and versions in the numeric order of the ids, bucket by bucket', async () => {
  const job = await makeJob({
    10: alive(2),
    9: alive(0),
    499: alive(7),
    500: alive(1),
    100000: alive(1_763_700_000_000),
  })
  expect(await digestOf(job, [0, 1, 2, 200])).toEqual([
    { bucket: 0, count: 3, hash: hashOf('9:0,10:2,499:7') },
    { bucket: 1, count: 1, hash: hashOf('500:1') },
    { bucket: 200, count: 1, hash: hashOf('100000:1763700000000') },
  ])
})

test('R4.2 a thing counts once however many events it has, and not where the newest of them is its deletion', async () => {
  const job = await makeJob({
    1: { version: 3, topics: ['order.created', 'order.paid', 'order.updated'] },
    2: { version: 3, topics: ['order.updated', 'order.deleted'] },
    3: { version: 4, topics: ['order.deleted', 'order.restored'] },
    4: { version: 1, topics: [] },
  })
  expect(await digestOf(job, [0])).toEqual([{ bucket: 0, count: 2, hash: hashOf('1:3,3:4') }])
  expect(await ask((tx) => listVersions(tx, job, { kind: 'order', buckets: [0] }))).toEqual([
    { externalId: '1', version: 3 },
    { externalId: '3', version: 4 },
  ])
})

test('R4.2 no buckets are none of them, and never all; one without anything is left out', async () => {
  const job = await makeJob({ 1: alive(1), 700: alive(null) })
  expect(await digestOf(job, [])).toEqual([])
  expect(await ask((tx) => listVersions(tx, job, { kind: 'order', buckets: [] }))).toEqual([])
  expect(await digestOf(job, [5])).toEqual([])
  expect(await digestOf({ ...job, connectionId: newId() }, [0, 1])).toEqual([])
  expect(await digestOf(job, [1])).toEqual([{ bucket: 1, count: 1, hash: hashOf('700:') }])
})

test('R4.2 buckets are those in which something is known, within both ends; what is no plain number is in none', async () => {
  const odd = {
    '': alive(1),
    abc: alive(1),
    '007': alive(1),
    '1e3': alive(1),
    '-1': alive(1),
    '9999999999999999': alive(1),
  }
  const job = await makeJob({
    ...odd,
    0: alive(1),
    499: alive(1),
    500: alive(1),
    2600: alive(1),
    999999999999999: alive(1),
  })
  const list = async (after: number | null, upTo: number | null) =>
    (await ask((tx) => listBuckets(tx, job, { kind: 'order', after, upTo }))).toSorted((a, b) => a - b)
  expect(await list(null, null)).toEqual([0, 1, 5, 1_999_999_999_999])
  expect(await list(null, 0)).toEqual([0])
  expect(await list(0, 5)).toEqual([1, 5])
  expect(await list(5, null)).toEqual([1_999_999_999_999])
  expect(await list(1, 4)).toEqual([])
})
