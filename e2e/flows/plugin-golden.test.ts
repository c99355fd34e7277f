import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { CallFixture } from '../../shared-types/scripts/plugin-calls.ts'
import { installation, type PluginFixture } from '../../shared-types/scripts/plugin-fixture-parts.ts'
import { post } from '../fakes/post.ts'
import { answerOf } from './plugin-lab.ts'

const folder = new URL('../../shared-types/fixtures/plugin/', import.meta.url)
const filesOf = (prefix: string) => readdirSync(folder).filter((file) => file.startsWith(prefix))

let database: TestDatabase
let relay: TestRelay

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database, { role: 'ingest' })
})
afterAll(async () => {
  vi.useRealTimers()
  await relay.stop()
  await database.drop()
})

/** A connection that is paired with the shop of the golden calls. */
async function pair(secrets: string[], place: string | null): Promise<string> {
  const organisation = await makeOrganisation(database)
  const { id } = await organisation.connect('woocommerce', { signing_secret: secrets })
  await database.admin`
    insert into installations (organisation_id, connection_id, installation_id, site_url, place, key_ids)
    values (${organisation.id}, ${id}, ${installation.id}, ${installation.site_url}, ${place}, '{}')`
  return id
}

test.each(filesOf('batch-'))('R1.4 the golden call %s gets its verdict, once and again', async (file) => {
  const {
    secrets,
    now,
    headers,
    body_base64: body,
    place,
    expected,
  }: PluginFixture = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  // The relay is in this process: its clock is set, its timers run on.
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1_000 })
  const connectionId = await pair(secrets, place ?? null)
  const send = () =>
    post({
      url: `${relay.url}/v1/ingest/batches`,
      headers: { ...headers, 'passerelle-connection': connectionId },
      body: new Uint8Array(Buffer.from(body, 'base64')),
    })
  const first = await send()
  if (!('accepted' in expected)) {
    expect(first).toMatchObject({ status: expected.status, body: { code: expected.code } })
    return
  }
  expect(first.status).toBe(202)
  const { accepted, rejected, missing, highest } = answerOf(first)
  expect(accepted).toBe(expected.accepted)
  expect(rejected.map(({ index, code, pointer }) => ({ index, code, pointer }))).toEqual(expected.rejected)
  expect([missing, highest.sequence]).toEqual([[], accepted + rejected.length])
  expect(answerOf(await send())).toMatchObject({ accepted: 0, duplicates: accepted })
})

test.each(filesOf('call-'))(
  'R1.4 the golden call %s gets its answer',
  async (file) => {
    const call: CallFixture = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    vi.useFakeTimers({ toFake: ['Date'], now: call.now * 1_000 })
    const connectionId = await pair(call.secrets, call.place)
    const answered = await post({
      url: `${relay.url}${call.path}`,
      headers: { ...call.headers, 'passerelle-connection': connectionId },
      body: new Uint8Array(Buffer.from(call.body_base64, 'base64')),
    })
    const { status, code, members } = call.expected
    expect([answered.status, (answered.body as { code?: string }).code]).toEqual([status, code])
    if (members) expect(Object.keys(answered.body as object).sort()).toEqual(members.toSorted())
  },
  20_000,
)
