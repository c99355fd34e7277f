import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findEmbeddedPostgres, removeEmbeddedPostgres } from '@passerelle/relay/src/platform/embedded-postgres.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = fileURLToPath(new URL('./run.ts', import.meta.url))
const timeoutMs = 60_000
let dataDir: string
const children = new Set<ChildProcess>()

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'passerelle-demo-'))
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await removeEmbeddedPostgres({ dataDir })
  await rm(dataDir, { recursive: true, force: true })
})

function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [run, '--port', '18600', ...args], {
    env: {
      ...process.env,
      PASSERELLE_DATA_DIR: dataDir,
      // Another installation's settings must lead nowhere.
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      CRM_WEBHOOK_URL: 'http://127.0.0.1:1/',
    },
  })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const waitFor = async (text: string) => {
    while (!output.includes(text) && child.exitCode === null) await sleep(50)
    expect(output).toContain(text)
  }
  return { child, ended, waitFor, output: () => output }
}

/** What runs for the data folder: its processes, where the system tells, and its database. */
async function listLeftovers(): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')))
  const left = pids.filter((_, at) => environments[at]?.split('\0').includes(`PASSERELLE_DATA_DIR=${dataDir}`))
  return (await findEmbeddedPostgres({ dataDir })) ? [...left, 'database'] : left
}

async function waitUntilNothingIsLeft(withinMs: number) {
  const until = performance.now() + withinMs
  while ((await listLeftovers()).length > 0 && performance.now() < until) await sleep(100)
  expect(await listLeftovers()).toEqual([])
}

const keyLines = [/^ {2}shop \(WooCommerce\) +87 +87 +68 +17 +0 +2$/m, /^In the inbox: \d+$/m, /^All checks hold\.$/m]

describe('the demo', () => {
  it(
    'shows the whole flow on an empty folder, checks it, and ends by itself with exit code 0',
    async () => {
      const demo = startDemo('--once')
      expect(await demo.ended, demo.output()).toBe(0)
      for (const line of keyLines) expect(demo.output()).toMatch(line)
      expect(demo.output()).toMatch(/^ {2}CRM +(\d+) +0 +\d+ +([1-9]\d*) +\2 +\1$/m)
      for (const code of ['signature_invalid', 'invalid_key', 'invalid_amount', 'unstorable_text']) {
        expect(demo.output()).toContain(code)
      }
      const wide = demo
        .output()
        .split('\n')
        .filter((line) => line.length > 80 && !line.includes(dataDir))
      expect(wide).toEqual([])
      expect(await listLeftovers()).toEqual([])
    },
    timeoutMs,
  )

  it(
    'leaves nothing behind when it is killed while it works',
    async () => {
      const demo = startDemo()
      await demo.waitFor('sending ')
      demo.child.kill('SIGKILL')
      await waitUntilNothingIsLeft(20_000)
    },
    timeoutMs,
  )

  it(
    'works again on the folder of a killed one, serves until SIGINT, and ends everything with exit code 0',
    async () => {
      const demo = startDemo()
      await demo.waitFor('Ctrl-C ends everything.')
      for (const line of keyLines) expect(demo.output()).toMatch(line)
      const commands = demo.output().matchAll(/^curl -H 'Authorization: (Bearer psr_\S+)' '(\S+)'$/gm)
      const answers = await Promise.all(
        [...commands].map(async ([, authorization = '', url = '']) => {
          const response = await fetch(url, { headers: { authorization } })
          return response.json() as Promise<{ data: unknown[] }>
        }),
      )
      expect(answers.map(({ data }) => data.length)).toEqual([3, 3])
      demo.child.kill('SIGINT')
      expect(await demo.ended).toBe(0)
      expect(await listLeftovers()).toEqual([])
    },
    timeoutMs,
  )

  it('names its options and exits with 2 on another one', async () => {
    const demo = startDemo('--twice')
    expect(await demo.ended).toBe(2)
    expect(demo.output()).toContain('--once')
  })
})
