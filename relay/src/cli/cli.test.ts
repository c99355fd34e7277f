import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { findFreePort } from '../../test/factories.ts'
import { removeEmbeddedPostgres } from '../platform/embedded-postgres.ts'

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
  for (let start = 0; start < 2; start++) {
    const child = await startRelay({ ...env, PORT: String(await findFreePort()) })
    expect(await child.end('SIGTERM')).toBe(0)
  }
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
    end: async (signal: 'SIGTERM' | 'SIGKILL') => {
      child.kill(signal)
      return ended
    },
  }
}
