import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDatabase } from '../../relay/test/database.ts'
import { findFreePort } from '../../relay/test/factories.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import { sendCatalogue } from '../fakes/partner-sender.ts'
import { type Receiver, startReceiver } from '../fakes/receiver.ts'
import { createShopSender } from '../fakes/shop.ts'
import { createRelayChild, pathOf, type RelayChild } from '../relay-child.ts'
import { createEnvironment } from '../stack.ts'
import { settleNow } from './lab.ts'

/** Every secret has a text of its own that stands nowhere else. */
const canary = (name: string) => `canary${name}${randomBytes(12).toString('hex')}`
const secrets: Record<string, string> = {
  webhook: canary('Webhook'),
  consumerKey: canary('ConsumerKey'),
  consumerSecret: canary('ConsumerSecret'),
  partnerOurs: canary('PartnerOurs'),
  partnerTheirs: canary('PartnerTheirs'),
  crm: `whsec_${randomBytes(32).toString('base64')}`,
  wrongHeader: canary('WrongHeader'),
  wrongSetting: canary('WrongSetting'),
  pathSecret: canary('PathSecret'),
  queryKey: `psr_live_abcdefgh_${canary('Query')}`,
  wrongKey: `psr_live_abcdefgh_${canary('Wrong')}`,
}
/** No secret, but nothing for a log or an error either. */
const iban = 'FR7630006000011234567890189'

let database: TestDatabase
let environment: NodeJS.ProcessEnv
let relay: RelayChild
let crm: Receiver
let partner: Receiver
const told: string[] = []
const bodies: string[] = []

beforeAll(async () => {
  const made = await createEnvironment()
  database = made.database
  const port = await findFreePort()
  environment = { ...made.environment, PORT: String(port), LOG_LEVEL: 'trace' }
  secrets.operator = environment.PASSERELLE_ENCRYPTION_KEY ?? ''
  relay = createRelayChild({ environment, port, onOutput: (text) => told.push(text) })
  await relay.start()
  // Destinations that give back whatever they were given, in their answers and in an address.
  const echo = (secret: string | undefined, headers: object = {}) => ({ error: 'no', headers, secret })
  crm = await startFakeCrm({
    secret: secrets.crm ?? '',
    answer: ({ n }) => ({
      status: [200, 500, 302, 400][n % 4] ?? 200,
      headers: { location: `https://x.example/?key=${secrets.crm}` },
      body: echo(secrets.crm),
    }),
  })
  partner = await startReceiver({
    path: '/partner',
    refuse: () => null,
    answerUsually: ({ headers }) => ({ status: 422, body: echo(secrets.partnerOurs, headers) }),
  })
})
afterAll(async () => {
  relay.kill('SIGKILL')
  await relay.waitForExit()
  await Promise.all([crm.close(), partner.close()])
  await database.drop()
})

/** The command line; what it prints on purpose, once, is given back and not looked through. */
function runCli(...args: string[]): Promise<{ code: number; json: Record<string, never> | null }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [pathOf('cli/index.ts'), ...args, '--json'],
      { env: environment },
      (error, stdout, stderr) => {
        told.push(stderr)
        if (error) told.push(stdout)
        resolve({ code: error ? Number(error.code) : 0, json: stdout === '' ? null : JSON.parse(stdout) })
      },
    )
  })
}
const set = (settings: Record<string, string | undefined>) =>
  Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])

async function call(path: string, { key, ...init }: RequestInit & { key?: string } = {}): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...(key ? { authorization: `Bearer ${key}` } : {}),
    ...init.headers,
  }
  const answer = await fetch(relay.url + path, { ...init, headers })
  bodies.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`)
  return answer.status
}

test('F9 I9 R2.8 no secret stands in a log, an answer or the database, whatever goes well or wrong', async () => {
  const organisation = await runCli(
    'organisation',
    'create',
    '--name',
    'Canary',
    '--time-zone',
    'Europe/Paris',
    '--currency',
    'EUR',
  )
  const id = String(organisation.json?.id)
  const make = async (connector: string, settings: Record<string, string | undefined>) =>
    runCli(
      'connection',
      'create',
      '--organisation',
      id,
      '--connector',
      connector,
      '--name',
      connector,
      ...set(settings),
    )
  const shop = await make('woocommerce', {
    url: 'http://127.0.0.1:9/',
    consumer_key: secrets.consumerKey,
    consumer_secret: secrets.consumerSecret,
    webhook_secret: secrets.webhook,
  })
  const hearing = await make('partner', {
    url: partner.url,
    api_key: secrets.partnerOurs,
    secret: secrets.partnerTheirs,
  })
  const crmConnection = await make('crm', { url: crm.url, secret: secrets.crm })
  expect([shop.code, hearing.code, crmConnection.code], told.join('')).toEqual([0, 0, 0])
  const admin = await runCli('key', 'create', '--organisation', id, '--scopes', 'admin')
  const revoked = await runCli('key', 'create', '--organisation', id, '--scopes', 'read')
  secrets.adminKey = String(admin.json?.key)
  secrets.revokedKey = String(revoked.json?.key)
  await runCli('key', 'revoke', String(revoked.json?.id))
  const rotated = await runCli('connection', 'rotate-secret', String(crmConnection.json?.id))
  if (rotated.json?.secret) secrets.rotated = String(rotated.json.secret)

  // On the command line, wrong.
  expect((await make('crm', { url: 'http://10.0.0.1/', secret: secrets.wrongSetting })).code).not.toBe(0)
  expect((await make('crm', { url: `https://user:${secrets.wrongSetting}@x.example/` })).code).not.toBe(0)
  expect((await make('partner', { url: partner.url, nonsense: secrets.wrongSetting })).code).not.toBe(0)
  expect((await runCli('key', 'revoke', secrets.wrongKey ?? '')).code).not.toBe(0)
  await runCli('status')
  environment = { ...environment, PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
  expect((await runCli('status')).code).toBe(78)
  environment = { ...environment, PASSERELLE_ENCRYPTION_KEY: secrets.operator }

  // At the doors, good and bad.
  const sender = createShopSender({ baseUrl: relay.url, organisationId: id, secret: secrets.webhook ?? '' })
  const wrongSender = createShopSender({ baseUrl: relay.url, organisationId: id, secret: secrets.wrongHeader ?? '' })
  const answers = [
    await sender.send({ topic: 'product.updated', body: { id: 1, name: 'Café', price: '3.10', description: iban } }),
    await sender.send({ topic: 'product.updated', body: `{"id": 2, "name": "${iban}"` }),
    await sender.send({ topic: 'nonsense.updated', body: { id: 3, name: iban } }),
    await wrongSender.send({ topic: 'product.updated', body: { id: 1, name: iban } }),
    await sendCatalogue({
      baseUrl: relay.url,
      organisationId: id,
      apiKey: secrets.partnerTheirs ?? '',
      body: [1, 2, 3, 4].map((one) => ({ id: one, nom: `Lampe ${one}`, prix_base: 12.5 })),
    }),
    await sendCatalogue({
      baseUrl: relay.url,
      organisationId: id,
      apiKey: secrets.wrongHeader ?? '',
      body: { id: 6, nom: iban },
    }),
    await sendCatalogue({
      baseUrl: relay.url,
      organisationId: id,
      apiKey: secrets.partnerTheirs ?? '',
      body: { id: 7, nom: iban, prix_base: iban },
    }),
  ]
  bodies.push(...answers.map(({ status, headers, body }) => `${status} ${JSON.stringify([headers, body])}`))
  expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([202, 400, 401]))
  for (const path of [
    `/webhooks/dolibarr/${id}/${id}/${secrets.pathSecret}`,
    `/webhooks/catalogue/${id}?api_key=${secrets.wrongHeader}`,
  ])
    await call(path, { method: 'POST', body: '{}' })
  await call('/v1/ingest/batches', {
    method: 'POST',
    body: JSON.stringify({ iban }),
    headers: {
      'passerelle-connection': String(shop.json?.id),
      'webhook-id': 'one',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${Buffer.from(secrets.wrongHeader ?? '').toString('base64')}`,
    },
  })
  await call('/v1/pairings', { method: 'POST', body: JSON.stringify({ code: secrets.wrongHeader }) })

  // At the API, good and bad.
  const key = secrets.adminKey
  expect(await call('/v1/connections', { key })).toBe(200)
  await call(`/v1/connections/${crmConnection.json?.id}`, { key })
  expect(await call('/v1/products', { key: secrets.wrongKey ?? '' })).toBe(401)
  expect(await call('/v1/products', { key: secrets.revokedKey })).toBe(401)
  expect(await call(`/v1/products?key=${secrets.queryKey}`)).toBe(400)
  await call('/v1/products', {
    headers: { authorization: `Basic ${Buffer.from(`me:${secrets.wrongHeader}`).toString('base64')}` },
  })
  const settings = {
    url: partner.url,
    api_key: secrets.wrongSetting,
    secret: secrets.wrongSetting,
    nonsense: secrets.wrongSetting,
  }
  await call('/v1/connections', {
    key,
    method: 'POST',
    headers: { 'idempotency-key': 'one' },
    body: JSON.stringify({ connector: 'partner', name: iban, settings }),
  })
  await call('/v1/connections', {
    key,
    method: 'POST',
    headers: { 'idempotency-key': 'two' },
    body: `{"a": "${secrets.wrongSetting}`,
  })
  for (const verb of ['test', 'sync', 'pause', 'resume'])
    await call(`/v1/connections/${hearing.json?.id}/${verb}`, {
      key,
      method: 'POST',
      headers: { 'idempotency-key': verb },
    })

  await settleNow(database)
  await database.advance(3_000)
  await settleNow(database)
  await call('/v1/deliveries', { key })
  await call('/metrics', { key })
  expect(partner.attempts.length + crm.attempts.length).toBeGreaterThan(4)

  // Where the database itself fails, the error knows the query and its values.
  await database.admin`alter table api_keys rename to api_keys_away`
  expect(await call('/v1/products', { key })).toBe(500)
  await database.admin`alter table api_keys_away rename to api_keys`
  await database.admin`alter table inbox_events rename column raw to raw_away`
  const broken = await sender.send({ topic: 'product.updated', body: { id: 9, name: iban } })
  bodies.push(JSON.stringify(broken))
  expect(broken.status).toBe(500)
  await database.admin`alter table inbox_events rename column raw_away to raw`
  relay.kill('SIGTERM')
  expect(await relay.waitForExit()).toMatchObject({ code: 0 })

  const logs = told.join('')
  const answered = bodies.join('\n')
  expect(logs.split('\n').filter((line) => line.startsWith('{')).length).toBeGreaterThan(10)
  const stored = await dump()
  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).flatMap((form) => [
      ...(logs.includes(form) ? [`log: ${name}`] : []),
      ...(answered.includes(form) ? [`answer: ${name}`] : []),
      ...stored.filter(({ text }) => text.includes(form)).map(({ table }) => `${table}: ${name}`),
    ]),
  )
  expect([...new Set(found)]).toEqual([])
  expect(logs, 'what a customer is known by').not.toContain(iban)
  expect(logs).not.toMatch(/Bearer (?!\[redacted])|Basic (?!\[redacted])/)
}, 120_000)

/** A secret as it is, in base64, and as the hex in which bytes are shown. */
function formsOf(secret: string): string[] {
  const bare = secret.replace(/^(whsec_|psr_live_[^_]+_)/, '')
  return [bare, Buffer.from(bare).toString('base64').replace(/=+$/, ''), Buffer.from(bare).toString('hex')]
}

/** Every row of every table as text. */
async function dump(): Promise<{ table: string; text: string }[]> {
  const tables = await database.admin<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`
  return Promise.all(
    tables.map(async ({ name }) => {
      const rows = await database.admin<
        { row: string }[]
      >`select to_jsonb(t)::text as row from ${database.admin(name)} t`
      return { table: name, text: rows.map(({ row }) => row).join('\n') }
    }),
  )
}
