import { createPairing } from '../connections/create-pairing.ts'
import { rotateSecretOf } from '../connections/rotate-secret.ts'
import { findConnector } from '../connectors/index.ts'
import { createKey } from '../domain/organisations/create-key.ts'
import { createOrganisation } from '../domain/organisations/create-organisation.ts'
import { getOrganisation } from '../domain/organisations/get-organisation.ts'
import { revokeKey } from '../domain/organisations/revoke-key.ts'
import { openPlatform, type Platform } from '../open-platform.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { describeFailure, type Failure } from '../platform/describe-failure.ts'
import { addConnection } from './add-connection.ts'
import { type Arguments, need, readArguments, readGiven, UsageError } from './arguments.ts'
import { formatStatus } from './format-status.ts'
import { readStatus, type Status } from './read-status.ts'

const usage = `npm run -s relay -- COMMAND [--json]

  migrate
  organisation create --name TEXT --time-zone ZONE --currency CODE
  key create --organisation ID --scopes admin[,read,write,ops,account] [--expires 90d] [--ip CIDR …]
  key revoke ID
  connection create --organisation ID --connector NAME --name TEXT [--company ID] [--set key=value …] [--set-file key=PATH …]
  connection rotate-secret ID
  pairing create --organisation ID [--connection ID]
  status
`

type Call = { platform: Platform; config: Config; args: Arguments; id: string }
type Command = (call: Call) => Promise<object>

const commands: Record<string, Command> = {
  migrate: async ({ platform }) => ({ applied: platform.applied }),
  'organisation create': ({ platform, args }) =>
    createOrganisation(platform, {
      name: need(args, 'name'),
      timeZone: need(args, 'time-zone'),
      currency: need(args, 'currency'),
    }),
  'key create': ({ platform, args }) =>
    createKey(platform.db, {
      organisationId: need(args, 'organisation'),
      scopes: need(args, 'scopes')
        .split(',')
        .map((scope) => scope.trim()),
      networks: args.values.ip,
      ...(args.values.expires === undefined ? {} : { expires: args.values.expires }),
    }),
  'key revoke': async ({ platform, id }) => {
    await revokeKey(platform.db, id)
    return { revoked: true }
  },
  'connection create': async ({ platform, config, args }) =>
    addConnection(platform, config, {
      organisationId: need(args, 'organisation'),
      connector: need(args, 'connector'),
      name: need(args, 'name'),
      companyId: args.values.company,
      given: await readGiven(args),
    }),
  'connection rotate-secret': async ({ platform: { db, box }, id }) => {
    const { secret } = await rotateSecretOf(
      { db, box, findConfig: (connector) => findConnector(connector)?.config },
      id,
    )
    return { secret }
  },
  'pairing create': ({ platform: { db }, args }) => {
    const organisationId = need(args, 'organisation')
    return db.inOrganisation(organisationId, async (tx) => {
      await getOrganisation(tx, organisationId)
      return createPairing(tx, organisationId, { connectionId: args.values.connection })
    })
  },
  status: ({ platform }) => readStatus(platform.db),
}
const withId: readonly string[] = ['key revoke', 'connection rotate-secret']

async function run(): Promise<void> {
  const args = readArguments(process.argv.slice(2))
  if (args.values.help) {
    process.stdout.write(usage)
    return
  }
  const { command, id } = findCommand(args.positionals)
  const config = readConfig()
  const platform = await openPlatform(config, (message) => isJson || process.stderr.write(`${message}\n`))
  try {
    const answer = await command({ platform, config, args, id })
    process.stdout.write(`${isJson ? JSON.stringify(answer) : toText(command, answer)}\n`)
  } finally {
    await platform.close({ stopDatabase: platform.isDatabaseOurs })
  }
}

function findCommand(positionals: string[]): { command: Command; id: string } {
  const name = [1, 2]
    .map((words) => positionals.slice(0, words).join(' '))
    .find((text) => Object.hasOwn(commands, text))
  const command = name === undefined ? undefined : commands[name]
  if (name === undefined || !command) throw new UsageError('There is no such command')
  const [id = '', ...rest] = positionals.slice(name.split(' ').length)
  if (withId.includes(name) && id === '') throw new UsageError(`${name} needs an id`)
  if (rest.length > 0 || (id !== '' && !withId.includes(name))) throw new UsageError(`${name} takes fewer words`)
  return { command, id }
}

function toText(command: Command, answer: object): string {
  return command === commands.status ? formatStatus(answer as Status) : toLines(answer)
}

function toLines(answer: object): string {
  return Object.entries(answer)
    .map(
      ([key, value]) =>
        `${key}: ${typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : value}`,
    )
    .join('\n')
}

function tell({ code, detail, errors }: Failure): void {
  if (isJson) process.stderr.write(`${JSON.stringify({ code, detail, ...(errors ? { errors } : {}) })}\n`)
  else process.stderr.write(code === 'usage' ? `${detail}\n\n${usage}` : `${code}: ${detail}\n`)
}

// Read by hand, since what cannot be parsed is told in JSON as well.
const isJson = process.argv.includes('--json')

try {
  await run()
  process.exit(0)
} catch (error) {
  const failure =
    error instanceof UsageError ? { exit: 2, code: 'usage', detail: error.message } : describeFailure(error)
  tell(failure)
  process.exit(failure.exit)
}
