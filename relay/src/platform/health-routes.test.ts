import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { openDb } from './db.ts'
import { healthRoutes } from './health-routes.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const ask = async (app: ReturnType<typeof healthRoutes>, path: string) => {
  const answer = await app.request(path)
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() }
}

test('R2.7 ready at both addresses: the database answers and is at head', async () => {
  const app = healthRoutes({ db: database.db, isDraining: () => false })
  for (const path of ['/health/ready', '/api/ready']) {
    expect(await ask(app, path)).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { database: 'ok', migrations: 'ok', draining: false } },
    })
  }
})

test('R2.7 many probes within a second are one question', async () => {
  let asked = 0
  const counting = {
    ...database.db,
    asSystem: ((run) => {
      asked += 1
      return database.db.asSystem(run)
    }) as typeof database.db.asSystem,
  }
  const app = healthRoutes({ db: counting, isDraining: () => false })
  await Promise.all(Array.from({ length: 20 }, (_, n) => ask(app, n % 2 ? '/health/ready' : '/api/ready')))
  expect(asked).toBe(1)
  await sleep(1_050)
  expect((await ask(app, '/api/ready')).status).toBe(200)
  expect(asked).toBe(2)
})

test('R2.7 not ready while it shuts down, nor on a database that was not migrated: 503, and what is amiss', async () => {
  const draining = healthRoutes({ db: database.db, isDraining: () => true })
  expect(await ask(draining, '/api/ready')).toMatchObject({
    status: 503,
    type: 'application/problem+json',
    body: { code: 'unavailable', checks: { database: 'ok', migrations: 'ok', draining: true } },
  })
  expect((await ask(draining, '/health/live')).status).toBe(200)

  const behind = await createTestDatabase()
  await behind.admin`delete from migrations where created_at = (select max(created_at) from migrations)`
  expect(await ask(healthRoutes({ db: behind.db, isDraining: () => false }), '/health/ready')).toMatchObject({
    status: 503,
    body: { checks: { database: 'ok', migrations: 'failed' } },
  })
  await behind.drop()
})

test('R2.7 F7 F9 a database that is away or hangs: 503 within about a second, alive all the while', async () => {
  const away = openDb({ url: 'postgres://nobody@127.0.0.1:9/none' })
  const app = healthRoutes({ db: away, isDraining: () => false })
  expect(await ask(app, '/health/ready')).toMatchObject({
    status: 503,
    body: { checks: { database: 'failed', migrations: 'unknown' } },
  })
  expect((await ask(app, '/health/live')).status).toBe(200)
  await away.end()

  const released = Promise.withResolvers<void>()
  const locking = database.admin.begin(async (sql) => {
    await sql`lock table migrations in access exclusive mode`
    await released.promise
  })
  await sleep(100)
  const startedAt = performance.now()
  expect((await ask(healthRoutes({ db: database.db, isDraining: () => false }), '/api/ready')).status).toBe(503)
  expect(performance.now() - startedAt).toBeLessThan(1_800)
  released.resolve()
  await locking
})
