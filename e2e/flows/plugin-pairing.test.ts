import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { loadConnections } from '../../relay/src/connections/load-connections.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from '../../relay/test/factories.ts'
import { type FakePlugin, type FakePluginOptions, startFakePlugin } from '../fakes/plugin.ts'
import { codeOf, newCode, product } from './plugin-lab.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
const open: FakePlugin[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  organisation = await makeOrganisation(database)
})
afterEach(async () => {
  // Callers from one address may try twenty times a minute.
  await relay.stop()
  relay = await startTestRelay(database)
  await Promise.all(open.splice(0).map((plugin) => plugin.close()))
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

const startPlugin = async (options: Partial<FakePluginOptions> = {}) => {
  const plugin = await startFakePlugin({ relayUrl: relay.url, ...options })
  open.push(plugin)
  return plugin
}

describe('pairing', () => {
  test('R1.4 gives the shop a connection of its own, a signing secret and two keys', async () => {
    const plugin = await startPlugin()
    const { code, expires_at: expiresAt } = await newCode(database, organisation.id)
    expect(code.replaceAll('-', '')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(new Date(expiresAt).getTime() - Date.now()).toBeGreaterThan(14 * 60_000)
    const answered = await plugin.pair(code)
    expect(answered).toMatchObject({
      status: 201,
      body: { organisation_id: organisation.id, highest: { sequence: 0 }, server_time: expect.any(String) },
    })
    const pairing = plugin.pairing()
    const connection = await relay.get(`/v1/connections/${pairing?.connection_id}`, pairing?.admin_key ?? '')
    expect(connection).toMatchObject({
      status: 200,
      body: { connector: 'woocommerce', settings: { url: plugin.url, plugin: 'paired' } },
    })
    expect(connection.text).not.toContain('whsec_')
    const [kept] = await database.admin`select scopes from api_keys where id = any(
      select unnest(key_ids) from installations where connection_id = ${pairing?.connection_id ?? ''}) and scopes = '{account}'`
    expect(kept).toBeDefined()
    plugin.save('product', '87', product(87, 'Café'))
    expect(await plugin.drain()).toMatchObject([{ status: 202, body: { accepted: 1 } }])
  })

  test('a lost answer is no dead end: the same shop may repeat it, and each repeat kills what came before', async () => {
    const plugin = await startPlugin()
    const { code } = await newCode(database, organisation.id)
    await plugin.pair(code)
    const first = plugin.pairing()
    await plugin.pair(code.toLowerCase().replaceAll('-', ' '))
    const second = plugin.pairing()
    expect(second?.connection_id).toBe(first?.connection_id)
    expect(second?.signing_secret).not.toBe(first?.signing_secret)
    plugin.save('product', '1', product(1, 'Thé'))
    const body = plugin.bodyOf(plugin.take())
    expect(await plugin.send(body, { secrets: [first?.signing_secret ?? ''] })).toMatchObject({ status: 401 })
    expect((await relay.get('/v1/connections', first?.admin_key ?? '')).status).toBe(401)
    expect((await relay.get('/v1/connections', second?.admin_key ?? '')).status).toBe(200)
    expect(await plugin.drain()).toMatchObject([{ status: 202, body: { accepted: 1 } }])
  })

  test('a code takes five tries', async () => {
    const plugin = await startPlugin()
    const { code } = await newCode(database, organisation.id)
    for (let n = 0; n < 5; n++) expect((await plugin.pair(code)).status).toBe(201)
    expect(await plugin.pair(code)).toMatchObject({ status: 401, body: { code: 'pairing_code_invalid' } })
  })

  test('wrong, expired and used-up codes get one answer, and wrong ones are slowed down', async () => {
    const plugin = await startPlugin()
    const { code } = await newCode(database, organisation.id)
    await database.admin`update pairings set expires_at = app_now() where expires_at > app_now()`
    const expired = await plugin.pair(code)
    const wrong = await plugin.pair('7ZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZZ')
    const none = await plugin.pair('not a code')
    const without = ({ body }: typeof expired) => ({ ...(body as object), request_id: '', server_time: '' })
    expect(expired).toMatchObject({ status: 401, body: { code: 'pairing_code_invalid' } })
    expect(without(wrong)).toEqual(without(expired))
    expect(without(none)).toEqual(without(expired))
    const answers = await Promise.all(Array.from({ length: 25 }, () => plugin.pair('7ZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZZ')))
    const slowed = answers.filter(({ status }) => status === 429)
    expect(slowed.length).toBeGreaterThan(0)
    expect(Number(slowed[0]?.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('another shop cannot pair with a code that was used', async () => {
    const [mine, theirs] = [await startPlugin(), await startPlugin()]
    const { code } = await newCode(database, organisation.id)
    await mine.pair(code)
    expect(await theirs.pair(code)).toMatchObject({ status: 409, body: { code: 'pairing_taken' } })
    mine.save('product', '1', product(1, 'Thé'))
    expect(await mine.drain()).toMatchObject([{ status: 202 }])
  })

  test('a site that does not prove itself at its address is told nothing', async () => {
    const answers: [string, () => Response | null][] = [
      ['no plugin there', () => Response.json({ code: 'rest_no_route' }, { status: 404 })],
      ['no proof', () => Response.json({ installation_id: 'x' })],
      ['a page', () => new Response('<html>')],
      ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://shop.example/' } })],
      ['a wrong proof', () => Response.json({ installation_id: 'x', proof: Buffer.alloc(32).toString('base64') })],
    ]
    for (const [name, answer] of answers.slice(0, 4)) {
      const plugin = await startPlugin({ installationId: 'x', interfere: answer })
      const { code } = await newCode(database, organisation.id)
      expect(await plugin.pair(code), name).toMatchObject({ status: 422, body: { code: 'site_not_proven' } })
      expect(plugin.pairing()).toBeNull()
    }
  })

  test('the address of another site, of nobody, or of a forbidden kind is refused', async () => {
    const plugin = await startPlugin()
    const other = await startPlugin()
    for (const [siteUrl, code] of [
      [other.url, 'site_not_proven'],
      ['http://127.0.0.1:1', 'site_not_proven'],
      ['http://169.254.169.254', 'destination_forbidden'],
      ['http://93.184.216.34', 'forbidden_scheme'],
      ['https://93.184.216.34:22', 'forbidden_port'],
    ] as const) {
      const { code: pairingCode } = await newCode(database, organisation.id)
      const answered = await plugin.pair(pairingCode, { site_url: siteUrl })
      expect([answered.status, codeOf(answered)], siteUrl).toEqual([422, code])
    }
    const { code } = await newCode(database, organisation.id)
    for (const siteUrl of ['shop', 'ftp://shop.example', 'javascript:1', 5]) {
      expect(await plugin.pair(code, { site_url: siteUrl })).toMatchObject({
        status: 422,
        body: { code: 'validation_failed' },
      })
    }
  })

  test('a shop that sent core webhooks is paired on its own connection: times give way to the plugin’s counts', async () => {
    const secret = 'core-webhook-secret'
    const { id } = await organisation.connect('woocommerce', { webhook_secret: secret })
    const { createShopSender } = await import('../fakes/shop.ts')
    const core = createShopSender({ baseUrl: relay.url, organisationId: organisation.id, connectionId: id, secret })
    await core.send({ topic: 'product.updated', body: product(5, 'Ancien') })
    const plugin = await startPlugin()
    const { code } = await newCode(database, organisation.id, id)
    await plugin.pair(code)
    expect(plugin.pairing()?.connection_id).toBe(id)
    plugin.save('product', '5', product(5, 'Nouveau'))
    expect(await plugin.drain()).toMatchObject([{ body: { accepted: 1, highest: { versions: { 'product:5': 1 } } } }])
    const late = await core.send({ topic: 'product.updated', body: product(5, 'Webhook') })
    expect(late).toMatchObject({ status: 202, body: { accepted: 1 } })
    const rows = await database.admin`
      select state, reason from inbox_events where connection_id = ${id} and external_id = '5' order by received_at`
    expect(rows.map(({ state, reason }) => [state === 'superseded' ? state : 'kept', reason])).toEqual([
      ['kept', null],
      ['kept', null],
      ['superseded', 'plugin_sends'],
    ])
  })

  test('a new code for the same shop finds its connection again', async () => {
    const plugin = await startPlugin()
    await plugin.pair((await newCode(database, organisation.id)).code)
    const first = plugin.pairing()?.connection_id
    plugin.save('product', '1', product(1, 'Thé'))
    await plugin.drain()
    expect(await plugin.pair((await newCode(database, organisation.id)).code)).toMatchObject({
      status: 201,
      body: { connection_id: first, highest: { sequence: 1 } },
    })
  })

  test('F43 a copy of a paired shop takes its place only with a code for the connection', async () => {
    const live = await startPlugin()
    const copy = await startPlugin({ installationId: live.installationId })
    const { code: used } = await newCode(database, organisation.id)
    await live.pair(used)
    const connectionId = live.pairing()?.connection_id ?? ''
    for (const code of [used, (await newCode(database, organisation.id)).code])
      expect(await copy.pair(code)).toMatchObject({ status: 409, body: { code: 'pairing_elsewhere' } })
    live.save('product', '1', product(1, 'Thé'))
    expect(await live.drain()).toMatchObject([{ status: 202 }])
    const { code } = await newCode(database, organisation.id, connectionId)
    expect(await copy.pair(code)).toMatchObject({ status: 201, body: { connection_id: connectionId } })
    expect(await copy.pair(code)).toMatchObject({ status: 201 })
    expect(await live.pair(code)).toMatchObject({ status: 409, body: { code: 'pairing_elsewhere' } })
  })

  test('a pairing that is ended leaves no secret and no key, and webhooks count again', async () => {
    const secret = 'core-webhook-secret'
    const { id } = await organisation.connect('woocommerce', { webhook_secret: secret })
    const plugin = await startPlugin()
    await plugin.pair((await newCode(database, organisation.id, id)).code)
    plugin.save('product', '6', product(6, 'Compté'))
    await plugin.drain()
    const { code: waiting } = await newCode(database, organisation.id, id)
    const unpair = (key: string) =>
      fetch(`${relay.url}/v1/connections/${id}/pairing`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${key}` },
      })
    expect((await unpair(plugin.pairing()?.account_key ?? '')).status).toBe(403)
    expect((await unpair((await makeOrganisation(database, 'Autre')).key)).status).toBe(404)
    const answered = await unpair(organisation.key)
    expect(answered.status).toBe(200)
    expect(((await answered.json()) as { settings: object }).settings).not.toHaveProperty('plugin')
    expect((await unpair(organisation.key)).status).toBe(404)

    plugin.save('product', '6', product(6, 'Trop tard'))
    expect(await plugin.drain()).toMatchObject([{ status: 401, body: { code: 'signature_invalid' } }])
    expect(await plugin.pair(waiting)).toMatchObject({ status: 401 })
    for (const key of [plugin.pairing()?.admin_key, plugin.pairing()?.account_key])
      expect((await relay.get('/v1/connections', key ?? '')).status).toBe(401)
    const { createShopSender } = await import('../fakes/shop.ts')
    const core = createShopSender({ baseUrl: relay.url, organisationId: organisation.id, connectionId: id, secret })
    await core.send({ topic: 'product.updated', body: product(6, 'Webhook') })
    const rows = await database.admin`
      select state, reason from inbox_events where connection_id = ${id} and external_id = '6' order by received_at, id`
    expect(rows.at(-1)).toMatchObject({ reason: null })
    expect(rows.at(-1)?.state).not.toBe('superseded')
  })

  test('R1.4 the API makes a code for a connection, and shows the shop that paired with it', async () => {
    const { id } = await organisation.connect('woocommerce', {})
    const other = await makeOrganisation(database, 'Autre')
    expect((await relay.get(`/v1/connections/${id}/installation`, organisation.key)).status).toBe(404)
    const made = await relay.post(`/v1/connections/${id}/pairing`, organisation.key)
    expect(made).toMatchObject({ status: 201, body: { code: expect.any(String), expires_at: expect.any(String) } })
    const plugin = await startPlugin()
    await plugin.pair((made.body as { code: string }).code)
    plugin.save('product', '1', product(1, 'Thé'))
    plugin.save('product', '2', product(2, 'Café'))
    await plugin.send(plugin.bodyOf(plugin.take().slice(1)))
    expect(await relay.get(`/v1/connections/${id}/installation`, organisation.key)).toMatchObject({
      status: 200,
      body: {
        id: plugin.installationId,
        site_url: plugin.url,
        plugin_version: '1.0.0',
        sequence: { highest: 2, contiguous_to: 0, missing: [{ from: 1, to: 1 }], lost: [] },
        is_behind: false,
        foreign: null,
      },
    })
    expect((await relay.get(`/v1/connections/${id}/installation`, other.key)).status).toBe(404)
    expect((await relay.post(`/v1/connections/${id}/pairing`, other.key)).status).toBe(404)
    expect((await relay.post(`/v1/connections/${id}/pairing`, plugin.pairing()?.account_key ?? '')).status).toBe(403)
  })

  test('R2.8 what a secret was before its rotation ends when another is rotated, and does not live for ever', async () => {
    const { id } = await organisation.connect('woocommerce', { webhook_secret: 'first-secret' })
    const rotate = () => relay.post(`/v1/connections/${id}/rotate-secret`, organisation.key)
    const liveSecrets = async () =>
      (await loadConnections(database, { organisationId: organisation.id, connectionId: id }))[0]?.context.secrets
    await rotate()
    expect((await liveSecrets())?.webhook_secret).toEqual([expect.any(String), 'first-secret'])
    const plugin = await startPlugin()
    await plugin.pair((await newCode(database, organisation.id, id)).code)
    await rotate()
    const secrets = await liveSecrets()
    expect([secrets?.webhook_secret?.length, secrets?.signing_secret?.length]).toEqual([1, 2])
    expect(secrets?.webhook_secret).not.toContain('first-secret')
  })

  test('the key of a paired shop makes no keys, and its address changes with a new pairing alone', async () => {
    const { id } = await organisation.connect('woocommerce', {})
    const plugin = await startPlugin()
    await plugin.pair((await newCode(database, organisation.id, id)).code)
    const key = plugin.pairing()?.admin_key ?? ''
    expect((await relay.get('/v1/keys', key)).status).toBe(403)
    expect((await relay.post(`/v1/connections/${id}/rotate-secret`, key)).status).toBe(403)
    const change = async (url: string) => {
      const { body } = await relay.get(`/v1/connections/${id}`, key)
      const answer = await fetch(`${relay.url}/v1/connections/${id}`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${organisation.key}`,
          'content-type': 'application/json',
          'if-match': `"${(body as { version: number }).version}"`,
        },
        body: JSON.stringify({ settings: { url } }),
      })
      return { status: answer.status, body: await answer.json() }
    }
    expect(await change('http://127.0.0.1:9/')).toMatchObject({ status: 409, body: { code: 'connection_paired' } })
    expect((await change(`${plugin.url}/`)).status).toBe(200)
  })

  test('another shop takes the place of the one before with a code of its own, and counts from its own beginning', async () => {
    const [before, after] = [await startPlugin(), await startPlugin()]
    await before.pair((await newCode(database, organisation.id)).code)
    const connectionId = before.pairing()?.connection_id ?? ''
    for (let n = 1; n <= 3; n++) before.save('product', '1', product(1, `Ancien ${n}`))
    await before.drain()
    await after.pair((await newCode(database, organisation.id, connectionId)).code)
    expect(after.pairing()?.connection_id).toBe(connectionId)
    after.save('product', '1', product(1, 'Nouveau'))
    expect(await after.drain()).toMatchObject([
      { status: 202, body: { accepted: 1, missing: [], highest: { sequence: 1, versions: { 'product:1': 1 } } } },
    ])
    before.save('product', '1', product(1, 'Trop tard'))
    expect(await before.drain()).toMatchObject([{ status: 401, body: { code: 'signature_invalid' } }])
  })

  test('B41 a code is only made for a connection of the organisation, and of a shop', async () => {
    const other = await makeOrganisation(database, 'Autre')
    const { id } = await other.connect('woocommerce', {})
    await expect(newCode(database, organisation.id, id)).rejects.toMatchObject({ code: 'not_found' })
    const { id: crm } = await organisation.connect('crm', { url: 'http://127.0.0.1:9/hook' })
    await expect(newCode(database, organisation.id, crm)).rejects.toMatchObject({ code: 'connection_cannot_pair' })
    await expect(newCode(database, organisation.id, randomUUID())).rejects.toMatchObject({ code: 'not_found' })
  })
})
