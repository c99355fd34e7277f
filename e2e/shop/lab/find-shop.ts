import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { unzipSync } from 'fflate'

/** Folders that are only read. */
export type ShopSources = { wordpress: string; woocommerce: string | null; subscriptions: string | null }

const programs = ['php', 'mariadbd', 'mariadb-install-db', 'my_print_defaults']
const extensions = ['curl', 'mbstring', 'mysqli', 'posix']
// Debian keeps mariadbd where only root looks.
const path = [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter)
export const shopEnv: NodeJS.ProcessEnv = { ...process.env, PATH: path }

/**
 * Why no shop can be started here, in words for whoever reads the test's output; null where one can. A real WooCommerce is asked
 * for with `needsWooCommerce`; no registry carries it, so that it comes by path or zip.
 */
export function whyNoShop({ needsWooCommerce = false } = {}): string | null {
  if (process.platform === 'win32') return 'MariaDB on a Unix socket is needed, and this is Windows'
  const missing = programs.filter((name) => !path.split(delimiter).some((folder) => existsSync(join(folder, name))))
  if (missing.length > 0) return `${missing.join(', ')} not found`
  const loaded = spawnSync('php', ['-m'], { encoding: 'utf8', env: shopEnv }).stdout.toLowerCase().split(/\s+/)
  const absent = extensions.filter((name) => !loaded.includes(name))
  if (absent.length > 0) return `php lacks ${absent.join(', ')}`
  if (!process.env.WORDPRESS_DIR) return 'WORDPRESS_DIR is not set; give it a WordPress 6.9 or newer, folder or zip'
  if (needsWooCommerce && !process.env.WOOCOMMERCE_DIR)
    return 'WOOCOMMERCE_DIR is not set; give it a built WooCommerce 10.0 or newer, folder or zip'
  return null
}

/** The programs of the shop, from WORDPRESS_DIR, WOOCOMMERCE_DIR and WOOCOMMERCE_SUBSCRIPTIONS_DIR; zips are unpacked in `dir`. */
export function findShop(dir: string): ShopSources {
  const find = (variable: string, file: string) => {
    const given = process.env[variable]
    return given ? locate(variable, given, file, dir) : null
  }
  const wordpress = find('WORDPRESS_DIR', 'wp-settings.php')
  if (wordpress === null) throw new Error('WORDPRESS_DIR is not set')
  return {
    wordpress,
    woocommerce: find('WOOCOMMERCE_DIR', 'woocommerce.php'),
    subscriptions: find('WOOCOMMERCE_SUBSCRIPTIONS_DIR', 'woocommerce-subscriptions.php'),
  }
}

function locate(variable: string, given: string, file: string, dir: string): string {
  const folder = statSync(given).isFile() ? unpack(given, join(dir, variable.toLowerCase())) : given
  const found = [folder, ...readdirSync(folder).map((name) => join(folder, name))].find((at) =>
    existsSync(join(at, file)),
  )
  if (!found) throw new Error(`${variable} is ${given}, and there is no ${file} in it`)
  return found
}

function unpack(zip: string, to: string): string {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    if (name.endsWith('/') || name.includes('..')) continue
    const target = join(to, name)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
  }
  return to
}
