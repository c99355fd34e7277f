import type { Db } from '../platform/db.ts'

const intervalMs = 1_000

/**
 * Makes a function that, at most once a second, reads anew the planner's statistics of tables that have more than doubled.
 * Autovacuum looks once a minute: until then the plans of a first import are those of empty tables, which read it all again for
 * each batch (measured: 200 products a second instead of thousands).
 */
export function createStatisticsRefresh(db: Db): () => Promise<void> {
  let refreshedAt = 0
  return async () => {
    if (Date.now() - refreshedAt < intervalMs) return
    refreshedAt = Date.now()
    const grown = await db.asSystem(
      (sql) => sql<{ name: string }[]>`
        select quote_ident(s.relname) as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
        where s.schemaname = 'public' and s.n_live_tup > 500 + 2 * greatest(c.reltuples, 0)`,
    )
    for (const { name } of grown) await db.asSystem((sql) => sql.unsafe(`analyze (skip_locked) public.${name}`))
    refreshedAt = Date.now()
  }
}
