import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import autocannon from 'autocannon'
import { createSequence, partnerProduct, shopProduct } from './bodies.ts'
import { startChild, waitUntilReady } from './child.ts'
import { compare, type Figure } from './compare.ts'
import { type Bench, partnerKey, shopSecret } from './database.ts'

export type Options = { rounds: number; isQuick: boolean; profileDir?: string | undefined }

type Call = { body: string; headers: Record<string, string> }

const batchSize = 100
const knownProducts = 5_000

/** Events per second through the doors of the relay, against a bare route that stores the same bodies. */
export async function benchIngest(
  bench: Bench,
  options: Options,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  const [relayPort, floorPort] = [await findFreePort(), await findFreePort()]
  const { profileDir } = options
  const start = (script: string, port: number, scriptArgs: string[] = []) =>
    startChild({ script, scriptArgs, env: { ...bench.env, PORT: String(port), LOG_LEVEL: 'info' }, profileDir })
  const relay = start('../../relay/src/main.ts', relayPort, ['--role', 'ingest'])
  const floor = start('floor-server.ts', floorPort)
  const [ours, theirs] = [relayPort, floorPort].map((port) => `http://127.0.0.1:${port}`)

  const figures: Figure[] = []

  const measure = async (args: {
    name: string
    connections: number
    callCount: number
    eventsPerCall: number
    makeCalls: (round: number) => Call[]
    oursUrl: string
    floorUrl: string
  }) => {
    const send = async (url: string, round: number) => {
      const calls = args.makeCalls(round)
      await bench.settle()
      return (await sendAll(url, args.connections, calls)) * args.eventsPerCall
    }
    const figure = await compare({
      name: args.name,
      unit: 'events/s',
      aim: 0.5,
      rounds: options.rounds,
      sides: { ours: (round) => send(args.oursUrl, round), floor: (round) => send(args.floorUrl, round) },
    })
    figures.push(figure)
    onFigure(figure)
  }

  try {
    await Promise.all([ours, theirs].map((base) => waitUntilReady(`${base}/health/ready`)))
    let from = 0
    for (const connections of [16, 64]) {
      const callCount = options.isQuick ? 1_000 : 2_000
      const start = from
      from += callCount * (options.rounds + 1)
      await measure({
        name: `ingest single, ${connections} connections`,
        connections,
        callCount,
        eventsPerCall: 1,
        makeCalls: (round) => shopCalls(start + round * callCount, callCount),
        oursUrl: `${ours}/webhooks/woocommerce/${bench.door.id}`,
        floorUrl: `${theirs}/single`,
      })
    }
    const callCount = options.isQuick ? 32 : 64
    await measure({
      name: `ingest batches of ${batchSize}, 8 connections`,
      connections: 8,
      callCount,
      eventsPerCall: batchSize,
      makeCalls: (round) => partnerCalls(round * callCount, callCount),
      oursUrl: `${ours}/webhooks/catalogue/${bench.door.id}`,
      floorUrl: `${theirs}/batch`,
    })
  } finally {
    await Promise.all([relay.stop(), floor.stop()])
    await bench.admin`truncate inbox_events, inbox_heads`
  }
  return figures
}

function shopCalls(from: number, count: number): Call[] {
  const next = createSequence(from + 1)
  return Array.from({ length: count }, (_, at) => {
    const body = shopProduct({ id: next(knownProducts) + 1, n: from + at })
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-wc-webhook-topic': 'product.updated',
        'x-wc-webhook-signature': createHmac('sha256', shopSecret).update(body).digest('base64'),
      },
    }
  })
}

function partnerCalls(from: number, count: number): Call[] {
  const next = createSequence(from + 1)
  return Array.from({ length: count }, (_, at) => {
    const start = next(knownProducts)
    const items = Array.from({ length: batchSize }, (_, n) =>
      partnerProduct({ id: ((start + n) % knownProducts) + 1, n: (from + at) * batchSize + n }),
    )
    return { body: `[${items.join(',')}]`, headers: { 'content-type': 'application/json', 'x-api-key': partnerKey } }
  })
}

/** Calls per second; rejects where one is not answered by 202. */
async function sendAll(url: string, connections: number, calls: Call[]): Promise<number> {
  let at = 0
  const setupRequest = (request: object) => ({ ...request, ...calls[at++ % calls.length] })
  const startedAt = performance.now()
  let lastAt = startedAt
  const run = autocannon({
    url,
    connections,
    amount: calls.length,
    sampleInt: 100,
    method: 'POST',
    requests: [{ setupRequest }],
  })
  // The run itself only ends at its next sample.
  run.on('response', () => {
    lastAt = performance.now()
  })
  const result = await run
  if (result['2xx'] !== calls.length) throw new Error(`${url} answered ${JSON.stringify(result)}`)
  return calls.length / ((lastAt - startedAt) / 1_000)
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
