import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, clean, createRandom, type Sent } from '../checker.ts'
import { failEvery } from '../fakes/receiver.ts'
import { type Door, type Lab, makeLab, sendUntilKept, settleDeliveries } from '../flows/lab.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { type Fences, watchFences } from './watch-fences.ts'

const loadMs = Number(process.env.E2E_KILL_SECONDS ?? 60) * 1_000
const leaseMs = 61_000

let cluster: Cluster
let lab: Lab
let fences: Fences
let isFailing = true

beforeAll(async () => {
  cluster = await createCluster(['all', 'all'])
  fences = await watchFences(cluster.database)
  const failing = failEvery(11, 500)
  lab = await makeLab(cluster.database, cluster.url, { answer: (call) => (isFailing ? failing(call) : null) })
})
afterAll(async () => {
  await cluster.stop()
  await lab.close()
})

test(
  'F4 F37 I1 I2 I3 two replicas race on the same entities and are killed at random: nothing is lost, doubled or out of order',
  async () => {
    const random = createRandom()
    console.info(`E2E_SEED=${random.seed}`)
    const ledger: Sent[] = []
    const until = Date.now() + loadMs

    /** Each version is sent until it is kept; the next one may overtake it through the other replica. */
    const produce = async (door: Door, id: number) => {
      const keep = async (n: number) => {
        for (let status = 0; status !== 202; ) {
          status = (await sendUntilKept(door, { id, n }, ledger))?.status ?? 0
          if (status !== 202) await sleep(20 + random.below(80))
        }
      }
      for (let n = 1; Date.now() < until; n += 2) {
        await Promise.all([keep(n), keep(n + 1)])
        await sleep(random.below(60))
      }
    }
    const produced = Promise.all(lab.doors.flatMap((door) => [1, 2, 3, 4, 5].map((id) => produce(door, id))))

    let kills = 0
    const kill = async () => {
      while (Date.now() < until) {
        await sleep(1_500 + random.below(4_000))
        const replica = cluster.replicas[random.below(cluster.replicas.length)]
        if (!replica?.isAlive()) continue
        replica.kill('SIGKILL')
        await replica.waitForExit()
        kills++
        await sleep(random.below(500))
        await replica.start()
      }
    }
    await Promise.all([produced, kill()])

    // Thousands of versions are left to tell, entity by entity: each further failure would hold its line for a while.
    isFailing = false
    await cluster.database.advance(leaseMs)
    await settleDeliveries(cluster.database, { timeoutMs: 60_000 })
    const report = await check({
      database: cluster.database,
      organisationId: lab.organisation.id,
      sent: ledger,
      receivers: [{ connectionId: lab.crmConnectionId, ledger: lab.crm }],
      allowedRepeats: 2,
    })
    const told = { seed: random.seed, kills, sent: ledger.length, repeats: lab.crm.countDuplicates() }
    console.info(told)
    expect(report, `E2E_SEED=${random.seed}\n${cluster.output()}`).toEqual(clean)
    expect(await fences.findViolations(), `E2E_SEED=${random.seed}`).toEqual([])
    expect(kills).toBeGreaterThanOrEqual(loadMs / 15_000)
    expect(ledger.every((one) => one.isAcknowledged)).toBe(true)
  },
  loadMs + 180_000,
)
