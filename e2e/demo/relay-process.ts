import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export type RelayProcess = {
  baseUrl: string
  logPath: string
  /** Resolves when the process has ended, with a sentence that says how. */
  ended: Promise<string>
  stop: () => Promise<void>
  kill: () => void
}

const main = fileURLToPath(import.meta.resolve('@passerelle/relay/src/main.ts'))
const preload = import.meta.resolve('./end-with-parent.ts')
const readyMs = 60_000
const stopMs = 30_000
const maxPorts = 50
// What would lead a relay away from the demo's own database and receivers.
const foreign =
  /^(DATABASE_URL|NATS_URL|PUBLIC_URL|HOST|CRASH_AT|(PASSERELLE|CRM|PARTNER|EXTERNAL_API|STRIPE|DOLIBARR|N8N|SHOPIFY|PRESTASHOP)_.*)$/

/** The environment of the demo's relay and of its command line: nothing of the reader's own installation. */
export function makeEnvironment(own: NodeJS.ProcessEnv, args: { dataDir: string; port: number }): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !foreign.test(name))
  return {
    ...Object.fromEntries(kept),
    PORT: String(args.port),
    PASSERELLE_DATA_DIR: args.dataDir,
    PASSERELLE_ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
  }
}

/** `preferred`, or the next port that nobody listens on. */
export async function findFreePort(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + maxPorts && port < 65_536; port++) if (await isFree(port)) return port
  throw new Error(`Ports ${preferred} and on are all in use: choose another with --port`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/**
 * Starts the relay as a process and waits until it is ready. It has a process group of its own, so that Ctrl-C reaches the
 * demo alone, which ends it in good order. Rejects with the end of its log where it does not become ready.
 */
export async function startRelay(
  environment: NodeJS.ProcessEnv,
  onStart: (relay: RelayProcess) => void,
): Promise<RelayProcess> {
  const logPath = join(environment.PASSERELLE_DATA_DIR ?? '', 'relay.log')
  const log = openSync(logPath, 'w', 0o600)
  const child = spawn(process.execPath, ['--import', preload, main], {
    env: environment,
    stdio: ['ignore', log, log, 'ipc'],
    detached: process.platform !== 'win32',
  })
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`))
  })
  const baseUrl = `http://127.0.0.1:${environment.PORT}`
  const relay = { baseUrl, logPath, ended, stop: () => stop(child, ended), kill: () => void child.kill('SIGKILL') }
  onStart(relay)
  const isReady = await Promise.race([waitUntilReady(baseUrl), ended])
  if (isReady !== true) throw new Error(`The relay ${isReady || 'did not become ready'}.\n${await readLogEnd(logPath)}`)
  return relay
}

async function waitUntilReady(baseUrl: string): Promise<boolean> {
  const until = performance.now() + readyMs
  while (performance.now() < until) {
    const answer = await fetch(`${baseUrl}/health/ready`).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return true
    await sleep(50)
  }
  return false
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(late)
}

export async function readLogEnd(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8').catch(() => '')).trimEnd().split('\n')
  return [`The end of ${logPath}:`, ...lines.slice(-8).map((line) => `  ${line.slice(0, 400)}`)].join('\n')
}
