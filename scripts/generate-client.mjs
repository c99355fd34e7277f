// Writes shared-types/src/api/openapi.ts, the types of the API client, from the routes themselves. With --check it writes nothing
// and fails where the file is not what the routes say.
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'shared-types/src/api/openapi.ts')

function run(file, args, input) {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: root, input, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`${args[0]}: ${stderr}`)
  return stdout
}

const document = JSON.parse(run(process.execPath, [join(root, 'relay/src/cli/print-openapi.ts')]))
const types = astToString(await openapiTS(document, { alphabetize: true, immutable: false }))
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
const head = '// Made by `npm run api:client` from the routes of the relay. Not to be edited by hand.\n\n'
const text = run(process.execPath, [biome, 'format', `--stdin-file-path=${target}`], head + types)

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    process.stderr.write('shared-types/src/api/openapi.ts is not what the routes say: npm run api:client\n')
    process.exit(1)
  }
} else await writeFile(target, text)
