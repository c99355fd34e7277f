// npm run test:php [-- PHPUnit's own arguments]: the plugin's tests against the WordPress in WORDPRESS_DIR, and the
// WooCommerce in WOOCOMMERCE_DIR where that is set.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const extensions = ['dom', 'mbstring', 'mysqli', 'posix', 'xmlwriter']
const plugin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'plugin')
const args = process.argv.slice(2)
const env = {
  ...process.env,
  // Debian keeps mariadbd where only root looks.
  PATH: [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter),
  COMPOSER_ALLOW_SUPERUSER: '1',
}

function isOnPath(program) {
  return env.PATH.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)))
}

function findReasonToSkip() {
  if (process.platform === 'win32') return 'they need MariaDB on a Unix socket, and this is Windows'
  if (!isOnPath('php')) return 'php is not installed'
  const loaded = spawnSync('php', ['-m'], { encoding: 'utf8', env }).stdout.toLowerCase().split(/\s+/)
  const absent = extensions.filter((name) => !loaded.includes(name))
  if (absent.length > 0) return `php lacks the extension ${absent.join(', ')}`
  if (!process.env.WORDPRESS_DIR) return 'WORDPRESS_DIR is not set; give it the folder of a WordPress 6.9 or newer'
  const servers = ['mariadbd', 'mariadb-install-db', 'my_print_defaults'].filter((program) => !isOnPath(program))
  if (servers.length > 0) {
    return `${servers.join(', ')} not found; Debian has it in mariadb-server-core and mariadb-client-core`
  }
  return isInstalled() || isOnPath('composer') ? null : 'composer is not installed, and plugin/vendor is missing or old'
}

function isInstalled() {
  const autoload = join(plugin, 'vendor', 'autoload.php')
  return existsSync(autoload) && statSync(autoload).mtimeMs >= statSync(join(plugin, 'composer.json')).mtimeMs
}

function install() {
  // No lock file is kept, so that "install" beside an old one would keep what composer.json no longer asks for.
  const { status } = spawnSync('composer', ['update', '--no-interaction', '--no-progress'], {
    cwd: plugin,
    env,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
  utimesSync(join(plugin, 'vendor', 'autoload.php'), new Date(), new Date())
}

function writeSkipped(reason) {
  const at = args.findIndex((arg) => arg === '--log-junit' || arg.startsWith('--log-junit='))
  if (at === -1) return
  const path = args[at].split('=')[1] ?? args[at + 1]
  const text = reason.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const test = `<testcase name="all"><skipped>${text}</skipped></testcase>`
  const counts = 'tests="1" assertions="0" errors="0" warnings="0" failures="0" skipped="1"'
  writeFileSync(
    resolve(plugin, path),
    `<?xml version="1.0"?>\n<testsuites><testsuite name="plugin" ${counts}>${test}</testsuite></testsuites>\n`,
  )
}

const reason = findReasonToSkip()
if (reason) {
  console.log(`PHP tests skipped: ${reason}.`)
  writeSkipped(reason)
  process.exit(0)
}
if (!isInstalled()) install()
const { status } = spawnSync('php', ['vendor/bin/phpunit', '--verbose', ...args], {
  cwd: plugin,
  env,
  stdio: 'inherit',
})
process.exit(status ?? 1)
