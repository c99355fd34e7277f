import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, clean, type Sent } from '../checker.ts'
import { type Lab, makeLab, sendUntilKept, settleDeliveries } from '../flows/lab.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { type Fences, watchFences } from './watch-fences.ts'

const leaseMs = 61_000
/** PostgreSQL ends a transaction that is left open for 30 s: until then its rows are nobody else's. */
const transactionMs = 30_000

let cluster: Cluster
let lab: Lab
let fences: Fences

beforeAll(async () => {
  cluster = await createCluster(['ingest', 'worker', 'worker'])
  fences = await watchFences(cluster.database)
  lab = await makeLab(cluster.database, cluster.url, { answer: () => ({ status: 200, body: {}, delayMs: 150 }) })
})
afterAll(async () => {
  for (const replica of cluster.replicas) replica.kill('SIGCONT')
  await cluster.stop()
  await lab.close()
})

const readLeases = async () => {
  const [row] = await cluster.database.admin<{ inbox: number; outbox: number }[]>`
    select (select count(*) from inbox_heads where lease_until > app_now() and due_at is not null)::int as inbox,
      (select count(*) from delivery_heads where lease_until > app_now() and due_at is not null)::int as outbox`
  return row ?? { inbox: 0, outbox: 0 }
}

test('F38 I2 I3 a replica that was stopped for longer than its leases, then goes on, changes nothing', async () => {
  const [, sleeper, other] = cluster.replicas
  if (!sleeper || !other) throw new Error('two workers')
  const ledger: Sent[] = []
  let isOver = false
  const produce = async (worker: number) => {
    const door = lab.doors[worker % 2 === 0 ? 0 : 1]
    for (let n = 1; !isOver; n++) {
      for (let status = 0; status !== 202; )
        status = (await sendUntilKept(door, { id: 1 + (worker >> 1), n }, ledger))?.status ?? 0
      await sleep(2)
    }
  }
  const producing = Promise.all(Array.from({ length: 12 }, (_, worker) => produce(worker)))
  await sleep(2_000)
  // Only the sleeper holds leases now: what it is stopped over is its own.
  other.kill('SIGSTOP')
  await sleep(1_500)
  sleeper.kill('SIGSTOP')
  const held = await readLeases()
  other.kill('SIGCONT')
  isOver = true
  await producing
  expect(held.inbox + held.outbox).toBeGreaterThan(0)

  await cluster.database.advance(leaseMs)
  await sleep(transactionMs + 1_000)
  await settleDeliveries(cluster.database, { timeoutMs: 45_000 })
  const moves = await fences.countMoves()

  sleeper.kill('SIGCONT')
  await expect
    .poll(() => fetch(`${sleeper.url}/health/ready`).then(({ status }) => status), { timeout: 15_000, interval: 200 })
    .toBe(200)
  await sleep(3_000)
  expect(await fences.countMoves(), 'the zombie moved a line').toBe(moves)
  expect(await fences.findViolations()).toEqual([])

  // It works again as any other does.
  other.kill('SIGKILL')
  await other.waitForExit()
  await sendUntilKept(lab.shop, { id: 500, n: 1 }, ledger)
  await settleDeliveries(cluster.database, { timeoutMs: 45_000 })
  const report = await check({
    database: cluster.database,
    organisationId: lab.organisation.id,
    sent: ledger,
    receivers: [{ connectionId: lab.crmConnectionId, ledger: lab.crm }],
    allowedRepeats: 1,
  })
  console.info({ held, sent: ledger.length, moves, repeats: lab.crm.countDuplicates() })
  expect(report, cluster.output()).toEqual(clean)
}, 240_000)
