import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { FakePluginOptions } from '../fakes/plugin.ts'
import { makePluginLab, newCode, type PluginLab, product } from './plugin-lab.ts'

let database: TestDatabase
let relay: TestRelay
const open: PluginLab[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const startLab = async (options: Partial<FakePluginOptions> = {}) => {
  const lab = await makePluginLab(database, relay.url, options)
  open.push(lab)
  return lab
}

type Tested = {
  received_at: string
  server_time: string
  event: { state: string; stored_at: string; applied_at: string | null } | null
  callback: { status: number | null; code: string | null; ms: number }
  store_ms: number
}

describe('the test', () => {
  test('R1.4 a ping goes round: stored, applied, the shop called back, each hop timed, in that order', async () => {
    const { plugin } = await startLab()
    const answered = await plugin.test()
    expect(answered).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { event: { state: 'applied' }, callback: { status: 200, code: null } },
    })
    const { received_at, server_time, event, callback, store_ms } = answered.body as Tested
    const times = [event?.stored_at, event?.applied_at ?? '', server_time]
    expect(times.toSorted()).toEqual(times)
    expect(received_at <= server_time).toBe(true)
    expect(store_ms).toBeLessThan(2_000)
    expect(callback.ms).toBeLessThan(2_000)
  })

  test('a ping has no effect: it is applied, and neither mirrored, told, nor read at the shop', async () => {
    const lab = await startLab()
    await lab.plugin.test()
    await lab.plugin.test()
    await settle(database)
    const at = lab.connectionId
    const [left] = await database.admin`
      select (select array_agg(state || ' ' || reason) from inbox_events where connection_id = ${at}) as inbox,
        (select count(*)::int from events where organisation_id = ${lab.organisation.id}) as fed,
        (select count(*)::int from mappings where connection_id = ${at}) as mirrored,
        (select count(*)::int from pull_requests where connection_id = ${at}) as fetches`
    expect(left).toEqual({ inbox: ['applied test', 'applied test'], fed: 0, mirrored: 0, fetches: 0 })
    expect(lab.plugin.reads).toEqual([])
  })

  test('it waits for the ping five seconds at most, and says that none was applied', async () => {
    const { plugin } = await startLab()
    await relay.stop()
    relay = await startTestRelay(database, { role: 'ingest' })
    const moved = await startLab()
    const startedAt = performance.now()
    const { body } = await moved.plugin.test()
    expect(performance.now() - startedAt).toBeGreaterThan(4_900)
    expect(performance.now() - startedAt).toBeLessThan(7_000)
    expect(body).toMatchObject({ event: { state: 'pending', applied_at: null } })
    await relay.stop()
    relay = await startTestRelay(database)
    expect(plugin.pairing()).not.toBeNull()
  }, 20_000)

  test.each([
    ['http_503', () => new Response('maintenance', { status: 503 })],
    ['http_302', () => new Response(null, { status: 302, headers: { location: 'https://shop.example/' } })],
    ['bad_response', () => new Response('<html>')],
    ['other_shop', () => Response.json({ installation_id: 'another' })],
    ['timeout', () => sleep(6_000).then(() => null)],
  ])(
    'it says %s where the shop does not answer as itself, and gives up in time',
    async (code, answer) => {
      let isBroken = false
      const lab = await startLab({ interfere: (path) => (isBroken && path.endsWith('/health') ? answer() : null) })
      isBroken = true
      const startedAt = performance.now()
      expect(await lab.plugin.test()).toMatchObject({ status: 200, body: { callback: { code } } })
      expect(performance.now() - startedAt).toBeLessThan(6_000)
    },
    20_000,
  )

  test('the shop is called at the address that it is paired with, which must be one that may be called', async () => {
    const lab = await startLab()
    const siteUrl = 'http://169.254.169.254'
    await database.admin`update installations set site_url = ${siteUrl} where connection_id = ${lab.connectionId}`
    const { installation } = JSON.parse(lab.plugin.bodyOf([]))
    const ask = (members: object) =>
      lab.plugin.send(JSON.stringify({ installation: { ...installation, site_url: siteUrl }, ...members }), {
        path: '/v1/pairings/test',
      })
    expect(await ask({ event_id: null })).toMatchObject({
      status: 200,
      body: { event: null, callback: { status: null, code: 'destination_forbidden' } },
    })
    for (const members of [{}, { event_id: 5 }, { event_id: "1' or 1=1" }])
      expect(await ask(members)).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ event_id: null })))
    const slowed = answers.filter(({ status }) => status === 429)
    expect(slowed.length).toBeGreaterThan(2)
    expect(Number(slowed[0]?.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('B41 the ping of another shop is not shown', async () => {
    const [mine, theirs] = [await startLab(), await startLab()]
    await theirs.plugin.test()
    const [ping] = theirs.plugin.rows()
    const { installation } = JSON.parse(mine.plugin.bodyOf([]))
    const body = JSON.stringify({ installation, event_id: ping?.id })
    expect((await mine.plugin.send(body, { path: '/v1/pairings/test' })).body).toMatchObject({ event: null })
  }, 20_000)
})

describe('the end of a pairing by the shop', () => {
  test('ends its secret and its keys, says who ended it, and what comes with a new code is heard again', async () => {
    const lab = await startLab({ place: 'server-a' })
    const { plugin, connectionId, organisation } = lab
    plugin.save('product', '1', product(1, 'Avant'))
    await plugin.drain()
    const pairing = plugin.pairing()
    const [secret = ''] = plugin.secrets()
    const body = plugin.bodyOf(plugin.rows())
    expect(await plugin.disconnect()).toMatchObject({ status: 200, body: {} })
    expect(plugin.pairing()).toBeNull()
    expect(await plugin.send(body, { secrets: [secret], connectionId })).toMatchObject({
      status: 401,
      body: { code: 'signature_invalid' },
    })
    for (const key of [pairing?.admin_key, pairing?.account_key])
      expect((await relay.get('/v1/connections', key ?? '')).status).toBe(401)
    const gone = await relay.get(`/v1/connections/${connectionId}/installation`, organisation.key)
    expect(gone).toMatchObject({ status: 404, body: { detail: expect.stringContaining('The shop itself ended') } })
    const { code } = await newCode(database, organisation.id, connectionId)
    expect((await plugin.pair(code)).status).toBe(201)
    plugin.save('product', '1', product(1, 'Après'))
    expect((await plugin.drain())[0]?.status).toBe(202)
    expect((await relay.get(`/v1/connections/${connectionId}/installation`, organisation.key)).status).toBe(200)
  })

  test('asked for again after its answer was lost, it is refused as any call of a shop that is not paired', async () => {
    const lab = await startLab()
    const { installation } = JSON.parse(lab.plugin.bodyOf([]))
    const end = () => lab.plugin.send(JSON.stringify({ installation }), { path: '/v1/pairings/disconnect' })
    expect((await end()).status).toBe(200)
    expect(await end()).toMatchObject({ status: 401, body: { code: 'signature_invalid' } })
    expect(await lab.plugin.disconnect()).toMatchObject({ status: 401 })
    expect(lab.plugin.pairing()).toBeNull()
  })
})
