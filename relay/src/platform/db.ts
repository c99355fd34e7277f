import { PgDialect } from 'drizzle-orm/pg-core'
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { isLinkGone, retryContention } from './db-errors.ts'
import { guardPool } from './guarded-pool.ts'

export type Sql = postgres.Sql
/** One transaction: `sql` for statements of our own, `orm` for Drizzle queries; both on the same connection. */
export type Tx = {
  sql: postgres.TransactionSql
  orm: PostgresJsTransaction<Record<string, never>, Record<string, never>>
}

export type Db = {
  /**
   * One transaction as the app role, which row-level security confines to this organisation. `run` may be called again, where
   * it met another transaction crosswise: what it changes outside the database it must make anew.
   */
  inOrganisation: <T>(organisationId: string, run: (tx: Tx) => Promise<T>) => Promise<T>
  /** Runs across organisations (key look-up, claims, metrics); the linter names the few who may. */
  asSystem: <T>(run: (sql: Sql) => Promise<T>) => Promise<T>
  asSystemInTransaction: <T>(run: (tx: Tx) => Promise<T>) => Promise<T>
  /** Until `end`; survives the loss of its connection. */
  listen: (channel: string, onMessage: (payload: string) => void) => Promise<void>
  poolUse: () => Record<'app' | 'system', { size: number; used: number; waiting: number }>
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

/** Claims and key look-ups are few rows by index, even where a young table's statistics make reading all of it look cheap. */
const lookUpSettings = { enable_seqscan: 'off', enable_bitmapscan: 'off' }

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
      ...(role === systemRole ? lookUpSettings : {}),
    } as Partial<postgres.ConnectionParameters>,
    onnotice: () => {},
  }) as unknown as Sql
}

/**
 * The database behind a watchdog: the driver has no query time-out, so a link that went dead without a word would hold its
 * caller, and its place in the pool, for good. A statement that is not answered within `statementTimeoutMs` + 1 s gives 503.
 */
export function openDb({ url, appPoolSize = 10, systemPoolSize = 5, statementTimeoutMs = 4_000 }: Options): Db {
  const open = (role: string, max: number) => () => openPool(url, role, max, statementTimeoutMs)
  const app = guardPool(open(appRole, appPoolSize), appPoolSize, statementTimeoutMs + 1_000)
  const system = guardPool(open(systemRole, systemPoolSize), systemPoolSize, statementTimeoutMs + 1_000)
  const listener = postgres(url, {
    max: 1,
    idle_timeout: 0,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'passerelle listen' },
  })

  return {
    inOrganisation: (organisationId, run) =>
      retryContention(() =>
        app.use((sql, touch) =>
          sql.begin(async (client) => {
            // Not awaited on its own: it travels ahead of the first statement in the same packet.
            const confined = client`select set_config('app.organisation_id', ${organisationId}, true)`.execute()
            confined.catch(() => {})
            return unlessLinkGone(async () => {
              const result = await run(transaction(client, touch))
              await confined
              return result
            })
          }),
        ),
      ) as ReturnType<typeof run>,
    asSystem: (run) => system.use((sql) => run(sql)),
    asSystemInTransaction: (run) =>
      retryContention(() =>
        system.use((sql, touch) => sql.begin((client) => unlessLinkGone(() => run(transaction(client, touch))))),
      ) as ReturnType<typeof run>,
    listen: async (channel, onMessage) => {
      await listener.listen(channel, onMessage)
    },
    poolUse: () => ({ app: app.countPlaces(), system: system.countPlaces() }),
    end: async () => {
      await Promise.all([app.end(), system.end(), listener.end({ timeout: 1 })])
    },
  }
}

/**
 * Asked to roll back on a connection that is gone, the driver writes to a socket that is not there, and the process ends. So it
 * is not asked: it rejects the transaction by itself when it sees the connection close.
 */
async function unlessLinkGone<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (isLinkGone(error)) return new Promise<never>(() => {})
    throw error
  }
}

/** Each statement and each answer winds the watchdog up again: a long transaction is not a dead link. */
function transaction(client: postgres.TransactionSql, touch: () => void): Tx {
  const touching = <T extends (...args: never[]) => unknown>(call: T): T =>
    ((...args: never[]) => {
      touch()
      const query = call(...args) as { resolve?: (result: unknown) => void }
      const { resolve } = query
      if (typeof resolve === 'function') {
        query.resolve = (result) => {
          touch()
          resolve(result)
        }
      }
      return query
    }) as T
  const sql = Object.assign(touching(client as never), client, {
    unsafe: touching(client.unsafe),
  }) as postgres.TransactionSql
  const session = new PostgresJsSession(sql as never, dialect, undefined, {})
  return { sql, orm: new PostgresJsTransaction(dialect, session as never, undefined) as Tx['orm'] }
}
