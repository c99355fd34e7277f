// Runs on Node 18 and later with nothing installed: it installs, then starts the target under the project's own Node.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'
import { findNode } from './find-node.mjs'
import { fail, runChild } from './run-child.mjs'

const vitest = 'node_modules/vitest/vitest.mjs'

const dotenv = '--env-file-if-exists=.env'

const targets = {
  start: [dotenv, 'relay/src/main.ts'],
  relay: [dotenv, 'relay/src/cli/index.ts'],
  demo: ['e2e/demo/run.ts'],
  dev: [dotenv, '--watch', '--watch-preserve-output', 'relay/src/main.ts'],
  bench: ['e2e/bench/run.ts'],
  e2e: [vitest, 'run', '--project', 'e2e'],
  test: [vitest, 'run'],
  'test:php': ['scripts/test-php.mjs'],
  verify: ['scripts/verify.mjs'],
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name = '', ...args] = process.argv.slice(2)
if (!Object.hasOwn(targets, name)) {
  fail(`usage: node scripts/launch.mjs ${Object.keys(targets).join(' | ')} [arguments]`, 64)
}

await ensureInstalled(root)
const node = await findNode(root)
const path = [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH ?? ''].join(delimiter)
const { code } = await runChild(
  spawn(node, [...targets[name], ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } }),
)
process.exit(code)
