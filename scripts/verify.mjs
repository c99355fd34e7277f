import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const plugin = join(root, 'plugin')

const steps = [
  { name: 'biome', command: 'node_modules/@biomejs/biome/bin/biome', args: ['ci', '--error-on-warnings', '.'] },
  { name: 'tsc', command: 'node_modules/typescript/bin/tsc', args: ['-b'] },
  { name: 'knip', command: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
  { name: 'phpcs', command: 'vendor/bin/phpcs', args: ['-q'], isPhp: true },
  {
    name: 'phpstan',
    command: 'vendor/bin/phpstan',
    args: ['analyse', '--no-progress', '--memory-limit=1G'],
    isPhp: true,
  },
]

function findMissing(step) {
  if (!step.isPhp) return null
  if (spawnSync('php', ['--version'], { stdio: 'ignore' }).status !== 0) return 'php is not installed'
  return existsSync(join(plugin, step.command)) ? null : 'run `composer install` in plugin/ first'
}

function runStep(step) {
  const missing = findMissing(step)
  if (missing) return { name: step.name, result: `left out: ${missing}`, isFailed: false }
  const startedAt = performance.now()
  const program = step.isPhp ? 'php' : process.execPath
  const cwd = step.isPhp ? plugin : root
  const { status } = spawnSync(program, [step.command, ...step.args], { cwd, stdio: 'inherit' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  return { name: step.name, result: `${status === 0 ? 'ok' : 'FAILED'} in ${seconds} s`, isFailed: status !== 0 }
}

const results = steps.map(runStep)
for (const { name, result } of results) console.log(`${name.padEnd(8)} ${result}`)
process.exit(results.some(({ isFailed }) => isFailed) ? 1 : 0)
