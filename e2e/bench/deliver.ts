import { randomUUID } from 'node:crypto'
import { addConnection } from '@passerelle/relay/src/cli/add-connection.ts'
import { crm } from '@passerelle/relay/src/connectors/crm/index.ts'
import { toEnvelope } from '@passerelle/relay/src/connectors/crm/mapper.ts'
import { createOrganisation } from '@passerelle/relay/src/domain/organisations/create-organisation.ts'
import { enqueueChanges } from '@passerelle/relay/src/outbox/enqueue-changes.ts'
import { sequenceFeed } from '@passerelle/relay/src/outbox/sequence-feed.ts'
import { readConfig } from '@passerelle/relay/src/platform/config.ts'
import { shopProduct } from './bodies.ts'
import { type Child, startChild } from './child.ts'
import { compare, type Figure } from './compare.ts'
import type { Bench } from './database.ts'
import { findFreePort, type Options } from './ingest.ts'

const chunkSize = 500
const slowMs = 250

/** What WooCommerce 10.5.2 does by itself on the same kind of machine: one call after the other. Recorded, not measured here. */
const recorded = 'recorded of WooCommerce alone: 61/s to a receiver at once, 2.1/s to one after 250 ms'

/** Deliveries per second from waiting to recorded, against a bare loop of the same HTTP client and the same receiver. */
export async function benchDeliver(
  bench: Bench,
  options: Options,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  const { profileDir } = options
  const port = await findFreePort()
  const receiver = startChild({ script: 'instant-receiver.ts', env: { PORT: String(port) } })
  const relay = startChild({ script: 'relay-worker.ts', env: { ...bench.env, LOG_LEVEL: 'info' }, profileDir })
  const floor = startChild({ script: 'floor-deliver.ts', env: {}, profileDir })
  const figures: Figure[] = []
  const { concurrency } = crm

  const measure = async (name: string, delayMs: number, count: number, floorOf: Floor, aim: number) => {
    const url = `http://127.0.0.1:${port}/${delayMs}`
    const organisationId = await makeOrganisation(bench, name, url)
    const figure = await compare({
      name,
      unit: 'calls/s',
      aim,
      rounds: options.rounds,
      sides: {
        ours: async () => {
          await enqueue(bench, organisationId, count)
          await vacuum(bench)
          await bench.settle()
          return count / (await deliverAll(bench, relay, organisationId, count))
        },
        floor: async () => floorOf(url, count),
      },
    })
    figures.push({ ...figure, note: recorded })
    onFigure(figure)
  }

  try {
    await receiver.ask({})
    const bare: Floor = async (url, count) => {
      const bodies = changes(count).map(toBody)
      const { seconds } = await floor.ask<{ seconds: number }>({ url, bodies, concurrency })
      return count / seconds
    }
    await measure(`deliver, ${concurrency} at once, answered at once`, 0, options.isQuick ? 8_000 : 20_000, bare, 0.5)
    const most: Floor = async () => concurrency * (1_000 / slowMs)
    await measure(
      `deliver, ${concurrency} at once, answered after ${slowMs} ms`,
      slowMs,
      options.isQuick ? 256 : 512,
      most,
      0.8,
    )
    process.stdout.write(`${recorded}\n`)
  } finally {
    await Promise.all([relay.stop(), floor.stop(), receiver.stop()])
  }
  return figures
}

type Floor = (url: string, count: number) => Promise<number>
type Change = Parameters<typeof enqueueChanges>[2][number]

const changes = (count: number): Change[] =>
  Array.from({ length: count }, (_, n) => ({
    type: 'product.updated',
    entity: { kind: 'product', id: randomUUID(), version: 1 },
    data: shopProduct({ id: n, n }),
    previous: '{"price":{"amount":1190,"currency":"EUR"}}',
    source: { connectionId: null, eventId: null },
  }))

const toBody = (change: Change): string =>
  toEnvelope({
    ...change,
    id: randomUUID(),
    organisationId: randomUUID(),
    timestamp: new Date().toISOString(),
    mapping: null,
  })

async function makeOrganisation({ platform, env }: Bench, name: string, url: string): Promise<string> {
  const { id } = await createOrganisation(platform, { name, timeZone: 'Europe/Paris', currency: 'EUR' })
  const given = [{ key: 'url', value: url }]
  await addConnection(platform, readConfig(env), { organisationId: id, connector: 'crm', name: 'crm', given })
  return id
}

/** Deliveries that wait, of events that have their place in the feed, as those of a backlog do. */
async function enqueue({ platform }: Bench, organisationId: string, count: number): Promise<void> {
  const all = changes(count)
  for (let at = 0; at < all.length; at += chunkSize) {
    await platform.db.inOrganisation(organisationId, (tx) =>
      enqueueChanges(tx, organisationId, all.slice(at, at + chunkSize)),
    )
  }
  while ((await sequenceFeed(platform.db, organisationId)) > 0);
}

/** What the seeding left to do is done before the clock runs, and not by autovacuum at some time while it does. */
const vacuum = ({ admin }: Bench) =>
  admin.unsafe('vacuum (analyze) events, deliveries, delivery_heads, delivery_attempts, mappings, connections')

/** Seconds from the start of the worker to the last delivery recorded. */
async function deliverAll({ admin }: Bench, relay: Child, organisationId: string, count: number): Promise<number> {
  const { startedAt } = await relay.ask<{ startedAt: number }>({ type: 'start' })
  for (const until = Date.now() + 120_000; ; ) {
    const [left] = await admin`
      select from delivery_heads where organisation_id = ${organisationId}::uuid and due_at is not null limit 1`
    if (!left) break
    if (Date.now() > until) throw new Error('deliveries are still waiting')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await relay.ask({ type: 'stop' })
  const [row] = await admin<{ delivered: number; last_at: Date }[]>`
    select count(*)::int as delivered, max(finished_at) as last_at from deliveries
    where organisation_id = ${organisationId}::uuid and state = 'delivered' and finished_at >= ${new Date(startedAt)}`
  if (row?.delivered !== count) throw new Error(`${row?.delivered} of ${count} were delivered`)
  return (row.last_at.getTime() - startedAt) / 1_000
}
