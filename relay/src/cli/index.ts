import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createKey } from '../domain/organisations/create-key.ts'
import { createOrganisation } from '../domain/organisations/create-organisation.ts'
import { revokeKey } from '../domain/organisations/revoke-key.ts'
import { openPlatform, type Platform } from '../open-platform.ts'
import { type Config, ConfigError, exitConfig, readConfig } from '../platform/config.ts'
import { Refused } from '../platform/errors.ts'
import { addConnection } from './add-connection.ts'
import { readStatus } from './read-status.ts'

const usage = `npm run -s relay -- COMMAND [--json]

  migrate
  organisation create --name TEXT --time-zone ZONE --currency CODE
  key create --organisation ID --scopes admin[,read,write,ops,account] [--expires 90d] [--ip CIDR …]
  key revoke ID
  connection create --organisation ID --connector NAME --name TEXT [--company ID] [--set key=value …] [--set-file key=PATH …]
  status
`

class UsageError extends Error {}

const { values, positionals } = readArguments()

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        name: { type: 'string' },
        'time-zone': { type: 'string' },
        currency: { type: 'string' },
        organisation: { type: 'string' },
        company: { type: 'string' },
        connector: { type: 'string' },
        scopes: { type: 'string' },
        expires: { type: 'string' },
        ip: { type: 'string', multiple: true, default: [] },
        set: { type: 'string', multiple: true, default: [] },
        'set-file': { type: 'string', multiple: true, default: [] },
      },
    })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}

function need(name: 'name' | 'time-zone' | 'currency' | 'organisation' | 'connector' | 'scopes'): string {
  const value = values[name]
  if (value === undefined) throw new UsageError(`--${name} is needed`)
  return value
}

function pair(text: string): { key: string; value: string } {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`${text}: write it as key=value`)
  return { key: text.slice(0, at), value: text.slice(at + 1) }
}

async function readGiven() {
  const files = values['set-file']
    .map(pair)
    .map(async ({ key, value }) => ({ key, value: (await readFile(value, 'utf8')).trim() }))
  return [...values.set.map(pair), ...(await Promise.all(files))]
}

const commands: Record<string, (platform: Platform, config: Config) => Promise<object>> = {
  migrate: async (platform) => ({ applied: platform.applied }),
  'organisation create': (platform) =>
    createOrganisation(platform, { name: need('name'), timeZone: need('time-zone'), currency: need('currency') }),
  'key create': (platform) =>
    createKey(platform.db, {
      organisationId: need('organisation'),
      scopes: need('scopes')
        .split(',')
        .map((scope) => scope.trim()),
      networks: values.ip,
      ...(values.expires ? { expires: values.expires } : {}),
    }),
  'key revoke': async (platform) => {
    const id = positionals[2]
    if (id === undefined) throw new UsageError('Which key? Give its id')
    await revokeKey(platform.db, id)
    return { revoked: true }
  },
  'connection create': async (platform, config) =>
    addConnection(platform, config, {
      organisationId: need('organisation'),
      connector: need('connector'),
      name: need('name'),
      companyId: values.company,
      given: await readGiven(),
    }),
  status: (platform) => readStatus(platform.db),
}

async function run(): Promise<number> {
  const command = commands[positionals.slice(0, 2).join(' ')] ?? commands[positionals[0] ?? '']
  if (values.help || !command) {
    process.stderr.write(usage)
    return values.help ? 0 : 2
  }
  const config = readConfig()
  const platform = await openPlatform(config, (message) => process.stderr.write(`${message}\n`))
  try {
    const answer = await command(platform, config)
    process.stdout.write(`${values.json ? JSON.stringify(answer) : toLines(answer)}\n`)
    return 0
  } finally {
    await platform.close({ stopDatabase: platform.isDatabaseOurs })
  }
}

function toLines(answer: object): string {
  return Object.entries(answer)
    .map(
      ([key, value]) =>
        `${key}: ${typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : value}`,
    )
    .join('\n')
}

/** A library's error may say what failed and keep the reason for its cause. */
const describe = (error: unknown): string =>
  error instanceof Error
    ? [error.message.trim(), error.cause ? describe(error.cause) : ''].filter(Boolean).join('\n')
    : String(error)

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof Refused) {
      const problem = { code: error.code, detail: error.message, ...(error.errors ? { errors: error.errors } : {}) }
      process.stderr.write(values.json ? `${JSON.stringify(problem)}\n` : `${error.code}: ${error.message}\n`)
      process.exit(1)
    }
    process.stderr.write(`${describe(error)}\n`)
    process.exit(error instanceof ConfigError ? exitConfig : error instanceof UsageError ? 2 : 1)
  },
)
