// Runs on Node 18 and later with nothing installed: it installs, then starts the target under the project's own Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'
import { findNode } from './find-node.mjs'
import { fail, runChild } from './run-child.mjs'

const vitest = 'node_modules/vitest/vitest.mjs'

const targets = {
  // A small young generation: V8 would take 150 MB more for the relay, and be no faster.
  start: ['--max-semi-space-size=4', 'relay/src/main.ts'],
  relay: ['relay/src/cli/index.ts'],
  demo: ['e2e/demo/run.ts'],
  dev: ['--watch', '--watch-preserve-output', 'relay/src/main.ts'],
  bench: ['e2e/bench/run.ts'],
  e2e: [vitest, 'run', '--project', 'e2e'],
  test: [vitest, 'run'],
  'test:php': ['scripts/test-php.mjs'],
  'test:faults': [vitest, 'run', '--config', 'e2e/faults/vitest.config.ts'],
  build: ['scripts/build-plugin.mjs'],
  i18n: ['scripts/translate.mjs'],
  'api:client': ['scripts/generate-client.mjs'],
  zip: ['scripts/build-plugin.mjs', '--zip'],
  verify: ['scripts/verify.mjs'],
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name = '', ...args] = process.argv.slice(2)
if (!Object.hasOwn(targets, name)) {
  fail(`usage: node scripts/launch.mjs ${Object.keys(targets).join(' | ')} [arguments]`, 64)
}

// Node's own flag for it would say so each time where there is no file.
const isRelay = ['start', 'relay', 'dev'].includes(name)
const flags = isRelay && existsSync(join(root, '.env')) ? ['--env-file=.env'] : []

await ensureInstalled(root)
const node = await findNode(root)
const path = [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH ?? ''].join(delimiter)
const { code } = await runChild(
  spawn(node, [...flags, ...targets[name], ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  }),
)
process.exit(code)
