import { addConnection } from '@passerelle/relay/src/cli/add-connection.ts'
import { type Credentials, restRequest } from '@passerelle/relay/src/connectors/woocommerce/rest-request.ts'
import { createOrganisation } from '@passerelle/relay/src/domain/organisations/create-organisation.ts'
import { readConfig } from '@passerelle/relay/src/platform/config.ts'
import { requestJob } from '@passerelle/relay/src/sync/request-job.ts'
import { type Child, startChild } from './child.ts'
import { compare, type Figure } from './compare.ts'
import type { Bench } from './database.ts'
import type { Options } from './ingest.ts'

const products = 1_000
const pageSize = 100
/** What a page of 100 took the recorded shop: 1,067 products in 4.47 s. */
const recordedMs = 410

/** Products per second from the asked-for job to everything applied, against a bare loop that fetches and parses the same pages. */
export async function benchBackfill(
  bench: Bench,
  options: Options,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  const relay = startChild({ script: 'relay-worker.ts', env: bench.env, profileDir: options.profileDir })
  const figures: Figure[] = []
  try {
    for (const [name, delayMs, aim] of [
      ['backfill of 1,000 products, instant shop', 0, 0.2],
      ['backfill of 1,000 products, shop as recorded', recordedMs, 0.6],
    ] as const) {
      const shop = startChild({ script: 'shop-rest.ts', env: { DELAY_MS: String(delayMs) } })
      try {
        const credentials = await shop.ask<Credentials>({})
        const figure = await compare({
          name,
          unit: 'things/s',
          aim,
          rounds: options.rounds,
          sides: {
            ours: async (round) => products / (await backfill(bench, relay, credentials, `${name} ${round}`)),
            floor: async () => products / (await fetchPages(credentials)),
          },
        })
        const seconds = (products / figure.ours).toFixed(1)
        figures.push({ ...figure, note: `R1.7: 1,000 products in ${seconds} s, of the 300 s that they may take` })
        onFigure(figure)
        process.stdout.write(`R1.7: 1,000 products in ${seconds} s, of the 300 s that they may take\n`)
      } finally {
        await shop.stop()
      }
    }
  } finally {
    await relay.stop()
  }
  return figures
}

/** Seconds from the start of the worker to the end of the job. */
async function backfill(bench: Bench, relay: Child, credentials: Credentials, name: string): Promise<number> {
  const { platform, admin } = bench
  const { id } = await createOrganisation(platform, { name, timeZone: 'Europe/Paris', currency: 'EUR' })
  const given = Object.entries({
    url: credentials.url,
    consumer_key: credentials.key,
    consumer_secret: credentials.secret,
  }).map(([key, value]) => ({ key, value }))
  const config = readConfig(bench.env)
  const connection = await addConnection(platform, config, {
    organisationId: id,
    connector: 'woocommerce',
    name,
    given,
  })
  const job = { connectionId: connection.id, kind: 'backfill', nouns: ['product'], createdBy: 'bench' } as const
  const jobId = await platform.db.inOrganisation(id, (tx) => requestJob(tx, id, job))
  await bench.settle()
  const { startedAt } = await relay.ask<{ startedAt: number }>({ type: 'start' })
  let finishedAt: Date | null = null
  for (const until = Date.now() + 60_000; finishedAt === null; ) {
    const [row] = await admin<{ finished_at: Date | null; changed: number; failed: number }[]>`
      select finished_at, changed, failed from jobs where id = ${jobId}`
    finishedAt = row?.finished_at ?? null
    if (finishedAt && (row?.changed ?? 0) + (row?.failed ?? 0) !== products) throw new Error(JSON.stringify(row))
    if (Date.now() > until) throw new Error('the job does not end')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await relay.ask({ type: 'stop' })
  return (finishedAt.getTime() - startedAt) / 1_000
}

async function fetchPages(credentials: Credentials): Promise<number> {
  const startedAt = performance.now()
  let count = 0
  for (let offset = 0; offset < products; offset += pageSize) {
    const query = { orderby: 'id', order: 'asc', per_page: String(pageSize), offset: String(offset) }
    const { url, headers } = restRequest({ credentials, path: 'products', query, now: new Date() })
    const answer = await fetch(url, { headers })
    count += (JSON.parse(await answer.text()) as unknown[]).length
  }
  if (count !== products) throw new Error(`${count} products came`)
  return (performance.now() - startedAt) / 1_000
}
