import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

export type Attendance = {
  /** Every 2 s: starts the server again where it went away; `onLost` where it came back at another address. */
  watch: (on: { onProgress: (message: string) => void; onLost: () => void }) => void
  /** Ends the session; `stopServer` stops the server as well, unless another process is at work on it. */
  leave: (args: { stopServer: boolean }) => Promise<void>
}

const watchMs = 2_000
const leaveMs = 1_000
const frozenMs = 5_000

/**
 * Keeps one session open that shows to others that this process is at work on the embedded server. `leave` comes after this
 * process has ended its other sessions. Rejects where the server cannot be reached.
 */
export async function attendDatabase(embedded: EmbeddedPostgres): Promise<Attendance> {
  const sql = postgres(embedded.url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'passerelle presence' },
  })
  const leaving = new AbortController()
  let server = embedded
  let watching = Promise.resolve()
  await sql`select 1`

  /** A server that is frozen answers neither yes nor no. */
  const isAnswering = () =>
    Promise.race([
      sql`select 1`.then(
        () => true,
        () => false,
      ),
      sleep(frozenMs, true, { ref: false }),
    ])

  async function watch({ onProgress, onLost }: Parameters<Attendance['watch']>[0]) {
    while (!leaving.signal.aborted) {
      await sleep(watchMs, undefined, { signal: leaving.signal }).catch(() => {})
      const isAlive = leaving.signal.aborted || (await isAnswering())
      if (isAlive) continue
      try {
        onProgress('the database went away')
        server = await startEmbeddedPostgres({ dataDir: embedded.dataDir, onProgress })
        if (server.url !== embedded.url) return onLost()
      } catch (error) {
        onProgress(error instanceof Error ? error.message : String(error))
      }
    }
  }

  /** Two that leave at once both find themselves alone: stopping twice does no harm, leaving the server to nobody would. */
  async function isAlone(): Promise<boolean> {
    await sql`select set_config('application_name', 'leaving', false)`
    const until = performance.now() + leaveMs
    for (;;) {
      const others = await sql`
        select from pg_stat_activity where application_name like 'passerelle%' and backend_type = 'client backend'`
      if (others.length === 0 || performance.now() > until) return others.length === 0
      // The server notices only a moment later that the sessions of this process are gone.
      await sleep(50)
    }
  }

  return {
    watch(on) {
      watching = watch(on)
    },
    async leave({ stopServer }) {
      leaving.abort()
      await watching
      const isLast =
        stopServer && (await Promise.race([isAlone().catch(() => false), sleep(frozenMs, false, { ref: false })]))
      await sql.end({ timeout: 1 })
      if (isLast) await server.stop()
    },
  }
}
