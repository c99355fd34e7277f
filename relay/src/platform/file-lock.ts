import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { getProcessStart, isProcessAlive } from './process-info.ts'

type Owner = { pid: number; start: string | null; token: string }

const held = new Set<string>()

/**
 * Runs `run` while this process alone, on this machine, holds the lock file at `path`. A lock whose owner has died is
 * taken over. Rejects when the owner still holds it after `timeoutMs`.
 */
export async function withFileLock<T>(args: { path: string; timeoutMs: number }, run: () => Promise<T>): Promise<T> {
  const token = await takeLock(args)
  try {
    return await run()
  } finally {
    held.delete(token)
    await rm(args.path, { force: true })
  }
}

async function takeLock({ path, timeoutMs }: { path: string; timeoutMs: number }): Promise<string> {
  const owner: Owner = { pid: process.pid, start: await getProcessStart(process.pid), token: randomUUID() }
  const draft = `${path}.${owner.token}`
  const deadline = performance.now() + timeoutMs
  held.add(owner.token)
  try {
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
    for (;;) {
      // A link appears at once with its content, where an exclusive create could be read while still empty.
      if (await linkOrWrite(draft, path)) return owner.token
      const text = await readFile(path, 'utf8').catch(() => null)
      if (text !== null && (await isStale(path, text))) await removeStale(path, text, owner.token)
      else if (performance.now() > deadline) throw new Error(`${path} is held by another process: ${text}`)
      else if (text !== null) await sleep(50)
    }
  } catch (error) {
    held.delete(owner.token)
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function linkOrWrite(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error
      // Some shared and removable drives have no links.
      await writeFile(path, await readFile(draft), { mode: 0o600, flag: 'wx' })
    })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isStale(path: string, text: string): Promise<boolean> {
  const owner = parseOwner(text)
  // Being written just now, or left empty by a power cut.
  if (!owner) return (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs < Date.now() - 5000
  // The process id may be our own again after a restart in a container.
  if (owner.pid === process.pid) return !held.has(owner.token)
  if (!(await isProcessAlive(owner.pid))) return true
  const start = await getProcessStart(owner.pid)
  return owner.start !== null && start !== null && start !== owner.start
}

function parseOwner(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null
    if (typeof owner?.pid !== 'number' || typeof owner.token !== 'string') return null
    return { pid: owner.pid, start: typeof owner.start === 'string' ? owner.start : null, token: owner.token }
  } catch {
    return null
  }
}

async function removeStale(path: string, staleText: string, token: string): Promise<void> {
  const aside = `${path}.stale.${token}`
  if (
    !(await rename(path, aside).then(
      () => true,
      () => false,
    ))
  )
    return
  // Somebody may have replaced the stale lock since it was read: theirs goes back.
  const isSame = (await readFile(aside, 'utf8').catch(() => staleText)) === staleText
  if (!isSame) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}
