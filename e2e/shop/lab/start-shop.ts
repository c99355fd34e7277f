import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../../relay/test/factories.ts'
import { findShop, shopEnv } from './find-shop.ts'
import { startMariaDb } from './start-mariadb.ts'

const php = fileURLToPath(new URL('php', import.meta.url))
const plugin = fileURLToPath(new URL('../../../plugin', import.meta.url))
const labKey = 'lab-key'

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
  const {
    isHpos = true,
    isSynced = false,
    workers = 3,
    isDurable = false,
    constants = {},
    withPasserelle = true,
  } = options
  const dir = mkdtempSync(join(tmpdir(), 'passerelle-shop-'))
  const database = await startMariaDb(dir, { isDurable })
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
    return JSON.parse(stdout.slice(Math.max(0, stdout.lastIndexOf('\n{')))) as { value?: unknown; error?: string }
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
    async stop() {
      if (server.exitCode === null && server.pid !== undefined) {
        const ended = once(server, 'exit')
        process.kill(-server.pid, 'SIGTERM')
        await ended
      }
      await database.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function layOut(root: string, wordpress: string): void {
  mkdirSync(root, { recursive: true })
  // Programs find wp-config.php by their own real path, so that a link to the folder would not do.
  for (const name of readdirSync(wordpress)) {
    if (name === 'wp-content' || name === 'wp-config.php') continue
    cpSync(join(wordpress, name), join(root, name), { recursive: true, dereference: true })
  }
  for (const name of ['plugins', 'mu-plugins/lab', 'uploads'])
    mkdirSync(join(root, 'wp-content', name), { recursive: true })
  symlinkSync(join(wordpress, 'wp-content/themes'), join(root, 'wp-content/themes'))
  cpSync(join(php, 'wp-config.php'), join(root, 'wp-config.php'))
  cpSync(join(php, 'run.php'), join(root, 'lab-run.php'))
  cpSync(join(php, 'lab.php'), join(root, 'wp-content/mu-plugins/lab.php'))
  for (const name of ['card.php', 'steps.php', 'dump.php', 'backup.php'])
    cpSync(join(php, name), join(root, 'wp-content/mu-plugins/lab', name))
}

const loadPasserelle = `<?php
$lab_file = WP_PLUGIN_DIR . '/passerelle/passerelle.php';
wp_register_plugin_realpath( $lab_file );
require_once $lab_file;
`

const constantsOf = ({ url, socket, log }: { url: string; socket: string; log: string }) => ({
  DB_NAME: 'shop',
  DB_USER: 'root',
  DB_PASSWORD: '',
  DB_HOST: `localhost:${socket}`,
  DB_CHARSET: 'utf8mb4',
  DB_COLLATE: '',
  AUTH_KEY: 'lab auth key, long enough to seal with',
  SECURE_AUTH_KEY: 'lab secure auth key',
  LOGGED_IN_KEY: 'lab logged in key',
  NONCE_KEY: 'lab nonce key',
  WP_HOME: url,
  WP_SITEURL: url,
  WP_DEBUG: true,
  WP_DEBUG_LOG: log,
  WP_DEBUG_DISPLAY: false,
  DISABLE_WP_CRON: true,
  AUTOMATIC_UPDATER_DISABLED: true,
  WP_MEMORY_LIMIT: '512M',
  LAB_KEY: labKey,
  PASSERELLE_ALLOW_LOCAL_RELAY: true,
})

const setUpShop = (isHpos: boolean, isSynced: boolean) => `
  update_option('timezone_string', 'Europe/Paris');
  update_option('woocommerce_coming_soon', 'no');
  update_option('woocommerce_currency', 'EUR'); update_option('woocommerce_default_country', 'FR');
  update_option('woocommerce_calc_taxes', 'yes'); update_option('woocommerce_prices_include_tax', 'yes');
  update_option('woocommerce_enable_signup_and_login_from_checkout', 'yes');
  update_option('woocommerce_subscriptions_enable_retry', 'yes');
  // A new shop is given tables for its orders with the first look at its admin.
  update_option('woocommerce_newly_installed', 'no');
  update_option('woocommerce_custom_orders_table_enabled', '${isHpos ? 'yes' : 'no'}');
  update_option('woocommerce_custom_orders_table_data_sync_enabled', '${isSynced ? 'yes' : 'no'}');
  WC_Tax::_insert_tax_rate(array('tax_rate_country' => 'FR', 'tax_rate' => '20', 'tax_rate_name' => 'TVA', 'tax_rate_class' => ''));
  return get_option('woocommerce_custom_orders_table_enabled');`

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
