import type { Db } from '../platform/db.ts'

/**
 * Forgets jobs that ended 30 days ago, but for the last complete one of each kind: from its beginning the next one reads. What
 * a failed one had met goes after 3 days; resumed, it begins anew. Answers how many jobs went.
 */
export async function pruneJobs({ db }: { db: Db }): Promise<number> {
  return db.asSystem(async (sql) => {
    await sql`
      delete from job_items i using jobs j where j.organisation_id = i.organisation_id and j.id = i.job_id and j.state = 'failed'
        and j.finished_at < app_now() - interval '3 days'`
    const { count } = await sql`
      delete from jobs j where j.finished_at < app_now() - interval '30 days' and not (
        j.state = 'done' and j.nouns is null and not exists (
          select from jobs later where later.organisation_id = j.organisation_id and later.connection_id = j.connection_id
            and later.kind = j.kind and later.state = 'done' and later.nouns is null and later.started_at > j.started_at))`
    return count
  })
}
