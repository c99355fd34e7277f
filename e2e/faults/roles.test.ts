import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, clean, type Sent } from '../checker.ts'
import { type Lab, makeLab, sendUntilKept, settleDeliveries } from '../flows/lab.ts'
import { type Cluster, createCluster } from './cluster.ts'

let cluster: Cluster
let lab: Lab
let key: string

beforeAll(async () => {
  cluster = await createCluster(['ingest', 'ingest', 'worker', 'worker'])
  lab = await makeLab(cluster.database, cluster.url)
  key = lab.organisation.key
})
afterAll(async () => {
  await cluster.stop()
  await lab.close()
})

const read = (url: string, path: string) => fetch(url + path, { headers: { authorization: `Bearer ${key}` } })
const sumOf = (texts: string[], name: string) =>
  texts
    .flatMap((text) => text.split('\n').filter((line) => line.startsWith(name)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)

test('R4.2 two doors and two workers side by side: each does its part, one of each may go, nothing is lost', async () => {
  const [door, , worker] = cluster.replicas
  if (!door || !worker) throw new Error('four replicas')
  for (const replica of cluster.replicas) {
    expect((await read(replica.url, '/health/live')).status).toBe(200)
    expect((await read(replica.url, '/health/ready')).status).toBe(200)
    expect((await read(replica.url, '/metrics')).status).toBe(200)
  }
  expect((await read(door.url, '/v1/products')).status).toBe(200)
  expect((await read(worker.url, '/v1/products')).status).toBe(404)

  const ledger: Sent[] = []
  const produce = async (place: number, versions: number) => {
    const at = lab.doors[place % 2 === 0 ? 0 : 1]
    for (let n = 1; n <= versions; n++) {
      for (let status = 0; status !== 202; ) {
        status = (await sendUntilKept(at, { id: 1 + place, n }, ledger))?.status ?? 0
        if (status !== 202) await sleep(20)
      }
    }
  }
  const produced = Promise.all(Array.from({ length: 10 }, (_, place) => produce(place, 40)))
  await sleep(300)
  const texts = await Promise.all(cluster.replicas.map(async ({ url }) => (await read(url, '/metrics')).text()))
  expect(sumOf(texts.slice(0, 2), 'passerelle_ingest_requests_total')).toBeGreaterThan(0)
  expect(sumOf(texts.slice(2), 'passerelle_ingest_requests_total')).toBe(0)
  door.kill('SIGTERM')
  worker.kill('SIGTERM')
  expect(await door.waitForExit()).toMatchObject({ code: 0 })
  expect(await worker.waitForExit()).toMatchObject({ code: 0 })
  await produced
  await settleDeliveries(cluster.database)
  const report = await check({
    database: cluster.database,
    organisationId: lab.organisation.id,
    sent: ledger,
    receivers: [{ connectionId: lab.crmConnectionId, ledger: lab.crm }],
  })
  expect(report, cluster.output()).toEqual(clean)
  const after = await Promise.all(
    cluster.replicas.slice(3).map(async ({ url }) => (await read(url, '/metrics')).text()),
  )
  expect(sumOf(after, 'passerelle_delivery_attempts_total')).toBeGreaterThan(0)
  expect(sumOf(after, 'passerelle_apply_duration_seconds_count')).toBeGreaterThan(0)
})
