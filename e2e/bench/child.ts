import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Child = {
  /** Calls `listener` with each line of the log until the function it answers is called. */
  onLine: (listener: (line: string) => void) => () => void
  /** Sends a message and resolves to the next one that comes back. */
  ask: <T>(message: object) => Promise<T>
  stop: () => Promise<void>
}

/** Starts a script of this checkout in a process of its own; with `profileDir` it leaves a CPU profile there. */
export function startChild(args: {
  script: string
  scriptArgs?: string[]
  env: Record<string, string>
  profileDir?: string | undefined
}): Child {
  const profile = args.profileDir ? ['--cpu-prof', `--cpu-prof-dir=${args.profileDir}`] : []
  const script = fileURLToPath(new URL(args.script, import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [...profile, script, ...(args.scriptArgs ?? [])], {
    env: { ...process.env, ...args.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const listeners = new Set<(line: string) => void>()
  const last: string[] = []
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      last.push(line)
      if (last.length > 20) last.shift()
      for (const listener of listeners) listener(line)
    })
  }
  const exited = once(child, 'exit')
  const died = exited.then(([code]) => {
    throw new Error(`${args.script} ended with ${code}:\n${last.join('\n')}`)
  })
  died.catch(() => {})
  return {
    onLine(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async ask<T>(message: object) {
      const answer = once(child, 'message')
      child.send(message)
      const [value] = await Promise.race([answer, died])
      return value as T
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Waits until the address answers. */
export async function waitUntilReady(url: string): Promise<void> {
  const until = Date.now() + 15_000
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    if (Date.now() > until) throw new Error(`${url} does not answer`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
