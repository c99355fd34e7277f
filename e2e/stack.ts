import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createSecretBox } from '../relay/src/connections/secrets.ts'
import { createTestDatabase, type TestDatabase } from '../relay/test/database.ts'
import { findFreePort } from '../relay/test/factories.ts'

const path = (name: string) => fileURLToPath(new URL(`../relay/src/${name}`, import.meta.url))
const readyWithinMs = 20_000
const keptOutput = 20_000

export type Exit = { code: number | null; signal: NodeJS.Signals | null; afterMs: number }

export type Stack = {
  /** The private database, with the operator's key that the relay runs with. */
  database: TestDatabase
  /** The relay's address: the same after every restart. */
  url: string
  /** Runs the command line with `--json`; throws with its stderr where it fails. */
  runCli: <T>(...args: string[]) => Promise<T>
  /** Starts the relay and waits until it is ready. `crashAt` arms one crash point. */
  start: (options?: { crashAt?: string }) => Promise<void>
  restart: (options?: { crashAt?: string }) => Promise<void>
  kill: (signal: NodeJS.Signals) => void
  /** How the running relay ended; `afterMs` counts from this call. Throws after `timeoutMs`. */
  waitForExit: (timeoutMs?: number) => Promise<Exit>
  isAlive: () => boolean
  /** The last output of every relay that was started, for the message of a failure. */
  output: () => string
  /** Ends the relay and drops the database. */
  stop: () => Promise<void>
}

/** A relay in a process of its own on a private database: what a crash leaves behind is all that the next one finds. */
export async function createStack(): Promise<Stack> {
  const operatorKey = randomBytes(32)
  const database: TestDatabase = { ...(await createTestDatabase()), box: createSecretBox(operatorKey) }
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    PASSERELLE_ENCRYPTION_KEY: operatorKey.toString('base64'),
    PASSERELLE_ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
    PORT: String(port),
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'warn',
  }
  let relay: ChildProcess | null = null
  let ended: Promise<Exit> = Promise.resolve({ code: null, signal: null, afterMs: 0 })
  let output = ''
  const isAlive = () => relay !== null && relay.exitCode === null && relay.signalCode === null

  async function start({ crashAt }: { crashAt?: string } = {}): Promise<void> {
    if (isAlive()) throw new Error('the relay is running')
    const child = spawn(process.execPath, [path('main.ts')], {
      env: { ...environment, ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    relay = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-keptOutput)
      })
    }
    ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal, afterMs: 0 })))
    const until = Date.now() + readyWithinMs
    while (!(await isReady(url))) {
      if (!isAlive()) throw new Error(`the relay ended before it was ready\n${output}`)
      if (Date.now() > until) throw new Error(`the relay is not ready\n${output}`)
      await sleep(20)
    }
  }

  async function waitForExit(timeoutMs = 30_000): Promise<Exit> {
    const startedAt = performance.now()
    const exit = await Promise.race([ended, sleep(timeoutMs, null, { ref: false })])
    if (exit === null) throw new Error(`the relay did not end within ${timeoutMs} ms\n${output}`)
    return { ...exit, afterMs: performance.now() - startedAt }
  }

  return {
    database,
    url,
    async runCli<T>(...args: string[]): Promise<T> {
      const { stdout } = await promisify(execFile)(process.execPath, [path('cli/index.ts'), ...args, '--json'], {
        env: environment,
      })
      return JSON.parse(stdout) as T
    },
    start,
    async restart(options) {
      if (isAlive()) {
        relay?.kill('SIGKILL')
        await waitForExit()
      }
      await start(options)
    },
    kill: (signal) => void relay?.kill(signal),
    waitForExit,
    isAlive,
    output: () => output,
    async stop() {
      if (isAlive()) {
        relay?.kill('SIGKILL')
        await waitForExit()
      }
      await database.drop()
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
