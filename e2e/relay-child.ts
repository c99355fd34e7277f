import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const pathOf = (name: string) => fileURLToPath(new URL(`../relay/src/${name}`, import.meta.url))
/** As the launcher and the image start it. */
const flags = ['--max-semi-space-size=4']
const readyWithinMs = 30_000
const keptOutput = 20_000

export type Exit = { code: number | null; signal: NodeJS.Signals | null; afterMs: number }
export type StartOptions = { crashAt?: string }

/** One relay in a process of its own, that is started, killed and started again at the same address. */
export type RelayChild = {
  url: string
  pid: () => number
  /** Starts it and waits until it is ready. `crashAt` arms one crash point. */
  start: (options?: StartOptions) => Promise<void>
  kill: (signal: NodeJS.Signals) => void
  /** How it ended; `afterMs` counts from this call. Throws after `timeoutMs`. */
  waitForExit: (timeoutMs?: number) => Promise<Exit>
  isAlive: () => boolean
  /** From now on nobody reads what it writes. */
  closeOutput: () => void
  /** The last output of all its lives. */
  output: () => string
}

export function createRelayChild(args: {
  environment: NodeJS.ProcessEnv
  port: number
  role?: 'all' | 'ingest' | 'worker'
  onOutput?: (text: string) => void
}): RelayChild {
  const { environment, port, role = 'all', onOutput } = args
  const url = `http://127.0.0.1:${port}`
  let relay: ChildProcess | null = null
  let ended: Promise<Exit> = Promise.resolve({ code: null, signal: null, afterMs: 0 })
  let output = ''
  const isAlive = () => relay !== null && relay.exitCode === null && relay.signalCode === null

  return {
    url,
    pid: () => relay?.pid ?? 0,
    async start({ crashAt } = {}) {
      if (isAlive()) throw new Error('the relay is running')
      const child = spawn(
        process.execPath,
        [...flags, pathOf('main.ts'), ...(role === 'all' ? [] : ['--role', role])],
        {
          env: { ...environment, PORT: String(port), ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }) },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      relay = child
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output = (output + chunk).slice(-keptOutput)
          onOutput?.(String(chunk))
        })
      }
      ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal, afterMs: 0 })))
      const until = Date.now() + readyWithinMs
      while (!(await isReady(url))) {
        if (!isAlive()) throw new Error(`the relay ended before it was ready\n${output}`)
        if (Date.now() > until) throw new Error(`the relay is not ready\n${output}`)
        await sleep(20)
      }
    },
    kill: (signal) => void relay?.kill(signal),
    async waitForExit(timeoutMs = 30_000) {
      const startedAt = performance.now()
      const exit = await Promise.race([ended, sleep(timeoutMs, null, { ref: false })])
      if (exit === null) throw new Error(`the relay did not end within ${timeoutMs} ms\n${output}`)
      return { ...exit, afterMs: performance.now() - startedAt }
    },
    isAlive,
    closeOutput() {
      relay?.stdout?.destroy()
      relay?.stderr?.destroy()
    },
    output: () => output,
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
