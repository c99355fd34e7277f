import { createDeliver } from '@passerelle/relay/src/platform/deliver.ts'

/** The least that a sender can be: the relay's own HTTP client in a loop, with nothing to read before and nothing to keep after. */
const deliver = createDeliver({ allowedPrivateNetworks: ['127.0.0.0/8'] })

process.on('message', async (work: { url: string; bodies: string[]; concurrency: number }) => {
  const { url, bodies, concurrency } = work
  const startedAt = performance.now()
  let at = 0
  const loop = async () => {
    for (let body = bodies[at++]; body !== undefined; body = bodies[at++]) {
      const headers = { 'content-type': 'application/json' }
      const exchange = await deliver({ method: 'POST', url, headers, body })
      if (exchange.kind !== 'response' || exchange.status !== 200) throw new Error(JSON.stringify(exchange))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
  process.send?.({ seconds: (performance.now() - startedAt) / 1_000 })
})
for (const end of ['SIGTERM', 'disconnect']) process.on(end, () => process.exit(0))
