import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { openDb } from './db.ts'
import { Unavailable } from './errors.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** A link to the real database that can be made to swallow everything without a word. */
async function startLink(target: URL) {
  let isBlackhole = false
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => isBlackhole || to.write(chunk))
      from.on('close', () => to.destroy())
      from.on('error', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: url.href,
    swallow: (isOn: boolean) => {
      isBlackhole = isOn
    },
    cut() {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('F8 a link that went dead without a word gives 503 within 5 s, and the pool is healthy afterwards', async () => {
  const link = await startLink(new URL(database.url))
  const db = openDb({ url: link.url, appPoolSize: 1, systemPoolSize: 1, statementTimeoutMs: 500 })
  const ask = () => db.asSystem((sql) => sql`select 1 as one`)
  await ask()
  link.swallow(true)
  const startedAt = performance.now()
  await expect(ask()).rejects.toBeInstanceOf(Unavailable)
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  link.swallow(false)
  expect([...(await ask())]).toEqual([{ one: 1 }])
  await db.end()
  link.close()
})

test('F9 a place in the pool that does not come free gives 503, and the queries under way end undisturbed', async () => {
  const db = openDb({ url: database.url, appPoolSize: 1, systemPoolSize: 1, statementTimeoutMs: 1_000 })
  const id = '0199f3a2-0000-7000-8000-000000000000'
  const slow = db.inOrganisation(id, async ({ sql }) => {
    for (let n = 0; n < 3; n++) await sql`select pg_sleep(0.7)`
    return 'done'
  })
  const waiting = db.inOrganisation(id, ({ sql }) => sql`select 1`)
  await expect(waiting).rejects.toBeInstanceOf(Unavailable)
  await slow.catch(() => {})
  expect(await db.inOrganisation(id, async ({ sql }) => (await sql`select 2 as two`)[0]?.two)).toBe(2)
  await db.end()
})

test('an exact number in a json column comes out as it went in', async () => {
  const text = '{"big":12345678901234567890.50,"e":1E400}'
  const rows = await database.db.asSystem((sql) => sql`select ${text}::json as kept`)
  expect(rows[0]?.kept).toBe(text)
})

test('F6 a connection that closes in the middle of a transaction gives 503, and process and pool live on', async () => {
  const link = await startLink(new URL(database.url))
  const db = openDb({ url: link.url, appPoolSize: 2, systemPoolSize: 1 })
  const id = '0199f3a2-0000-7000-8000-000000000000'
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note)
  for (const ending of ['terminated by the server', 'cut without a word', 'cut without a word']) {
    const broken = db.inOrganisation(id, async ({ sql }) => {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
      const terminate = () => database.admin`select pg_terminate_backend(${row?.pid ?? 0})`.execute()
      setTimeout(() => (ending.startsWith('cut') ? link.cut() : terminate()), 50)
      await Promise.all([sql`select pg_sleep(3)`, sql`select 1`])
    })
    await expect(broken, ending).rejects.toBeInstanceOf(Unavailable)
    const ask = () => db.inOrganisation(id, async ({ sql }) => (await sql`select 1 as one`)[0]?.one)
    await expect.poll(() => ask().catch(() => null), { timeout: 2_000 }).toBe(1)
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
  process.off('uncaughtException', note)
  expect(uncaught).toEqual([])
  await db.end()
  link.close()
})

test('F9 statements in one packet that take long together are no dead link', async () => {
  const db = openDb({ url: database.url, appPoolSize: 1, systemPoolSize: 1, statementTimeoutMs: 1_000 })
  const id = '0199f3a2-0000-7000-8000-000000000000'
  const answer = db.inOrganisation(id, ({ sql }) =>
    Promise.all([
      sql`select pg_sleep(0.9)`,
      sql`select pg_sleep(0.9)`,
      sql`select pg_sleep(0.9)`,
      sql`select 7 as seven`,
    ]),
  )
  expect((await answer)[3][0]?.seven).toBe(7)
  await db.end()
})
