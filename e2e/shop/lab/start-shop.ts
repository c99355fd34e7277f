import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../../relay/test/factories.ts'
import { findShop, shopEnv } from './find-shop.ts'
import { constantsOf, labKey, layOut, loadPasserelle, php, setUpShop } from './lay-out-site.ts'
import { startMariaDb } from './start-mariadb.ts'

const plugin = fileURLToPath(new URL('../../../plugin', import.meta.url))

/** How a process ended: its exit code, or the signal that ended it. */
export type Ran = { status: number | NodeJS.Signals | null; stdout: string; stderr: string }
export type Step = <T>(name: string, args?: object) => Promise<T>
export type Shop = {
  url: string
  hasWooCommerce: boolean
  hasSubscriptions: boolean
  /** Does a step of `php/steps.php` in a web request, as the administrator. Throws what went wrong there. */
  step: Step
  /** The same in a PHP process of its own; `status` is its exit code or signal. */
  run: (name: string, args?: object) => Promise<Ran>
  /** A call of the shop's REST as the administrator. */
  rest: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ status: number; body: T }>
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** Each call that PHP made, as `<what it was doing> <address>`. */
  calls: () => string[]
  /** What PHP complained about, that names the plugin. */
  complaints: () => string[]
  stop: () => Promise<void>
}

export type ShopOptions = {
  /** Orders in tables of their own (else as posts), and kept in both. */
  isHpos?: boolean
  isSynced?: boolean
  workers?: number
  isDurable?: boolean
  constants?: Record<string, unknown>
  withPasserelle?: boolean
}

/**
 * A real WordPress on a MariaDB of its own, with the plugin as it stands in the checkout, and with WooCommerce and WooCommerce
 * Subscriptions where they are given. What it writes is in a folder that goes with it; the programs are copied or only read.
 */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const dir = mkdtempSync(join(tmpdir(), 'passerelle-shop-'))
  const ends: End[] = [async () => rmSync(dir, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return { ...(await build(dir, options, (end) => ends.push(end))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Of a step: its value, or what went wrong. Activating answers what could not be activated. */
type Answer = { value?: unknown; error?: string }
type End = () => Promise<void>

async function build(dir: string, options: ShopOptions, atEnd: (end: End) => void): Promise<Omit<Shop, 'stop'>> {
  const {
    isHpos = true,
    isSynced = false,
    workers = 3,
    isDurable = false,
    constants = {},
    withPasserelle = true,
  } = options
  const database = await startMariaDb(dir, { isDurable })
  atEnd(database.stop)
  const sources = findShop(dir)
  const port = await findFreePort()
  const root = join(dir, 'site')
  const url = `http://127.0.0.1:${port}`
  const log = join(dir, 'debug.log')
  layOut(root, sources.wordpress)
  const plugins = [sources.woocommerce, sources.subscriptions, withPasserelle ? plugin : null]
  const names = ['woocommerce', 'woocommerce-subscriptions', 'passerelle']
  for (const [n, from] of plugins.entries())
    if (from) symlinkSync(from, join(root, 'wp-content/plugins', names[n] ?? basename(from)))
  const site = { constants: { ...constantsOf({ url, socket: database.socket, log }), ...constants } }
  writeFileSync(join(root, 'site.json'), JSON.stringify(site))

  const env = { ...shopEnv, LAB_ROOT: root, LAB_HOST: `127.0.0.1:${port}`, PHP_CLI_SERVER_WORKERS: String(workers) }
  const settings = ['-d', 'memory_limit=512M', '-d', 'display_errors=stderr', '-d', 'opcache.enable_cli=1']
  const run: Shop['run'] = async (name, args = {}) => {
    // Not waited for in one go: the relay that it may call can be in this process.
    const child = spawn('php', [...settings, join(root, 'lab-run.php'), root, name], { env })
    child.stdin.end(JSON.stringify(args))
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
    const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    return { status: signal ?? code, stdout, stderr }
  }
  const mustRun = async (name: string, args: object = {}) => {
    const { status, stdout, stderr } = await run(name, args)
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stdout}${stderr}`)
    const { value, error } = JSON.parse(stdout.slice(Math.max(0, stdout.lastIndexOf('\n{')))) as Answer
    if (error !== undefined || (Array.isArray(value) && value.length > 0)) throw new Error(`${name}: ${error ?? value}`)
  }
  await mustRun('install')
  if (!sources.woocommerce && withPasserelle)
    writeFileSync(join(root, 'wp-content/mu-plugins/load-passerelle.php'), loadPasserelle)
  if (sources.woocommerce) {
    const wanted = ['woocommerce/woocommerce.php']
    if (sources.subscriptions) wanted.push('woocommerce-subscriptions/woocommerce-subscriptions.php')
    for (const one of wanted) await mustRun('activate', { plugins: [one] })
    await mustRun('php', { code: setUpShop(isHpos, isSynced) })
    if (withPasserelle) await mustRun('activate', { plugins: ['passerelle/passerelle.php'] })
  }
  await mustRun('php', {
    code: `update_option('permalink_structure', '/%postname%/'); flush_rewrite_rules(); return true;`,
  })

  const out = openSync(join(dir, 'php.log'), 'a')
  const server = spawn('php', [...settings, '-S', `127.0.0.1:${port}`, join(php, 'router.php')], {
    env,
    stdio: ['ignore', out, out],
    detached: true,
  })
  // Its workers with it, also where the test's process ends in the middle.
  const kill = () => {
    if (server.exitCode === null && server.signalCode === null && server.pid !== undefined)
      process.kill(-server.pid, 'SIGKILL')
  }
  process.once('exit', kill)
  atEnd(async () => {
    process.off('exit', kill)
    const ended = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : null
    kill()
    await ended
  })
  await waitFor(url, server)

  const step: Step = async (name, args = {}) => {
    const answer = await fetch(`${url}/`, {
      method: 'POST',
      headers: {
        'x-lab-user': '1',
        'x-lab-key': labKey,
        'x-lab-step': name,
        'content-type': 'application/octet-stream',
      },
      body: JSON.stringify(args),
    })
    const body = await answer.text()
    const read = JSON.parse(body.slice(Math.max(0, body.indexOf('{')))) as { value: never; error?: string }
    if (read.error !== undefined) throw new Error(`${name}: ${read.error}`)
    return read.value
  }
  return {
    url,
    hasWooCommerce: sources.woocommerce !== null,
    hasSubscriptions: sources.subscriptions !== null,
    step,
    run,
    async rest(method, path, body) {
      const answer = await fetch(`${url}/wp-json${path}`, {
        method,
        headers: { 'x-lab-user': '1', 'x-lab-key': labKey, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: JSON.parse(await answer.text()) }
    },
    fetch: (path, init) => fetch(url + path, init),
    calls: () => linesOf(join(root, 'wp-content/calls.log')),
    complaints: () =>
      linesOf(log).filter(
        (line) =>
          /plugins\/passerelle|plugin\/src|passerelle_|Passerelle\\\\/.test(line) && !/_load_textdomain/.test(line),
      ),
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

async function waitFor(url: string, server: ChildProcess): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    if (server.exitCode !== null) break
    if (
      await fetch(`${url}/wp-json/`)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      return
  }
  throw new Error(`the shop at ${url} does not answer`)
}
