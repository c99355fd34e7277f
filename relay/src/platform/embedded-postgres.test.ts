import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findEmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { isProcessAlive } from './process-info.ts'

let parent: string
let dataDir: string

const start = () => startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '16MB' } })

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'passerelle-postgres-'))
  await chmod(parent, 0o700)
  dataDir = join(parent, 'checkout', '.data')
})

afterAll(async () => {
  await removeEmbeddedPostgres({ dataDir })
  await rm(parent, { recursive: true, force: true })
})

async function ask<T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await run(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function findClusterDir(): Promise<string> {
  return resolve(dataDir, JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')).clusterDir)
}

async function readPid(): Promise<number> {
  return Number.parseInt(await readFile(join(await findClusterDir(), 'postmaster.pid'), 'utf8'), 10)
}

/** Starts the server from a process of its own and returns what that one saw. */
async function startElsewhere(): Promise<{ url: string; wasRunning: boolean }> {
  const module = new URL('./embedded-postgres.ts', import.meta.url).href
  const script = `const { startEmbeddedPostgres } = await import('${module}')
    console.log(JSON.stringify(await startEmbeddedPostgres({ dataDir: process.argv[1] })))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, dataDir])
  return JSON.parse(stdout)
}

test('three first starts at once, two of them in other processes, end with one server', async () => {
  const started = await Promise.all([start(), startElsewhere(), startElsewhere()])
  expect(new Set(started.map(({ url }) => url)).size).toBe(1)
  expect(started.filter(({ wasRunning }) => !wasRunning)).toHaveLength(1)
}, 30_000)

test('a server that outlived the process that started it is adopted, and found without a start', async () => {
  const pid = await readPid()
  const adopted = await start()
  expect(adopted.wasRunning).toBe(true)
  expect(await readPid()).toBe(pid)
  expect(await findEmbeddedPostgres({ dataDir })).toEqual({ url: adopted.url })
})

test('the database is UTF-8, sorts by code point, writes durably and listens on the loopback address only', async () => {
  const { url } = await start()
  const [row] = await ask(
    url,
    (sql) => sql`select getdatabaseencoding() as encoding, upper('é') as upper, 'Z' < 'a' as by_code_point,
      current_database() as name, current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
      current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as host,
      current_setting('unix_socket_directories') as sockets`,
  )
  expect(row).toEqual({
    encoding: 'UTF8',
    upper: 'É',
    by_code_point: true,
    name: 'passerelle',
    fsync: 'on',
    pages: 'on',
    commit: 'on',
    host: '127.0.0.1',
    sockets: '',
  })
})

test('a wrong password is refused', async () => {
  const wrong = new URL((await start()).url)
  wrong.password = 'guess'
  await expect(ask(wrong.href, (sql) => sql`select 1`)).rejects.toThrow(/password authentication failed/)
})

test('after a kill -9 of the server, in the middle of a long query, the next start has the data', async () => {
  const { url } = await start()
  await ask(url, (sql) => sql`create table kept as select 7 as value`)
  const long = ask(url, (sql) => sql`select count(*) from generate_series(1, 500000000)`).catch(() => 'cut off')
  await expect
    .poll(() =>
      ask(url, (sql) => sql`select 1 from pg_stat_activity where query like '%500000000)' and pid <> pg_backend_pid()`),
    )
    .not.toEqual([])
  process.kill(await readPid(), 'SIGKILL')
  const again = await start()
  expect(again.wasRunning).toBe(false)
  expect(await long).toBe('cut off')
  expect(await ask(again.url, (sql) => sql`select value from kept`)).toEqual([{ value: 7 }])
})

test('stop ends every process of the server, and a second stop does nothing', async () => {
  const server = await start()
  const rows = await ask(server.url, (sql) => sql<{ pid: number }[]>`select pid from pg_stat_activity`)
  const pids = [await readPid(), ...rows.map(({ pid }) => pid)]
  await server.stop()
  await server.stop()
  expect(await Promise.all(pids.map(isProcessAlive))).not.toContain(true)
  expect(await findEmbeddedPostgres({ dataDir })).toBeNull()
})

test('what a killed start and a reboot leave behind does not stop the next start', async () => {
  await writeFile(
    join(dataDir, 'postgres.lock'),
    JSON.stringify({ pid: process.pid, start: '1', token: 'of-the-dead' }),
  )
  const { port } = new URL((await start().then((server) => server.stop().then(() => server))).url)
  const lines = [process.pid, await findClusterDir(), 1, port, '', '127.0.0.1', '  1 1', 'ready   ', '']
  await writeFile(join(await findClusterDir(), 'postmaster.pid'), lines.join('\n'))
  const server = await start()
  expect(server.wasRunning).toBe(false)
  expect(new URL(server.url).port).toBe(port)
})

test('a port that somebody else took meanwhile is exchanged for another', async () => {
  const server = await start()
  await server.stop()
  const { port } = new URL(server.url)
  const other = createServer().listen(Number(port), '127.0.0.1')
  try {
    const again = await start()
    expect(new URL(again.url).port).not.toBe(port)
    expect(await ask(again.url, (sql) => sql`select value from kept`)).toEqual([{ value: 7 }])
    await again.stop()
  } finally {
    other.close()
  }
})

test('a cluster of another major version is refused in a sentence', async () => {
  const path = join(await findClusterDir(), 'PG_VERSION')
  await writeFile(path, '17\n')
  await expect(start()).rejects.toThrow(/made by PostgreSQL 17, and this Passerelle brings PostgreSQL 18/)
  await writeFile(path, '18\n')
})

test('a data folder that cannot be written to is refused with the name of the setting', async () => {
  const inFile = join(dataDir, 'postgres.json', 'below-a-file')
  await expect(startEmbeddedPostgres({ dataDir: inFile })).rejects.toThrow(/set PASSERELLE_DATA_DIR/)
})
