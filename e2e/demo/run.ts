import { relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Check, checkResults } from './check-results.ts'
import { holdDataFolder } from './data-folder.ts'
import { createApi, readRelayFacts } from './read-api.ts'
import { readPartnerCalls, readShopRecordings } from './read-recordings.ts'
import { findFreePort, type RelayProcess, readLogEnd } from './relay-process.ts'
import { sendIntruders, sendMessages } from './send-messages.ts'
import { showSummary } from './show-summary.ts'
import { organisation, type Stack, startStack } from './start-stack.ts'
import { createTerminal, wrap } from './terminal.ts'
import { waitUntilSettled } from './wait-until-settled.ts'
import { watchSignals } from './watch-signals.ts'

const usage = `npm run demo -- [--once] [--port N]

  --once    end after the checks, with exit code 0 or 1
  --port N  the relay's port; the next free one where it is in use (default 8787)
`
const root = fileURLToPath(new URL('../../', import.meta.url))
const startingMs = 15_000
const terminal = createTerminal(process.stdout, process.env)
const options = readOptions()
const signals = watchSignals()

function readOptions(): { once: boolean; port: number } {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: '8787' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) {
      process.stdout.write(usage)
      process.exit(0)
    }
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : 0
    if (port < 1 || port > 65_535) throw new Error('--port is a number from 1 to 65535')
    return { once: values.once, port }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}

/** Starts everything, runs the demo, and ends everything whatever happens. Resolves with the exit code. */
async function main(dataDir: string): Promise<number> {
  const closing: (() => Promise<void>)[] = []
  const relay = Promise.withResolvers<RelayProcess>()
  const starting = start(dataDir, closing, relay.resolve)
  const running = starting.then(play)
  const relayEnd = relay.promise.then(async ({ ended, logPath }) => {
    throw new Error(`The relay ${await ended}.\n${await readLogEnd(logPath)}`)
  })
  const orSignal = <T>(promise: Promise<T>) => Promise.race([promise, relayEnd, signals.stop])
  running.catch(() => {})
  relayEnd.catch(() => {})
  signals.onHurry(() => void relay.promise.then(({ kill }) => kill()))
  try {
    const isGood = await orSignal(running)
    if (isGood === 'stop') return options.once ? 130 : 0
    if (!options.once) {
      showAddresses(await starting)
      await orSignal(new Promise<never>(() => {}))
    }
    return isGood ? 0 : 1
  } finally {
    terminal.silence()
    process.stdout.write('\nEnding the relay, the receivers and the database …\n')
    await Promise.race([starting.catch(() => {}), sleep(startingMs, undefined, { ref: false })])
    for (const close of closing.reverse()) await close()
    process.stdout.write('Everything has ended.\n')
  }
}

async function start(
  dataDir: string,
  closing: (() => Promise<void>)[],
  onRelay: (relay: RelayProcess) => void,
): Promise<Stack & { recordings: Awaited<ReturnType<typeof readShopRecordings>> }> {
  terminal.title('Passerelle demo')
  const about =
    'A shop tells the relay about its products, orders, customers and subscriptions, and a partner about its products. The relay stores each message once and passes the changes on to a CRM and to the partner; the CRM fails now and then. All of it runs on this machine only, and what comes out is checked at the end.'
  for (const line of wrap(about)) terminal.line(line)
  terminal.line()
  const port = await findFreePort(options.port)
  const recordings = await readShopRecordings()
  const stack = await startStack({
    dataDir,
    port,
    shopSecrets: [...new Set(recordings.map(({ secret }) => secret))],
    closing,
    onRelay,
    onProgress: (message) => terminal.line(`  ${message}`),
  })
  const { name, timeZone, currency } = organisation
  terminal.line(`  data          ${show(dataDir)}`)
  terminal.line(
    `  relay         ${stack.relay.baseUrl}${port === options.port ? '' : ` (port ${options.port} is in use)`}`,
  )
  terminal.line(`  CRM           ${stack.crm.url}`)
  terminal.line(`  partner       ${stack.partner.url}`)
  terminal.line(`  organisation  ${name}, ${timeZone}, ${currency}`)
  terminal.line(`                ${stack.organisationId}`)
  terminal.line()
  return { ...stack, recordings }
}

/** Sends, waits, reads and checks. Resolves with true where every check holds. */
async function play(stack: Awaited<ReturnType<typeof start>>): Promise<boolean> {
  const { recordings } = stack
  const api = createApi({ baseUrl: stack.relay.baseUrl, key: stack.key })
  const calls = await readPartnerCalls()
  const startedAt = performance.now()
  const onProgress = (done: number, total: number) => terminal.progress('sending', done, total)
  const doors = await sendMessages({ stack, recordings, calls, onProgress })
  const refusals = await sendIntruders(stack, recordings)
  const unsettled = await waitUntilSettled(api, (done, total) => terminal.progress('delivering', done, total))
  const elapsedMs = performance.now() - startedAt
  terminal.endProgress()
  terminal.line()
  const results = { doors, refusals, unsettled, facts: await readRelayFacts(api) }
  showSummary(terminal, stack, results, elapsedMs)
  return showChecks(checkResults(stack, results))
}

const maxShown = 20

function showChecks(checks: Check[]): boolean {
  const problems = checks.flatMap((check) => check.problems)
  terminal.line()
  terminal.title('Checked')
  for (const { claim, problems: found } of checks) {
    terminal.line(`  ${found.length === 0 ? 'ok    ' : terminal.alarm('FAILED')}  ${claim}`)
    for (const problem of found.slice(0, maxShown)) terminal.line(`          ${problem}`)
    if (found.length > maxShown) terminal.line(`          and ${found.length - maxShown} more`)
  }
  const failed = checks.filter((check) => check.problems.length > 0).length
  const verdict = failed === 0 ? 'All checks hold.' : `${failed} of ${checks.length} checks failed.`
  terminal.line()
  terminal.title(problems.length === 0 ? verdict : terminal.alarm(verdict))
  return failed === 0
}

/** What is there to be pasted stands at the margin, so that the doors fit into 80 columns. */
function showAddresses({ relay, key, organisationId }: Stack): void {
  terminal.line()
  terminal.title('Still running')
  terminal.line(`  API  ${relay.baseUrl}/v1`)
  terminal.line(`  log  ${show(relay.logPath)}`)
  terminal.line('  The webhook doors of the shop and of the partner:')
  for (const name of ['woocommerce', 'catalogue']) terminal.line(`${relay.baseUrl}/webhooks/${name}/${organisationId}`)
  terminal.line()
  terminal.line('Try:')
  for (const path of ['/v1/orders?limit=3', '/v1/events?limit=3']) {
    terminal.line(`curl -H 'Authorization: Bearer ${key}' '${relay.baseUrl}${path}'`)
  }
  terminal.line()
  terminal.line('Ctrl-C ends everything.')
}

/** A path as the reader would type it from here. */
function show(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

const dataDir = resolve(root, process.env.PASSERELLE_DATA_DIR || '.data/demo')
const code = await holdDataFolder(dataDir, main).catch((error: unknown) => {
  terminal.endProgress()
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`)
  return 1
})
process.stdout.write('', () => process.exit(code))
