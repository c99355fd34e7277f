import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import type { AuthEnv } from './auth.ts'
import type { Db } from './db.ts'
import { problem } from './http-error.ts'

const answerWithinMs = 1_000

const sharedForMs = 1_000

type Check = 'ok' | 'failed' | 'unknown'
type Checks = { database: Check; migrations: Check; draining: boolean }

/**
 * `/health/live` says that the process answers, and asks nobody. `/health/ready`, which is `/api/ready` too, says whether calls
 * may be sent here: 503 where the database does not answer within a second, is older than this program, or the relay shuts down.
 */
export function healthRoutes({ db, isDraining }: { db: Db; isDraining: () => boolean }): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()
  const newest = hashNewestMigration()
  let shared: { since: number; found: ReturnType<typeof askDatabase> } | null = null
  // Many probes in one second cost one question.
  const askOnce = () => {
    const now = performance.now()
    if (shared === null || now - shared.since >= sharedForMs) shared = { since: now, found: askDatabase(db, newest) }
    return shared.found
  }
  app.get('/health/live', (c) => c.json({ status: 'ok' }))
  app.on('GET', ['/health/ready', '/api/ready'], async (c) => {
    const checks = { ...(await askOnce()), draining: isDraining() }
    const reason = explain(checks)
    if (reason === null) return c.json({ status: 'ok', checks })
    const retryAfter = checks.draining ? '5' : '1'
    return problem(c, {
      status: 503,
      code: 'unavailable',
      detail: reason,
      headers: { 'retry-after': retryAfter },
      extra: { checks },
    })
  })
  return app
}

function explain({ database, migrations, draining }: Checks): string | null {
  if (draining) return 'The relay is shutting down'
  if (database !== 'ok') return 'The database does not answer within a second'
  if (migrations !== 'ok') return 'The database has not been migrated to this version: relay migrate'
  return null
}

async function askDatabase(db: Db, newest: string): Promise<Pick<Checks, 'database' | 'migrations'>> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), answerWithinMs)
  const asked = db
    .asSystem(
      (sql) => sql<{ is_there: boolean }[]>`
      select exists (select from public.migrations where hash = ${newest}) as is_there`,
    )
    .then(([row]) => ({ isThere: row?.is_there === true }))
    .catch(() => null)
  const found = await Promise.race([asked, late.promise])
  clearTimeout(timer)
  if (found === null) return { database: 'failed', migrations: 'unknown' }
  return { database: 'ok', migrations: found.isThere ? 'ok' : 'failed' }
}

/** The mark that the newest migration of this program leaves in the database, which may be ahead of it. */
function hashNewestMigration(): string {
  const folder = new URL('../../migrations/', import.meta.url)
  const { entries } = JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8'))
  return createHash('sha256')
    .update(readFileSync(new URL(`${entries.at(-1).tag}.sql`, folder)))
    .digest('hex')
}
