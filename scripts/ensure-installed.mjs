import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withInstallLock } from './install-lock.mjs'
import { fail, say } from './run-child.mjs'
import { runNpm } from './run-npm.mjs'

/** Installs what package-lock.json names, development tools included, unless exactly that is installed. */
export async function ensureInstalled(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (isInstalled(root, hash)) return
  checkWritable(root)
  await withInstallLock(root, async ({ isTakenOver, addOwner }) => {
    if (isInstalled(root, hash)) return
    say('installing the packages of package-lock.json (npm ci), up to a minute or two …')
    for (const path of [stampOf(root), hiddenLockOf(root)]) rmSync(path, { force: true })
    let result = await runNpm({ root, args: ['ci', '--include=dev', '--no-audit', '--no-fund'], onStart: addOwner })
    // Install scripts of a killed npm may have written into folders that the new one was about to delete.
    if (result.code !== 0 && isTakenOver && result.interruptCode === null) {
      result = await runNpm({ root, args: ['ci', '--include=dev', '--no-audit', '--no-fund'], onStart: addOwner })
    }
    if (result.interruptCode !== null) process.exit(result.interruptCode)
    if (result.code !== 0) {
      process.stderr.write(result.output)
      fail('npm ci failed; what it printed is above. The next start tries again.', result.code)
    }
    writeFileSync(stampOf(root), hash)
  })
}

const stampOf = (root) => join(root, 'node_modules', '.passerelle-lock-hash')
const hiddenLockOf = (root) => join(root, 'node_modules', '.package-lock.json')

function isInstalled(root, hash) {
  if (readText(stampOf(root)) === hash) return true
  if (!isInstalledByHand(root)) return false
  try {
    writeFileSync(stampOf(root), hash)
  } catch {}
  return true
}

/** npm writes its own record last; somebody who ran `npm ci` or `npm install` need not wait for a second one. */
function isInstalledByHand(root) {
  const record = readText(hiddenLockOf(root))
  if (!record) return false
  const { packages: found } = JSON.parse(record)
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional) return true
    return found[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))
  })
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function checkWritable(root) {
  for (const path of [root, join(root, 'node_modules')]) {
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.W_OK)
    } catch (error) {
      fail(
        `packages must be installed, but this user cannot write to ${path} (${error.code}): ` +
          'use a checkout of your own, or let its owner run this once.',
      )
    }
  }
}
