import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { benchApply } from './apply.ts'
import { benchBackfill } from './backfill.ts'
import { describe, type Figure } from './compare.ts'
import { openBench } from './database.ts'
import { benchDeliver } from './deliver.ts'
import { benchIngest } from './ingest.ts'
import { benchShop } from './shop.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
})
const parts = {
  ingest: benchIngest,
  apply: benchApply,
  deliver: benchDeliver,
  backfill: benchBackfill,
  shop: benchShop,
}
const chosen = Object.entries(parts).filter(([name]) => values.only === undefined || values.only === name)
const options = {
  rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
  isQuick: values.quick,
  profileDir: values.profile,
}

const startedAt = performance.now()
const bench = await openBench((message) => process.stderr.write(`${message}\n`))
const figures: Figure[] = []
process.stdout.write(
  'Each figure: median of ours, of the floor, their ratio, and the least and greatest ratio of a round.\n',
)
try {
  for (const [, run] of chosen) {
    figures.push(...(await run(bench, options, (figure) => process.stdout.write(`${describe(figure)}\n`))))
  }
} finally {
  await bench.close()
}
const seconds = Math.round((performance.now() - startedAt) / 1_000)
process.stdout.write(`${options.rounds} rounds on ${availableParallelism()} cores in ${seconds} s\n`)
if (values.json !== undefined) {
  const report = {
    at: new Date().toISOString(),
    node: process.version,
    cores: availableParallelism(),
    ...options,
    figures,
  }
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
}
