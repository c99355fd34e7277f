import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { findFreePort } from '../../test/factories.ts'
import { loadConnections } from '../connections/load-connections.ts'
import { createSecretBox } from '../connections/secrets.ts'
import { findEmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres.ts'

const cli = fileURLToPath(new URL('./index.ts', import.meta.url))
const main = fileURLToPath(new URL('../main.ts', import.meta.url))
type Environment = Record<string, string>

function run(file: string, args: string[], environment: Environment) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment }
    execFile(process.execPath, [file, ...args], { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr })
    })
  })
}
const relay = async (environment: Environment, ...args: string[]) => {
  const result = await run(cli, [...args, '--json'], environment)
  return { ...result, json: result.stdout === '' ? null : JSON.parse(result.stdout) }
}

let database: TestDatabase
let environment: Environment
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'passerelle-cli-'))
  environment = {
    DATABASE_URL: database.url,
    PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PASSERELLE_ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
    PASSERELLE_DATA_DIR: folder,
  }
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function makeOrganisation(name: string) {
  const made = await relay(
    environment,
    'organisation',
    'create',
    '--name',
    name,
    '--time-zone',
    'Europe/Paris',
    '--currency',
    'EUR',
  )
  return made.json.id as string
}

describe('the command line', () => {
  test('R0.7 makes an organisation, a key and a connection, and says so in one JSON document', async () => {
    expect((await relay(environment, 'migrate')).json).toEqual({ applied: 0 })
    const organisation = await makeOrganisation('Purea Café')
    const key = await relay(
      environment,
      'key',
      'create',
      '--organisation',
      organisation,
      '--scopes',
      'read,write',
      '--expires',
      '90d',
    )
    expect(key.json).toEqual({ id: expect.any(String), key: expect.stringMatching(/^psr_live_/) })
    const secretFile = join(folder, 'secret')
    await writeFile(secretFile, 'kept in a file\n')
    const shop = await relay(
      environment,
      'connection',
      'create',
      '--organisation',
      organisation,
      '--connector',
      'woocommerce',
      '--name',
      'Shop',
      '--set-file',
      `webhook_secret=${secretFile}`,
    )
    expect(shop.json).toMatchObject({
      secret: 'kept in a file',
      webhook_url: `http://127.0.0.1:8787/webhooks/woocommerce/${organisation}/${shop.json.id}`,
    })
    const crm = await relay(
      environment,
      'connection',
      'create',
      '--organisation',
      organisation,
      '--connector',
      'crm',
      '--name',
      'CRM',
      '--set',
      'url=http://127.0.0.1:9/',
    )
    expect(crm.json).toMatchObject({
      webhook_url: null,
      secret: null,
      generated: { secret: expect.stringMatching(/^whsec_/) },
    })
    expect((await relay(environment, 'key', 'revoke', key.json.id)).json).toEqual({ revoked: true })
    const status = await relay(environment, 'status')
    expect(status.json.connections.map((connection: { connector: string }) => connection.connector)).toEqual([
      'woocommerce',
      'crm',
    ])
  }, 60_000)

  test('R2.8 no secret and no key stands in the database as it was given', async () => {
    const tables = await database.admin<
      { name: string }[]
    >`select tablename as name from pg_tables where schemaname = 'public'`
    for (const { name } of tables) {
      const rows = await database.admin`select to_jsonb(t)::text as row from ${database.admin(name)} t`
      expect(
        rows.filter(({ row }) => /kept in a file|psr_live_|whsec_/.test(row)),
        name,
      ).toEqual([])
    }
  })

  test('refuses with a stable code and a non-zero exit', async () => {
    const organisation = await makeOrganisation('Refused')
    const create = (...args: string[]) =>
      relay(environment, 'connection', 'create', '--organisation', organisation, '--name', 'x', ...args)
    const code = async (result: Promise<{ code: number; stderr: string }>) => {
      const { code: exit, stderr } = await result
      return [exit, JSON.parse(stderr).code]
    }
    expect(await code(create('--connector', 'fax'))).toEqual([1, 'connector_unknown'])
    expect(await code(create('--connector', 'crm'))).toEqual([1, 'setting_missing'])
    expect(await code(create('--connector', 'crm', '--set', 'url=http://127.0.0.1:9/', '--set', 'color=red'))).toEqual([
      1,
      'setting_unknown',
    ])
    expect(await code(create('--connector', 'crm', '--set', 'url=http://169.254.169.254/'))).toEqual([
      1,
      'destination_forbidden',
    ])
    expect((await run(cli, ['organisation', 'create'], environment)).code).toBe(2)
    expect((await run(cli, ['dance'], environment)).code).toBe(2)
  }, 60_000)

  test('what was typed wrongly is refused as usage, in one JSON document, and shows nothing of the configuration', async () => {
    const wrong = [
      ['constructor'],
      ['toString'],
      ['status', 'now'],
      ['key', 'revoke', 'a', 'b'],
      ['status', '--colour', 'red'],
      ['organisation', 'create', '--name', '', '--time-zone', 'Europe/Paris', '--currency', 'EUR'],
      [],
    ]
    const results = await Promise.all(wrong.map((args) => relay(environment, ...args)))
    for (const [n, { code, stdout, stderr }] of results.entries()) {
      expect([code, stdout, JSON.parse(stderr)], wrong[n]?.join(' ')).toMatchObject([2, '', { code: 'usage' }])
      expect(stderr).not.toContain('postgres://')
    }
    const empty = await relay(environment, 'key', 'create', '--organisation', 'x', '--scopes', 'read', '--expires', '')
    expect([empty.code, JSON.parse(empty.stderr)]).toMatchObject([
      1,
      { code: 'validation_failed', errors: [{ pointer: '/expires' }] },
    ])
  }, 60_000)

  test('a database that cannot be used is told in one sentence: 78 where the configuration is wrong, else 1', async () => {
    const changed = (change: (url: URL) => void) => {
      const url = new URL(database.url)
      change(url)
      return url.href
    }
    const port = String(await findFreePort())
    const cases: [string, number, string][] = [
      [changed((url) => (url.port = port)), 1, 'unavailable'],
      [changed((url) => (url.password = 'wrong')), 78, 'configuration'],
      [changed((url) => (url.pathname = '/nowhere')), 78, 'configuration'],
      ['postgres://me:a/b#c@localhost/x', 78, 'configuration'],
    ]
    for (const [url, exit, code] of cases) {
      const failed = await relay({ ...environment, DATABASE_URL: url }, 'status')
      expect([failed.code, failed.stdout, JSON.parse(failed.stderr)], url).toMatchObject([exit, '', { code }])
      const started = await run(main, [], { ...environment, DATABASE_URL: url, PORT: '0' })
      expect([started.code, started.stderr], url).toEqual([exit, `${JSON.parse(failed.stderr).detail}\n`])
      expect(failed.stderr + started.stderr).not.toMatch(/postgres:\/\/(postgres|me:a)|\n +at /)
    }
  }, 60_000)

  test('R0.7 a connection goes to a company of its organisation, and its secret can be rotated', async () => {
    const [mine, other] = [await makeOrganisation('Mine'), await makeOrganisation('Other')]
    const [company] = await database.admin<{ id: string }[]>`select id from companies where organisation_id = ${other}`
    const create = (...args: string[]) =>
      relay(environment, 'connection', 'create', '--organisation', mine, '--name', 'x', '--connector', ...args)
    const foreign = await create('woocommerce', '--company', company?.id ?? '')
    expect([foreign.code, JSON.parse(foreign.stderr).code]).toEqual([1, 'not_found'])

    const shop = await create('woocommerce')
    const secrets = [shop.json.secret]
    for (let n = 0; n < 2; n++) {
      const rotated = await relay(environment, 'connection', 'rotate-secret', shop.json.id)
      expect(rotated.json).toEqual({ secret: expect.any(String) })
      secrets.unshift(rotated.json.secret)
    }
    expect(new Set(secrets).size).toBe(3)
    const box = createSecretBox(Buffer.from(environment.PASSERELLE_ENCRYPTION_KEY ?? '', 'base64'))
    const live = async (id: string) => {
      const [connection] = await loadConnections({ db: database.db, box }, { organisationId: mine, connectionId: id })
      return connection?.context.secrets
    }
    expect((await live(shop.json.id))?.webhook_secret).toEqual(secrets.slice(0, 2))

    const crm = await create('crm', '--set', 'url=http://127.0.0.1:9')
    const rotated = await relay(environment, 'connection', 'rotate-secret', crm.json.id)
    expect((await live(crm.json.id))?.secret).toEqual([rotated.json.secret, crm.json.generated.secret])
    expect(rotated.json.secret).toMatch(/^whsec_/)
    const nobody = await relay(environment, 'connection', 'rotate-secret', mine)
    expect([nobody.code, JSON.parse(nobody.stderr).code]).toEqual([1, 'not_found'])
  }, 60_000)

  test('a destination is checked as it would be at delivery, and stored as it was understood', async () => {
    const organisation = await makeOrganisation('Addresses')
    const create = (url: string) =>
      relay(
        environment,
        ...['connection', 'create', '--organisation', organisation, '--name', 'x', '--connector', 'crm'],
        ...['--set', `url=${url}`],
      )
    const databasePort = new URL(database.url).port
    const wrong: [string, string][] = [
      ['http://127.0.0.1:8787/', 'forbidden_port'],
      [`http://127.0.0.1:${databasePort}/`, 'forbidden_port'],
      ['ftp://127.0.0.1/', 'forbidden_scheme'],
      ['nonsense', 'invalid_url'],
    ]
    for (const [url, code] of wrong) {
      const failed = await create(url)
      expect([failed.code, JSON.parse(failed.stderr).code], url).toEqual([1, code])
    }
    const { json } = await create('http://127.1:9/a/../b')
    expect(await database.admin`select settings from connections where id = ${json.id}`).toMatchObject([
      { settings: { url: 'http://127.0.0.1:9/b' } },
    ])
  }, 60_000)

  test('R2.8 a wrong or missing encryption key refuses to start', async () => {
    const missing = await run(cli, ['status'], { ...environment, PASSERELLE_ENCRYPTION_KEY: '' })
    const wrong = await run(cli, ['status'], {
      ...environment,
      PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    })
    expect([missing.code, wrong.code]).toEqual([78, 78])
    expect(wrong.stderr).toContain('sealed with another key')
  })
})

test('R0.5 the environment seeds one connection once for the only organisation, and is refused with two', async () => {
  const own = await createTestDatabase()
  const env = {
    ...environment,
    DATABASE_URL: own.url,
    PARTNER_WEBHOOK_URL: 'http://127.0.0.1:9/partner',
    PARTNER_API_KEY: 'theirs',
    HOST: '127.0.0.1',
  }
  const create = (name: string) =>
    relay(env, 'organisation', 'create', '--name', name, '--time-zone', 'Europe/Paris', '--currency', 'EUR')
  await create('Only')
  const start = async () => startRelay({ ...env, PORT: String(await findFreePort()) })
  const together = await Promise.all([start(), start()])
  for (const child of together) expect(await child.end('SIGTERM')).toBe(0)
  expect(await (await start()).end('SIGHUP')).toBe(0)
  expect(await own.admin`select connector, settings from connections`).toMatchObject([
    { connector: 'partner', settings: { url: 'http://127.0.0.1:9/partner' } },
  ])
  await create('Second')
  expect(await run(main, [], { ...env, PORT: '0' })).toMatchObject({
    code: 78,
    stderr: expect.stringContaining('PARTNER_WEBHOOK_URL'),
  })
  await own.drop()
}, 60_000)

test('F5 the same signal twice at once, as a process group and its launcher send it, is one', async () => {
  const child = await startRelay({ ...environment, PORT: '0' })
  child.send('SIGINT')
  expect(await child.end('SIGINT')).toBe(0)
}, 30_000)

test('the embedded database is started again when it went away, and stopped by the last that is at work on it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'passerelle-watched-'))
  const env = { PASSERELLE_DATA_DIR: dataDir, PORT: String(await findFreePort()) }
  const first = await startRelay(env)
  const server = await findEmbeddedPostgres({ dataDir })
  const ready = () => fetch(`http://127.0.0.1:${env.PORT}/health/ready`).then((answer) => answer.status)

  expect(await run(main, [], env)).toMatchObject({ code: 1, stderr: expect.stringContaining('PORT: another program') })
  expect(await ready()).toBe(200)

  const stopper = await startEmbeddedPostgres({ dataDir })
  await stopper.stop()
  expect(await findEmbeddedPostgres({ dataDir })).toBeNull()
  await expect.poll(() => findEmbeddedPostgres({ dataDir }), { timeout: 20_000, interval: 200 }).toEqual(server)
  await expect.poll(ready, { timeout: 20_000, interval: 200 }).toBe(200)

  const second = await startRelay({ ...env, PORT: String(await findFreePort()) })
  expect(await first.end('SIGTERM')).toBe(0)
  expect(await findEmbeddedPostgres({ dataDir })).toEqual(server)
  expect(await second.end('SIGTERM')).toBe(0)
  expect(await findEmbeddedPostgres({ dataDir })).toBeNull()

  const key = join(dataDir, 'encryption.key')
  const text = await readFile(key)
  await writeFile(key, text.subarray(0, 20))
  expect(await run(cli, ['status'], env)).toMatchObject({ code: 78, stderr: expect.stringContaining('32 bytes') })
  await rm(key)
  expect(await run(cli, ['status'], env)).toMatchObject({ code: 78, stderr: expect.stringContaining('is missing') })
  expect(await findEmbeddedPostgres({ dataDir })).toBeNull()
  await removeEmbeddedPostgres({ dataDir })
  await rm(dataDir, { recursive: true, force: true })
}, 120_000)

test('the command line works beside a running relay on the embedded database, and a relay takes over from one that was killed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'passerelle-embedded-'))
  const env = { PASSERELLE_DATA_DIR: dataDir, PORT: String(await findFreePort()), LOG_LEVEL: 'info' }
  const first = await startRelay(env)
  const made = await relay(
    env,
    'organisation',
    'create',
    '--name',
    'Beside',
    '--time-zone',
    'Europe/Paris',
    '--currency',
    'EUR',
  )
  expect(made.code).toBe(0)
  await first.end('SIGKILL')
  const second = await startRelay(env)
  const status = await relay(env, 'status')
  expect(status.json.connections).toEqual([])
  const key = await relay(env, 'key', 'create', '--organisation', made.json.id, '--scopes', 'read')
  const answer = await fetch(`http://127.0.0.1:${env.PORT}/v1/products`, {
    headers: { authorization: `Bearer ${key.json.key}` },
  })
  expect([answer.status, await answer.json()]).toEqual([200, { data: [], next_cursor: null }])
  expect(await second.end('SIGTERM')).toBe(0)
  await removeEmbeddedPostgres({ dataDir })
  await rm(dataDir, { recursive: true, force: true })
}, 90_000)

async function startRelay(environment: Environment) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      log += chunk
      if (log.includes('relay is ready')) resolve()
    })
    child.on('exit', () => reject(new Error(log)))
  })
  return {
    send: (signal: NodeJS.Signals) => child.kill(signal),
    end: async (signal: NodeJS.Signals) => {
      child.kill(signal)
      return ended
    },
  }
}
