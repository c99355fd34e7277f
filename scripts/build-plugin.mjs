// npm run build: dist/passerelle/, what WordPress loads. npm run zip: that folder as dist/passerelle.zip too.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import { mo, po } from 'gettext-parser'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const plugin = join(root, 'plugin')
const dist = join(root, 'dist')
const folder = join(dist, 'passerelle')
const shipped = ['passerelle.php', 'uninstall.php', 'readme.txt', 'LICENSE', 'src', 'templates', 'languages']

function build() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const isNoDotfile = (path) => !basename(path).startsWith('.')
  for (const name of shipped) {
    cpSync(join(plugin, name), join(folder, name), { recursive: true, filter: isNoDotfile })
  }
  const languages = join(folder, 'languages')
  for (const name of readdirSync(languages).filter((file) => file.endsWith('.po'))) {
    const catalogue = po.parse(readFileSync(join(languages, name)), { validation: true })
    writeFileSync(join(languages, name.replace(/\.po$/, '.mo')), mo.compile(catalogue))
  }
}

function listFiles() {
  return readdirSync(folder, { recursive: true })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}

/** The same files give the same bytes: sorted, one date, one mode. */
function zip(files) {
  const mode = (0o100644 << 16) >>> 0
  const options = { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: mode }
  const entries = files.map((path) => [`passerelle/${path}`, [readFileSync(join(folder, path)), options]])
  const bytes = zipSync(Object.fromEntries(entries))
  writeFileSync(join(dist, 'passerelle.zip'), bytes)
  return bytes.length
}

build()
const files = listFiles()
console.log(`dist/passerelle: ${files.length} files`)
if (process.argv.includes('--zip')) {
  console.log(`dist/passerelle.zip: ${(zip(files) / 1024).toFixed(1)} KiB, ${files.length} files`)
}
