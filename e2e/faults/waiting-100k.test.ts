import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimHeads } from '../../relay/src/inbox/claim-heads.ts'
import { claimSize } from '../../relay/src/inbox/worker.ts'
import type { TestDatabase } from '../../relay/test/database.ts'
import { findFreePort } from '../../relay/test/factories.ts'
import { type Lab, makeLab } from '../flows/lab.ts'
import { createRelayChild, type RelayChild } from '../relay-child.ts'
import { createEnvironment } from '../stack.ts'
import { multiplyWaiting, storeVersions } from './seed-waiting.ts'

const waiting = 100_000
const few = 1_000
const maxBytes = 300 * 1_048_576

let database: TestDatabase
let worker: RelayChild
let many: Lab
let little: Lab

beforeAll(async () => {
  const { database: made, environment } = await createEnvironment()
  database = made
  worker = createRelayChild({
    environment: { ...environment, PASSERELLE_OPS_NETWORKS: '127.0.0.0/8' },
    port: await findFreePort(),
    role: 'worker',
  })
  many = await makeLab(database, 'http://127.0.0.1:9', { name: 'Many' })
  little = await makeLab(database, 'http://127.0.0.1:9', { name: 'Little' })
  // What is told of them is written and stays: here the inbox is measured.
  await database.admin`update connections set state = 'paused' where connector = 'crm'`
  for (const [lab, count] of [
    [many, waiting],
    [little, few],
  ] as const) {
    const versions = [{ id: 1, n: 1 }]
    await storeVersions(database, { organisationId: lab.organisation.id, door: lab.shop, versions })
    await multiplyWaiting(database, {
      connectionId: lab.shop.connectionId,
      externalId: '1',
      count: count - 1,
      into: 'entities',
    })
  }
})
afterAll(async () => {
  worker.kill('SIGKILL')
  await worker.waitForExit()
  await Promise.all([many.close(), little.close()])
  await database.drop()
})

/** The median of some claims, each taken back, in ms. */
async function measureClaim({ organisation }: Lab): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 25; round++) {
    await database.db
      .asSystemInTransaction(async ({ sql }) => {
        const startedAt = performance.now()
        const heads = await claimHeads(sql as never, organisation.id, claimSize)
        times.push(performance.now() - startedAt)
        expect(heads).toHaveLength(claimSize)
        throw new Error('taken back')
      })
      .catch((error: Error) => expect(error.message).toBe('taken back'))
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

async function readMemory(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

const countWaiting = async () => {
  const [row] = await database.admin<{ n: number }[]>`
    select coalesce(sum(last_seq - done_seq), 0)::int as n from inbox_heads where due_at is not null`
  return row?.n ?? 0
}

test('I8 a claim takes as long with 100,000 events waiting as with 1,000', async () => {
  await measureClaim(little)
  const [a, b, c, d] = [
    await measureClaim(little),
    await measureClaim(many),
    await measureClaim(little),
    await measureClaim(many),
  ]
  const [with1k, with100k] = [(a + c) / 2, (b + d) / 2]
  console.info({ claimMs: { with1k, with100k }, ratio: with100k / with1k })
  expect(with100k / with1k).toBeLessThanOrEqual(3)
})

test('I8 F7 a worker drains 100,000 waiting events within 300 MB', async () => {
  expect(await countWaiting()).toBe(waiting + few)
  await worker.start()
  const text = await (await fetch(`${worker.url}/metrics`)).text()
  expect(text).toMatch(/^passerelle_gauges_readable 1$/m)
  expect(Number(/^passerelle_inbox_lag_events (\d+)/m.exec(text)?.[1])).toBeGreaterThan(waiting / 2)
  const startedAt = performance.now()
  const memory: number[] = []
  while ((await countWaiting()) > 0) {
    expect(worker.isAlive(), worker.output()).toBe(true)
    memory.push((await readMemory(worker.pid())).now)
    await sleep(500)
  }
  const seconds = (performance.now() - startedAt) / 1_000
  const { peak } = await readMemory(worker.pid())
  const megabytes = (bytes: number) => Math.round(bytes / 1_048_576)
  console.info({
    peakMb: megabytes(peak),
    rssMb: memory.filter((_, n) => n % 8 === 0).map(megabytes),
    eventsPerSecond: Math.round((waiting + few) / seconds),
  })
  expect(peak).toBeLessThan(maxBytes)
  const [row] = await database.admin<{ applied: number; products: number }[]>`
    select (select count(*) from inbox_events where state = 'applied')::int as applied, (select count(*) from products)::int as products`
  expect(row).toEqual({ applied: waiting + few, products: waiting + few })
}, 240_000)
