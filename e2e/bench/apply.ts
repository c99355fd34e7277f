import { createStore } from '@passerelle/relay/src/inbox/store-events.ts'
import { modifiedAt, shopProduct } from './bodies.ts'
import { type Child, startChild } from './child.ts'
import { compare, type Figure } from './compare.ts'
import type { Bench, BenchOrganisation } from './database.ts'
import type { Options } from './ingest.ts'

type Change = { id: number; n: number; body: string }

const chunkSize = 400

/** Events per second from stored and waiting to applied, against a bare queue drained by a bulk upsert. */
export async function benchApply(
  bench: Bench,
  options: Options,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  const { profileDir } = options
  const relay = startChild({ script: 'relay-worker.ts', env: { ...bench.env, LOG_LEVEL: 'debug' }, profileDir })
  const floor = startChild({ script: 'floor-worker.ts', env: bench.env, profileDir })
  const count = options.isQuick ? 1_000 : 5_000
  const figures: Figure[] = []

  const measure = async (name: string, organisation: BenchOrganisation, makeChanges: (round: number) => Change[]) => {
    const figure = await compare({
      name,
      unit: 'events/s',
      aim: 0.4,
      rounds: options.rounds,
      sides: {
        ours: async (round) => {
          const changes = makeChanges(round)
          await storeWaiting(bench, organisation, changes)
          await bench.settle()
          const seconds = await applyAll(bench, relay, new Set(changes.map(({ id }) => id)).size)
          return changes.length / seconds
        },
        floor: async (round) => {
          const bodies = makeChanges(round).map(({ body }) => body)
          await bench.admin`insert into floor.queue (body) select unnest(${bodies}::text[])`
          await bench.settle()
          const { seconds } = await floor.ask<{ seconds: number }>({ type: 'drain' })
          return bodies.length / seconds
        },
      },
    })
    figures.push(figure)
    onFigure(figure)
  }

  try {
    const isNew = (round: number) => sequence(count, (at) => ({ id: 1 + round * count + at, n: at }))
    await measure('apply new products, nobody to tell', bench.alone, isNew)
    await measure('apply new products, CRM and partner to tell', bench.telling, isNew)
    const isRepeated = (round: number) =>
      sequence(count, (at) => ({ id: 1 + (at % (count / 5)), n: (round + 1) * count + at }))
    await measure('apply five changes each, nobody to tell', bench.alone, isRepeated)
  } finally {
    await Promise.all([relay.stop(), floor.stop()])
  }
  return figures
}

const sequence = (count: number, pick: (at: number) => { id: number; n: number }): Change[] =>
  Array.from({ length: count }, (_, at) => pick(at)).map((change) => ({ ...change, body: shopProduct(change) }))

async function storeWaiting({ platform }: Bench, { id, shopId }: BenchOrganisation, changes: Change[]): Promise<void> {
  const store = createStore({
    db: platform.db,
    wake: { wake() {}, onWake: () => () => {}, start: async () => {}, stop: async () => {} },
  })
  for (let at = 0; at < changes.length; at += chunkSize) {
    const results = await store({
      organisationId: id,
      connectionId: shopId,
      events: changes.slice(at, at + chunkSize).map((change) => ({
        kind: 'product',
        externalId: String(change.id),
        topic: 'product.updated',
        raw: Buffer.from(change.body),
        sourceEventId: null,
        sourceVersion: modifiedAt(change.n).getTime(),
        occurredAt: modifiedAt(change.n),
        quarantine: null,
      })),
    })
    if (results.some((result) => result !== 'accepted')) throw new Error('the relay did not take an event')
  }
}

/** Seconds from the start of the worker to the last entity applied, as its own log says; then all its other work ends too. */
async function applyAll({ admin }: Bench, relay: Child, entityCount: number): Promise<number> {
  let left = entityCount
  let lastAt = 0
  const done = new Promise<void>((resolve, reject) => {
    const stop = relay.onLine((line) => {
      const entry: { msg: string; time: string; entities: number } = JSON.parse(line)
      if (entry.msg === 'apply failed') reject(new Error(line))
      if (entry.msg !== 'applied') return
      left -= entry.entities
      lastAt = Date.parse(entry.time)
      if (left > 0) return
      stop()
      resolve()
    })
  })
  const { startedAt } = await relay.ask<{ startedAt: number }>({ type: 'start' })
  await done
  for (;;) {
    const [row] = await admin`select from events where position is null limit 1`
    if (!row) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await relay.ask({ type: 'stop' })
  const [pending] = await admin`select count(*)::int as n from inbox_events where state = 'pending'`
  if (pending?.n !== 0) throw new Error(`${pending?.n} events are still waiting`)
  return (lastAt - startedAt) / 1_000
}
