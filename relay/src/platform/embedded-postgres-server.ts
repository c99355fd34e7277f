import { spawn } from 'node:child_process'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { getSpawnOptions, type RunAs, runPostgresProgram } from './embedded-postgres-binaries.ts'
import { getCommandLine, isProcessAlive, listProcessesIn } from './process-info.ts'

/** What `postmaster.pid` says; `isReady` once the server takes connections. */
export type Postmaster = { pid: number; port: number; isReady: boolean }

const startTimeoutMs = 120_000
const answerTimeoutMs = 15_000
const retryTimeoutMs = 30_000
const logLimitBytes = 10_000_000

const defaults: Record<string, string> = {
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
}

export function makeUrl(args: { port: number; password: string; database: string }): string {
  return `postgres://postgres:${args.password}@127.0.0.1:${args.port}/${args.database}`
}

/** Null where there is no `postmaster.pid`, or none that a server could have left behind whole. */
export async function readPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 ? { pid, port, isReady: lines[7] === 'ready' } : null
}

/**
 * The living server of this cluster, once it answers. Null where none lives; what a dead one left in the way is
 * removed. Rejects when one lives and does not answer.
 */
export async function findServer(args: { clusterDir: string; password: string }): Promise<Postmaster | null> {
  let deadline = performance.now() + startTimeoutMs
  let wasReady = false
  for (;;) {
    const postmaster = await readPostmaster(args.clusterDir)
    if (!postmaster || !(await isServerOf(postmaster.pid, args.clusterDir))) {
      // PostgreSQL would take any living process under this number, or an empty file, for a server.
      if (!postmaster || (await isProcessAlive(postmaster.pid))) {
        await rm(join(args.clusterDir, 'postmaster.pid'), { force: true })
      }
      return null
    }
    if (postmaster.isReady && (await isAnswering({ ...args, port: postmaster.port }))) return postmaster
    if (postmaster.isReady && !wasReady) deadline = performance.now() + answerTimeoutMs
    wasReady ||= postmaster.isReady
    if (performance.now() > deadline) {
      throw new Error(`PostgreSQL, process ${postmaster.pid}, holds ${args.clusterDir} and does not answer`)
    }
    await sleep(100)
  }
}

/** True when the server on `port` takes our password and serves this very cluster. */
export async function isAnswering(args: { clusterDir: string; password: string; port: number }): Promise<boolean> {
  const sql = connect(makeUrl({ ...args, database: 'postgres' }))
  try {
    const query = sql<{ dir: string }[]>`select current_setting('data_directory') as dir`
    const rows = await Promise.race([query, sleep(3000, [], { ref: false })])
    return rows[0]?.dir === args.clusterDir
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 0 })
  }
}

/** Makes the database where it is missing. */
export async function ensureDatabase(args: { port: number; password: string; database: string }): Promise<void> {
  const sql = connect(makeUrl({ ...args, database: 'postgres' }))
  try {
    const found = await sql`select 1 from pg_database where datname = ${args.database}`
    if (found.length === 0) await sql`create database ${sql(args.database)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/**
 * Starts a server in a process group of its own, its output in `logPath`, and waits until it takes connections. A port
 * that is taken is exchanged for another; the remains of a killed server are waited for.
 */
export async function launchServer(args: {
  binDir: string
  clusterDir: string
  logPath: string
  runAs: RunAs
  preferredPort: number
  settings: Record<string, string>
}): Promise<Postmaster> {
  const deadline = performance.now() + retryTimeoutMs
  let port = (await isPortFree(args.preferredPort)) ? args.preferredPort : await findFreePort()
  for (;;) {
    const outcome = await runServer({ ...args, port })
    if ('pid' in outcome) return outcome
    const isPortTaken = /could not bind|could not create any TCP/.test(outcome.log)
    // After a kill -9 of the postmaster its children live on and hold the shared memory, a busy one to its query's end.
    const isHeld = /still in use|lock file ".*" already exists/.test(outcome.log)
    if (!(isPortTaken || isHeld) || performance.now() > deadline) {
      throw new Error(`PostgreSQL did not start. The end of ${args.logPath}:\n${outcome.log}`)
    }
    if (isPortTaken) port = await findFreePort()
    else await endOrphans(args.clusterDir)
    await sleep(200)
  }
}

/** Ends this server, after its transactions were rolled back; at the latest after 40 seconds without asking them. */
export async function stopServer(args: { binDir: string; clusterDir: string; runAs: RunAs }): Promise<void> {
  const postmaster = await readPostmaster(args.clusterDir)
  const stop = (mode: string, seconds: number) =>
    runPostgresProgram({
      ...args,
      name: 'pg_ctl',
      args: ['stop', '-D', args.clusterDir, '-m', mode, '-w', '-t', `${seconds}`],
    })
  await stop('fast', 30).catch(async (error: Error) => {
    if (!postmaster || !(await isServerOf(postmaster.pid, args.clusterDir))) return
    await stop('immediate', 10).catch(() => {
      throw error
    })
  })
  while (postmaster && (await isServerOf(postmaster.pid, args.clusterDir))) await sleep(20)
}

async function endOrphans(clusterDir: string): Promise<void> {
  const postmaster = await readPostmaster(clusterDir)
  if (postmaster && (await isServerOf(postmaster.pid, clusterDir))) return
  for (const pid of await listProcessesIn(clusterDir)) {
    try {
      process.kill(pid, 'SIGQUIT')
    } catch {}
  }
}

async function isServerOf(pid: number, clusterDir: string): Promise<boolean> {
  if (!(await isProcessAlive(pid))) return false
  if (process.platform === 'win32') return true
  return (await getCommandLine(pid))?.includes(clusterDir) ?? false
}

const connect = (url: string) => postgres(url, { max: 1, connect_timeout: 3, fetch_types: false, onnotice: () => {} })

async function runServer(
  args: Parameters<typeof launchServer>[0] & { port: number },
): Promise<Postmaster | { log: string }> {
  const { size } = await stat(args.logPath).catch(() => ({ size: 0 }))
  if (size > logLimitBytes) await rename(args.logPath, `${args.logPath}.1`)
  const log = await open(args.logPath, 'a+', 0o600)
  try {
    const logStart = (await log.stat()).size
    const fixed = { listen_addresses: '127.0.0.1', port: `${args.port}`, unix_socket_directories: '' }
    const settings = Object.entries({ ...defaults, ...args.settings, ...fixed })
    const server = spawn(
      join(args.binDir, 'postgres'),
      ['-D', args.clusterDir, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...getSpawnOptions(args.runAs), detached: true, stdio: ['ignore', log.fd, log.fd] },
    )
    let end: string | null = null
    server.once('error', (error) => {
      end = error.message
    })
    server.once('exit', (code, signal) => {
      end ??= `it ended with ${signal ?? code}`
    })
    const deadline = performance.now() + startTimeoutMs
    for (;;) {
      if (end !== null) return { log: `${await readFrom(log, logStart)}${end}` }
      const postmaster = await readPostmaster(args.clusterDir)
      if (postmaster?.isReady && postmaster.pid === server.pid) break
      if (performance.now() > deadline) {
        server.kill('SIGQUIT')
        return { log: `${await readFrom(log, logStart)}not ready after ${startTimeoutMs / 1000} seconds` }
      }
      await sleep(10)
    }
    server.unref()
    return { pid: server.pid ?? 0, port: args.port, isReady: true }
  } finally {
    await log.close()
  }
}

async function readFrom(log: Awaited<ReturnType<typeof open>>, position: number): Promise<string> {
  const { buffer, bytesRead } = await log.read(Buffer.alloc(8192), 0, 8192, position)
  return buffer.toString('utf8', 0, bytesRead)
}

function isPortFree(port: number): Promise<boolean> {
  if (!port) return Promise.resolve(false)
  return tryPort(port).then(
    () => true,
    () => false,
  )
}

const findFreePort = () => tryPort(0)

function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen({ port, host: '127.0.0.1' }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
