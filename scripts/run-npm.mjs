import { spawn } from 'node:child_process'
import { delimiter, join, sep } from 'node:path'
import { fail, runChild } from './run-child.mjs'

/** Runs the machine's npm in the checkout. Returns its exit code and everything that it printed. */
export async function runNpm({ root, args, onStart = () => {} }) {
  const isWindows = process.platform === 'win32'
  // Not from the packages here: npm is about to delete them, the Node that is among them too.
  const own = join(root, 'node_modules') + sep
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(own))
  const { NODE_ENV: _, ...env } = process.env
  const npm = spawn(isWindows ? 'npm.cmd' : 'npm', args, {
    cwd: root,
    env: { ...env, PATH: path.join(delimiter) },
    shell: isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks = []
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
  npm.once('spawn', () => onStart(npm.pid))
  try {
    const result = await runChild(npm)
    return { ...result, output: Buffer.concat(chunks).toString() }
  } catch (error) {
    return fail(`npm could not be started (${error.code}): it comes with Node.js, https://nodejs.org`)
  }
}
