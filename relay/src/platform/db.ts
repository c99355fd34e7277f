import { PgDialect } from 'drizzle-orm/pg-core'
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { Unavailable } from './errors.ts'

export type Sql = postgres.Sql
/** One transaction: `sql` for statements of our own, `orm` for Drizzle queries; both on the same connection. */
export type Tx = {
  sql: postgres.TransactionSql
  orm: PostgresJsTransaction<Record<string, never>, Record<string, never>>
}

export type Db = {
  /** Runs as the app role, which row-level security confines to this organisation. */
  inOrganisation: <T>(organisationId: string, run: (tx: Tx) => Promise<T>) => Promise<T>
  /** Runs across organisations (key look-up, claims, metrics); the linter names the few who may. */
  asSystem: <T>(run: (sql: Sql) => Promise<T>) => Promise<T>
  asSystemInTransaction: <T>(run: (tx: Tx) => Promise<T>) => Promise<T>
  listen: (channel: string, onMessage: (payload: string) => void) => Promise<() => Promise<void>>
  end: () => Promise<void>
}

export const appRole = 'passerelle_app'
export const systemRole = 'passerelle_system'
export const ownerRole = 'passerelle_owner'

type Options = { url: string; appPoolSize?: number; systemPoolSize?: number; statementTimeoutMs?: number }

const dialect = new PgDialect()
const asText = (oid: number) => ({
  to: oid,
  from: [oid],
  serialize: (value: unknown) => value,
  parse: (text: string) => text,
})

/** `json` columns stay exact text: numbers that a double cannot hold must come out as they went in. */
const types = {
  json: { ...asText(114), serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)) },
  jsonb: {
    ...asText(3802),
    serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
    parse: (text: string) => JSON.parse(text),
  },
  bigint: { to: 20, from: [20], serialize: (value: unknown) => String(value), parse: (text: string) => Number(text) },
  instant: {
    to: 1184,
    from: [1184],
    serialize: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
    parse: (text: string) => new Date(text),
  },
}

/** Opens a pool whose sessions act as `role`; nothing connects before the first query. */
export function openPool(url: string, role: string, max: number, statementTimeoutMs: number): Sql {
  return postgres(url, {
    max,
    types,
    connect_timeout: 5,
    idle_timeout: 60,
    connection: {
      application_name: `passerelle ${role}`,
      role,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
    } as Partial<postgres.ConnectionParameters>,
    onnotice: () => {},
  }) as unknown as Sql
}

/**
 * The database behind a watchdog: the driver has no query time-out, so a link that went dead without a word would hold its
 * caller, and its place in the pool, for good. What does not answer within `statementTimeoutMs` + 1 s gives 503, and its pool
 * is replaced.
 */
export function openDb({ url, appPoolSize = 10, systemPoolSize = 5, statementTimeoutMs = 4_000 }: Options): Db {
  const open = (role: string, max: number) => () => openPool(url, role, max, statementTimeoutMs)
  const app = guardedPool(open(appRole, appPoolSize), statementTimeoutMs + 1_000)
  const system = guardedPool(open(systemRole, systemPoolSize), statementTimeoutMs + 1_000)
  const listener = postgres(url, {
    max: 1,
    idle_timeout: 0,
    onnotice: () => {},
    connection: { application_name: 'passerelle listen' },
  })

  return {
    inOrganisation: (organisationId, run) =>
      app.use((sql, markStarted) =>
        sql.begin(async (client) => {
          markStarted()
          // Not awaited on its own: it travels ahead of the first statement in the same packet.
          const confined = client`select set_config('app.organisation_id', ${organisationId}, true)`.execute()
          confined.catch(() => {})
          const result = await run(transaction(client))
          await confined
          return result
        }),
      ) as ReturnType<typeof run>,
    asSystem: (run) =>
      system.use((sql, markStarted) => {
        markStarted()
        return run(sql)
      }),
    asSystemInTransaction: (run) =>
      system.use((sql, markStarted) =>
        sql.begin((client) => {
          markStarted()
          return run(transaction(client))
        }),
      ) as ReturnType<typeof run>,
    listen: async (channel, onMessage) => {
      const subscription = await listener.listen(channel, onMessage)
      return subscription.unlisten
    },
    end: async () => {
      await Promise.all([app.end(), system.end(), listener.end({ timeout: 1 })])
    },
  }
}

function transaction(client: postgres.TransactionSql): Tx {
  const session = new PostgresJsSession(client as never, dialect, undefined, {})
  return { sql: client, orm: new PostgresJsTransaction(dialect, session as never, undefined) as Tx['orm'] }
}

function guardedPool(open: () => Sql, timeoutMs: number) {
  let pool = open()
  return {
    async use<T>(run: (sql: Sql, markStarted: () => void) => Promise<T>): Promise<T> {
      const used = pool
      let isStarted = false
      let timer: NodeJS.Timeout | undefined
      const hung = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          // Only waiting for a place in the pool says nothing about the link.
          if (isStarted) {
            if (pool === used) pool = open()
            used.end({ timeout: 0 }).catch(() => {})
          }
          reject(new Unavailable('The database did not answer in time'))
        }, timeoutMs)
      })
      try {
        const work = run(used, () => {
          isStarted = true
          timer?.refresh()
        })
        work.catch(() => {})
        return await Promise.race([work, hung])
      } catch (error) {
        throw isConnectionLoss(error) ? new Unavailable('The database cannot be reached') : error
      } finally {
        clearTimeout(timer)
      }
    },
    end: () => pool.end({ timeout: 5 }),
  }
}

const connectionLoss = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '53300',
  '53100',
  '25P03',
])

/** True for errors that say nothing about the work itself: the database went away, is full, or has no place left. */
export function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionLoss.has(String(error.code))
}

/** True for a deadlock or a serialization failure: the same work may pass when it is tried again. */
export function isContention(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001')
}
