import type { Db } from '../platform/db.ts'

/**
 * Forgets jobs that ended 30 days ago, but for the last complete one of each kind: from its beginning the next one reads.
 * Answers how many went.
 */
export async function pruneJobs({ db }: { db: Db }): Promise<number> {
  const { count } = await db.asSystem(
    (sql) => sql`
      delete from jobs j where j.finished_at < app_now() - interval '30 days' and not (
        j.state = 'done' and j.nouns is null and not exists (
          select from jobs later where later.organisation_id = j.organisation_id and later.connection_id = j.connection_id
            and later.kind = j.kind and later.state = 'done' and later.nouns is null and later.started_at > j.started_at))`,
  )
  return count
}
