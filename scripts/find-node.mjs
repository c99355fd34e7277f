import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { withInstallLock } from './install-lock.mjs'
import { fail, say } from './run-child.mjs'
import { runNpm } from './run-npm.mjs'

const leastMajor = 24

/** The path of the Node that package.json pins; the one of this process where that is missing and this one will do. */
export async function findNode(root) {
  const found = findInstalled(root)
  if (found) return found
  if (isRecent(process.version)) return process.execPath
  await withInstallLock(root, async () => {
    say(`the Node.js ${leastMajor} that belongs to Passerelle is missing (install scripts are off?); fetching it …`)
    const args = ['rebuild', 'node', '--foreground-scripts', '--ignore-scripts=false']
    const result = await runNpm({ root, args })
    if (result.interruptCode !== null) process.exit(result.interruptCode)
    if (!findInstalled(root)) process.stderr.write(result.output)
  })
  return (
    findInstalled(root) ??
    fail(
      `Node.js ${leastMajor} is needed, this is ${process.version}, and npm's package "node" could not bring it: ` +
        `install Node.js ${leastMajor} yourself, or allow the install script of "node", then start again.`,
    )
  )
}

function findInstalled(root) {
  const end = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of [join('node', 'bin'), '.bin']) {
    const path = join(root, 'node_modules', folder, end)
    if (path === process.execPath && isRecent(process.version)) return path
    try {
      if (isRecent(execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })))
        return path
    } catch {}
  }
  return null
}

function isRecent(version) {
  return Number.parseInt(version.slice(1), 10) >= leastMajor
}
