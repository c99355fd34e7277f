import { randomUUID } from 'node:crypto'
import { chown, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  findRunAs,
  type PostgresBinaries,
  preparePostgresBinaries,
  type RunAs,
  runPostgresProgram,
} from './embedded-postgres-binaries.ts'
import * as folders from './embedded-postgres-folder.ts'
import {
  ensureDatabase,
  findServer,
  isAnswering,
  launchServer,
  makeUrl,
  readPostmaster,
  stopServer,
} from './embedded-postgres-server.ts'
import { withFileLock } from './file-lock.ts'

/** `url` is for the superuser and the database `passerelle`; `wasRunning` is true when the server was adopted. */
export type EmbeddedPostgres = { url: string; dataDir: string; wasRunning: boolean; stop: () => Promise<void> }

const database = 'passerelle'

/**
 * Starts, or adopts, the one PostgreSQL server that belongs to `dataDir`, and makes its cluster at the first call. The
 * server outlives this process until `stop`, which ends it for everybody and may be called twice. `settings` are
 * PostgreSQL's own and only matter to a server that is started. Rejects with a sentence for the reader.
 */
export async function startEmbeddedPostgres(args: {
  dataDir: string
  settings?: Record<string, string>
  onProgress?: (message: string) => void
}): Promise<EmbeddedPostgres> {
  const { dataDir, settings = {}, onProgress = () => {} } = args
  const folder = await folders.openDataFolder(dataDir)
  return withLock(folder, async () => {
    const cluster = (await findCluster(folder, onProgress)) ?? (await makeCluster(folder, onProgress))
    const { password, clusterDir, runAs } = cluster
    const running = await findServer(cluster)
    const binDir = running ? cluster.binDir : (await prepareBinaries({ folder, clusterDir, runAs })).binDir
    if (!running) onProgress('starting the database')
    const logPath = join(folder, folders.logFile)
    const { pid, port } =
      running ?? (await launchServer({ binDir, clusterDir, logPath, runAs, preferredPort: cluster.port, settings }))
    await folders.writeState(folder, { port, clusterDir, binDir })
    await ensureDatabase({ port, password, database })
    const stop = () =>
      withLock(folder, async () => {
        if ((await readPostmaster(clusterDir))?.pid === pid) await stopServer({ binDir, clusterDir, runAs })
      })
    return { url: makeUrl({ port, password, database }), dataDir: folder, wasRunning: running !== null, stop }
  })
}

/** The address of the running server that belongs to `dataDir`; null where none runs. Starts and changes nothing. */
export async function findEmbeddedPostgres({ dataDir }: { dataDir: string }): Promise<{ url: string } | null> {
  const folder = await realpath(dataDir).catch(() => null)
  const state = folder && (await folders.readState(folder))
  const password = folder && (await folders.readPassword(folder))
  if (!state || !password) return null
  const postmaster = await readPostmaster(state.clusterDir)
  // An ordinary user cannot look into the cluster that root's server keeps; the port in the state file serves as well.
  const port = postmaster?.port || state.port
  if (!(await isAnswering({ clusterDir: state.clusterDir, password, port }))) return null
  return { url: makeUrl({ port, password, database }) }
}

/** Stops the server that belongs to `dataDir` and deletes its cluster, wherever that lies. The folder itself stays. */
export async function removeEmbeddedPostgres({ dataDir }: { dataDir: string }): Promise<void> {
  const folder = await folders.openDataFolder(dataDir)
  await withLock(folder, async () => {
    const cluster = await findCluster(folder, () => {})
    if (!cluster) return
    if (await findServer(cluster)) await stopServer(cluster)
    await folders.deleteCluster(folder, cluster.clusterDir)
  })
}

const withLock = <T>(folder: string, run: () => Promise<T>) =>
  withFileLock({ path: join(folder, 'postgres.lock'), timeoutMs: 180_000 }, run)

type Cluster = { clusterDir: string; binDir: string; port: number; password: string; runAs: RunAs }

async function findCluster(folder: string, onProgress: (message: string) => void): Promise<Cluster | null> {
  const password = await folders.readPassword(folder)
  const inside = folders.insideCluster(folder)
  const isInside = password !== null && (await folders.exists(join(inside, 'PG_VERSION')))
  const state = (await folders.readState(folder)) ?? (isInside ? { port: 0, clusterDir: inside, binDir: '' } : null)
  if (!state) return null
  if (!(await folders.exists(join(state.clusterDir, 'PG_VERSION')))) {
    if (state.port) onProgress(`the database is no longer at ${state.clusterDir}; an empty one is made`)
    return null
  }
  if (!password) throw new Error(`${folder} has lost the password of its database, the file postgres.password.`)
  return { ...state, password, runAs: await folders.findOwner(state.clusterDir) }
}

async function makeCluster(folder: string, onProgress: (message: string) => void): Promise<Cluster> {
  onProgress(`making a database in ${folder}`)
  const runAs = await findRunAs()
  const { binDir } = await prepareBinaries({ folder, clusterDir: null, runAs })
  for (const clusterDir of await folders.listForgottenClusters(folder)) {
    await stopServer({ binDir, clusterDir, runAs: await folders.findOwner(clusterDir) })
    onProgress(`${dirname(clusterDir)} holds a former database of this folder; delete it when nobody needs it any more`)
  }
  const password = await folders.makePassword(folder)
  const clusterDir = await folders.placeCluster(folder, runAs)
  await folders.writeState(folder, { port: 0, clusterDir, binDir })
  await initCluster({ binDir, clusterDir, password, runAs })
  return { clusterDir, binDir, port: 0, password, runAs }
}

/** Made beside and renamed, so that a cluster that is there is whole. */
async function initCluster(args: {
  binDir: string
  clusterDir: string
  password: string
  runAs: RunAs
}): Promise<void> {
  const { binDir, clusterDir, password, runAs } = args
  const drafts = `${clusterDir}.new-`
  for (const name of await readdir(dirname(clusterDir))) {
    const path = join(dirname(clusterDir), name)
    if (path.startsWith(drafts)) await rm(path, { recursive: true, force: true })
  }
  const draft = `${drafts}${randomUUID()}`
  const passwordFile = `${draft}.password`
  try {
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' })
    if (runAs) await chown(passwordFile, runAs.uid, runAs.gid)
    // The builtin provider sorts by code point on every system, also where the C library has no C.UTF-8.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    const options = ['-D', draft, ...locale, ...access, '--no-instructions']
    await runPostgresProgram({ binDir, name: 'initdb', args: options, runAs })
    await rename(draft, clusterDir)
  } catch (cause) {
    await rm(draft, { recursive: true, force: true })
    throw new Error(`The database could not be made: ${(cause as Error).message}`, { cause })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function prepareBinaries(args: {
  folder: string
  clusterDir: string | null
  runAs: RunAs
}): Promise<PostgresBinaries> {
  const { folder, clusterDir, runAs } = args
  const caches = folders.listCaches(folder, runAs)
  const binaries = await preparePostgresBinaries({ caches, isInPlaceAllowed: runAs === null, runAs })
  const found = clusterDir && (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim()
  if (found && found !== binaries.major) {
    throw new Error(
      `The database in ${clusterDir} was made by PostgreSQL ${found}, and this Passerelle brings PostgreSQL ` +
        `${binaries.major}. Export it with the Passerelle that made it, or set PASSERELLE_DATA_DIR to a new folder.`,
    )
  }
  return binaries
}
