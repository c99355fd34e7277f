import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail, say } from './run-child.mjs'

/**
 * Runs `run` while no other launch of this checkout installs. The lock is a folder that names the launcher and, once
 * it runs, npm: an npm that outlived a killed launcher is waited for.
 */
export async function withInstallLock(root, run) {
  const folder = join(root, '.passerelle', 'install-lock')
  const isTakenOver = await takeLock(root, folder)
  const release = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', release)
  const owners = [process.pid]
  const write = () => writeFileSync(join(folder, 'owners.json'), JSON.stringify(owners.map(describe)))
  write()
  await run({ isTakenOver, addOwner: (pid) => write(owners.push(pid)) })
  process.off('exit', release)
  release()
}

async function takeLock(root, folder) {
  let isTakenOver = false
  let isWaiting = false
  for (;;) {
    try {
      mkdirSync(join(root, '.passerelle'), { recursive: true })
      mkdirSync(folder)
      return isTakenOver
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot write to ${root} (${error.code}): use a checkout of your own.`)
    }
    if (isStale(folder)) {
      isTakenOver = true
      removeStale(folder)
      continue
    }
    if (!isWaiting) say('another start is installing the packages; waiting for it …')
    isWaiting = true
    await sleep(200)
  }
}

function removeStale(folder) {
  const aside = `${folder}-stale-${process.pid}`
  try {
    renameSync(folder, aside)
  } catch {
    return
  }
  rmSync(aside, { recursive: true, force: true })
}

function isStale(folder) {
  try {
    const owners = JSON.parse(readFileSync(join(folder, 'owners.json'), 'utf8'))
    return !owners.some(isAlive)
  } catch {
    // Not written yet, or its owner died before that.
    return (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < Date.now() - 5000
  }
}

/** A process id with its start time, where the system tells: the number alone may be somebody else's after a reboot. */
function describe(pid) {
  return { pid, start: readStart(pid) }
}

function isAlive({ pid, start }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  return readStart(pid) === start
}

function readStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'ended' : fields[19]
  } catch {
    return null
  }
}
