import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

async function sources(): Promise<{ path: string; text: string }[]> {
  const names = (await readdir(src, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  return Promise.all(
    names.map(async (name) => ({
      path: relative(src, join(src, name)),
      text: await readFile(join(src, name), 'utf8'),
    })),
  )
}

/** Who may look across organisations, and why. */
const acrossOrganisations = [
  'clock/worker.ts', // which organisations have something due
  'cli/read-status.ts', // the operator's view
  'cli/seed-connections.ts', // which is the only organisation
  'connections/load-connections.ts', // the doors, before anyone is known
  'connections/load-paired-connection.ts', // the plugin's door, before anyone is known
  'connections/rotate-secret.ts', // the operator's command
  'connections/take-pairing-try.ts', // whose code is it
  'domain/organisations/find-key.ts', // whose key is it
  'domain/organisations/revoke-key.ts', // the operator's command
  'inbox/refresh-statistics.ts', // the planner's statistics
  'inbox/worker.ts', // claims
  'metrics/read-gauges.ts', // figures of the whole relay
  'open-platform.ts', // the operator's key
  'outbox/prune-feed.ts', // whose feeds have an end
  'outbox/sequence-feed.ts', // which feeds have news
  'outbox/worker.ts', // claims
  'platform/db.ts',
  'platform/health-routes.ts', // is the database there, and at head
  'platform/wake.ts', // pg_notify
  'sync/answer-pull-requests.ts', // which organisations have some
  'sync/job-worker.ts', // which organisations have some
  'sync/keep-schedules.ts', // which connections lack one
  'sync/prune-jobs.ts', // what is old
  'sync/pull-gaps.ts', // claims
]

test('R0.7 only these files look across organisations; anything else goes through inOrganisation', async () => {
  const users = (await sources())
    .filter(({ text }) => /\basSystem(InTransaction)?\b/.test(text))
    .map(({ path }) => path)
  expect(users.filter((path) => !acrossOrganisations.includes(path))).toEqual([])
})

test('only the configuration reads the environment', async () => {
  const readers = (await sources()).filter(({ text }) => text.includes('process.env')).map(({ path }) => path)
  expect(readers).toEqual(['platform/config.ts'])
})
