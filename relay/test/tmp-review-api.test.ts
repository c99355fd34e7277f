import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, json, newKey, keyWith } from './api-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'
import { openOutbox } from './outbox.ts'
let database: TestDatabase
let relay: TestRelay
let a: TestOrganisation
beforeAll(async () => {
  database = await createTestDatabase()
  a = await makeOrganisation(database, 'A')
  relay = await startTestRelay(database, { role: 'ingest' })
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})
const api = (method: string, path: string, body?: unknown, headers = {}) =>
  call(relay.url, method, path, { key: a.key, headers: { ...(body ? json : {}), ...newKey(), 'if-match': '*', ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) })

test('hot loop', { timeout: 40_000 }, async () => {
  const sink = createServer((_, r) => r.end('{}')).listen(0, '127.0.0.1')
  await new Promise((r) => sink.once('listening', r))
  const port = (sink.address() as { port: number }).port
  const { id } = await a.connect('crm', { url: `http://127.0.0.1:${port}/` })
  const outbox = openOutbox(database, a.id)
  const e = outbox.newEntities(5)
  outbox.start()
  const stat = async () => Number((await database.admin`select xact_commit from pg_stat_database where datname = current_database()`)[0]!.xact_commit)
  for (const rate of [0.001, 0.0000001]) {
    console.log((await api('PATCH', `/v1/connections/${id}`, { limits: { rate_per_second: rate } })).status)
    await outbox.tell(e.map((entity, i) => ({ entity, n: i + 1 })))
    await new Promise((r) => setTimeout(r, 2500))
    const [t0, c0] = [await stat(), process.cpuUsage()]
    await new Promise((r) => setTimeout(r, 5000))
    const c1 = process.cpuUsage(c0)
    console.log('rate', rate, 'transactions in 5 s', (await stat()) - t0, 'cpu ms', (c1.user + c1.system) / 1000, JSON.stringify(await outbox.count()))
  }
  await outbox.stop()
  sink.close()
})
test('rotated key', async () => {
  const { id } = await a.connect('woocommerce', { webhook_secret: 'leaked-secret-1234567890' })
  await api('POST', `/v1/connections/${id}/rotate-secret`, {})
  // pairing gives a signing secret
  console.log((await api('PATCH', `/v1/connections/${id}`, { settings: { signing_secret: 'whsec_' + Buffer.alloc(32, 1).toString('base64') } })).status)
  console.log('after rotate 2', (await api('POST', `/v1/connections/${id}/rotate-secret`, {})).text.slice(0, 30))
  const [row] = await database.admin`select rotated_key, previous_ends_at from connections where id=${id}::uuid`
  console.log(row)
  await database.advance(48 * 3600_000)
  const { loadConnections } = await import('../src/connections/load-connections.ts')
  const [c] = await loadConnections(database, { organisationId: a.id, connectionId: id })
  console.log('after 48 h', JSON.stringify(c!.context.secrets.webhook_secret))
})
test('replay goes on', { timeout: 60_000 }, async () => {
  const p = (await a.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'k' })).id
  await database.admin`insert into inbox_events (organisation_id, id, connection_id, kind, external_id, topic, raw, hash, state, received_at) select ${a.id}::uuid, uuidv7(), ${p}::uuid, 'product', n::text, 'product.updated', convert_to('{}', 'UTF8'), sha256(convert_to(n::text, 'UTF8')), 'applied', now() + n * interval '1 microsecond' from generate_series(1, 10500) n`
  for (let i = 0; i < 3; i++) {
    const r = await api('POST', '/v1/inbox/replay', { connection_id: p })
    await database.admin`update inbox_events set state='applied' where state='pending'`
    const [n] = await database.admin`select count(*) filter (where seq is not null and seq > 0)::int as touched from inbox_events where connection_id=${p}::uuid`
    console.log('REPLAY', r.status, r.text, JSON.stringify(n))
  }
})
test('signing secret by PATCH on unpaired', async () => {
  const { id } = await a.connect('woocommerce', { url: 'http://127.0.0.1:9', consumer_key: 'ck', consumer_secret: 'cs' })
  const [one, two] = await Promise.all([1, 2].map((n) => call(relay.url, 'PATCH', `/v1/connections/${id}`, { key: a.key, headers: { ...json, 'if-match': '"1"' }, body: JSON.stringify({ name: `n${n}` }) })))
  console.log('race', one!.status, two!.status)
  const k = newKey()
  const many = await Promise.all(Array.from({ length: 12 }, () => call(relay.url, 'POST', '/v1/companies', { key: a.key, headers: { ...json, ...k }, body: JSON.stringify({ name: 'Race' }) })))
  console.log('idem race', many.map((m) => m.status).sort().join(' '), (await database.admin`select count(*)::int n from companies where name='Race'`)[0]!.n)
  const stored = await database.admin`select idempotency_key, left(body, 60) as body from idempotency_keys`
  console.log(stored.filter((r) => /psr_live|whsec/.test(r.body)).length, 'plain secrets of', stored.length)
})
