import { createHash, randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { RunAs } from './embedded-postgres-binaries.ts'

/** What `postgres.json` in the data folder holds. `dataDir` tells a copied folder from the one that it was copied from. */
export type PostgresState = { port: number; clusterDir: string; binDir: string; dataDir: string }

const stateFile = 'postgres.json'
const passwordFile = 'postgres.password'

/** As root, the first folder of these that is root's own; ordinary users may not write into it. */
const systemFolders = ['/var/lib/passerelle', '/var/tmp/passerelle']

export const logFile = 'postgres.log'

/** Beside a cluster outside: a file that names the data folder that it belongs to, also after that folder was moved. */
const ownerEnding = '.data-dir'

const isMissing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Makes the data folder where it is missing. Returns its real path; rejects with advice when it cannot be written to. */
export async function openDataFolder(dataDir: string): Promise<string> {
  const probe = join(dataDir, `.write-test-${process.pid}`)
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await writeFile(probe, '')
    await rm(probe, { force: true })
    return await realpath(dataDir)
  } catch (cause) {
    throw new Error(
      `The data folder ${resolve(dataDir)} cannot be written to (${(cause as NodeJS.ErrnoException).code}): ` +
        'set PASSERELLE_DATA_DIR to a folder that this user may write to.',
      { cause },
    )
  }
}

/** Null when the folder holds no server's state yet, or only that of the folder that it was copied from. */
export async function readState(folder: string): Promise<PostgresState | null> {
  const text = await readOwn(folder, stateFile)
  if (text === null) return null
  const state = parseState(text, join(folder, stateFile))
  const isCopy =
    state.dataDir !== folder && isAbsolute(state.clusterDir) && (await exists(join(state.dataDir, stateFile)))
  return isCopy ? null : { ...state, clusterDir: resolve(folder, state.clusterDir) }
}

export async function writeState(folder: string, state: Omit<PostgresState, 'dataDir'>): Promise<void> {
  const isOutside = state.clusterDir !== insideCluster(folder)
  const clusterDir = isOutside ? state.clusterDir : 'postgres'
  if (isOutside && process.geteuid?.() === 0) await writeFile(`${dirname(clusterDir)}${ownerEnding}`, folder)
  await writeOwn(folder, stateFile, `${JSON.stringify({ ...state, clusterDir, dataDir: folder }, null, 2)}\n`)
}

/** Where a cluster inside the data folder lies, or would lie. */
export const insideCluster = (folder: string) => join(folder, 'postgres')

export async function readPassword(folder: string): Promise<string | null> {
  return (await readOwn(folder, passwordFile))?.trim() ?? null
}

export async function makePassword(folder: string): Promise<string> {
  const password = randomBytes(24).toString('hex')
  await writeOwn(folder, passwordFile, password)
  return password
}

/** Where binaries may be copied to, best first; each is made when it is asked for, null where it cannot be used. */
export function listCaches(folder: string, runAs: RunAs): (() => Promise<string | null>)[] {
  if (runAs) return [findSystemFolder]
  const shared = join(tmpdir(), `passerelle-${process.geteuid?.() ?? 'binaries'}`)
  return [async () => folder, async () => ((await isOwnFolder(shared)) ? shared : null)]
}

/**
 * A folder for a new cluster, not made yet, in a parent that `runAs` may write to. For root's sake outside the data
 * folder: the user that PostgreSQL runs as cannot enter a checkout that only its owner may enter.
 */
export async function placeCluster(folder: string, runAs: RunAs): Promise<string> {
  if (!runAs) return insideCluster(folder)
  const parent = await findSystemFolder()
  if (!parent) throw new Error(`None of ${systemFolders.join(', ')} can be used for the database: set DATABASE_URL.`)
  for (const { home, owner } of await listHomes(folder)) {
    // What was killed before its cluster was whole.
    if (!(await exists(join(home, 'cluster'))))
      for (const path of [home, owner]) await rm(path, { recursive: true, force: true })
  }
  const home = await mkdtemp(join(parent, `${hashOf(folder)}-`))
  await chown(home, runAs.uid, runAs.gid)
  return join(home, 'cluster')
}

/** Clusters outside the data folder that were made for it and that it has forgotten, because it was deleted since. */
export async function listForgottenClusters(folder: string): Promise<string[]> {
  const clusters = (await listHomes(folder)).map(({ home }) => join(home, 'cluster'))
  const found = await Promise.all(clusters.map(exists))
  return clusters.filter((_, index) => found[index])
}

async function listHomes(folder: string): Promise<{ home: string; owner: string }[]> {
  const homes: { home: string; owner: string }[] = []
  for (const parent of systemFolders) {
    for (const name of await readdir(parent).catch(() => [])) {
      if (!name.startsWith(`${hashOf(folder)}-`) || !name.endsWith(ownerEnding)) continue
      const owner = join(parent, name)
      if ((await readFile(owner, 'utf8')) === folder) homes.push({ home: owner.slice(0, -ownerEnding.length), owner })
    }
  }
  return homes
}

/** Deletes a cluster and what the data folder holds of it. Its server must have been stopped. */
export async function deleteCluster(folder: string, clusterDir: string): Promise<void> {
  const isOutside = clusterDir !== insideCluster(folder)
  await rm(isOutside ? dirname(clusterDir) : clusterDir, { recursive: true, force: true })
  if (isOutside) await rm(`${dirname(clusterDir)}${ownerEnding}`, { force: true })
  for (const name of [stateFile, passwordFile, logFile, `${logFile}.1`]) await rm(join(folder, name), { force: true })
}

/** The owner of an existing cluster is the user that its server must run as. Null when this process is not root. */
export async function findOwner(clusterDir: string): Promise<RunAs> {
  if (process.geteuid?.() !== 0) return null
  const { uid, gid } = await stat(clusterDir)
  if (uid === 0) throw new Error(`${clusterDir} belongs to root, and PostgreSQL refuses to run as root.`)
  return { uid, gid }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw otherUser(path, error)
  }
}

const hashOf = (folder: string) => createHash('sha256').update(folder).digest('hex').slice(0, 12)

async function findSystemFolder(): Promise<string | null> {
  for (const path of systemFolders) if (await isOwnFolder(path)) return path
  return null
}

/** Nobody else may be able to swap what lies in it. */
async function isOwnFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { recursive: true })
    const found = await lstat(path)
    if (!found.isDirectory() || (process.geteuid && found.uid !== process.geteuid())) return false
    await chmod(path, 0o755)
    return true
  } catch {
    return false
  }
}

function parseState(text: string, path: string): PostgresState {
  try {
    return JSON.parse(text) as PostgresState
  } catch (cause) {
    throw new Error(`${path}, which says where the database lies, is damaged.`, { cause })
  }
}

async function readOwn(folder: string, name: string): Promise<string | null> {
  const path = join(folder, name)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw otherUser(path, error)
  }
}

function otherUser(path: string, cause: unknown): Error {
  const why = (cause as NodeJS.ErrnoException).code
  return new Error(`${path} cannot be read (${why}): the data folder was probably made by another user.`, { cause })
}

/** Written beside and renamed, so that it is never half there; root leaves it to the folder's owner. */
async function writeOwn(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `${name}.${process.pid}.new`)
  await rm(draft, { force: true })
  await writeFile(draft, text, { mode: 0o600 })
  if (process.geteuid?.() === 0) {
    const { uid, gid } = await stat(folder)
    await chown(draft, uid, gid)
  }
  await rename(draft, join(folder, name))
}
