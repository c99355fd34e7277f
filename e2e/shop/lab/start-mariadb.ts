import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { shopEnv } from './find-shop.ts'

export type MariaDb = { socket: string; stop: () => Promise<void> }

/**
 * A MariaDB of its own with the database `shop`, on a socket in `dir`, without a port. `isDurable`: it writes to disk at each commit, as a shop's does; a
 * killed PHP loses nothing either way.
 */
export async function startMariaDb(dir: string, { isDurable = false } = {}): Promise<MariaDb> {
  const data = join(dir, 'db')
  const socket = join(dir, 'db.sock')
  mkdirSync(data, { recursive: true })
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const made = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { env: shopEnv, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`mariadb-install-db failed: ${made.stdout}${made.stderr}`)
  const log = join(dir, 'db.log')
  const out = openSync(log, 'a')
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--pid-file=${join(dir, 'db.pid')}`,
      '--skip-networking',
      `--innodb-flush-log-at-trx-commit=${isDurable ? 1 : 0}`,
      '--character-set-server=utf8mb4',
      ...user,
    ],
    { env: shopEnv, stdio: ['ignore', out, out] },
  )
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  await waitForSocket(socket, server, log).catch((error) => {
    kill()
    throw error
  })
  return {
    socket,
    async stop() {
      process.off('exit', kill)
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
    },
  }
}

async function waitForSocket(socket: string, server: ChildProcess, log: string): Promise<void> {
  const make = `$c = @new mysqli('localhost', 'root', '', null, null, '${socket}'); exit($c->connect_errno || !$c->query('CREATE DATABASE IF NOT EXISTS shop') ? 1 : 0);`
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    if (server.exitCode !== null) break
    const { status } = spawnSync('php', ['-r', `mysqli_report(MYSQLI_REPORT_OFF); ${make}`], { env: shopEnv })
    if (status === 0) return
  }
  throw new Error(`MariaDB did not start: ${readFileSync(log, 'utf8').slice(-2_000)}`)
}
