import type { Connector } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import type { LeasedJob } from './lease-job.ts'
import { overlapMinutes } from './request-job.ts'
import type { NounProgress } from './tables.ts'

/**
 * The nouns that a job reads by pages. What changed is read only of those that the source can list so; without a time
 * everything is.
 */
export function planNouns(job: Pick<LeasedJob, 'nouns' | 'changedAfter'>, connector: Connector): NounProgress[] {
  const pulls = connector.pulls ?? []
  const wanted = job.nouns === null ? pulls : pulls.filter((noun) => job.nouns?.includes(noun))
  const listed =
    job.changedAfter === null || connector.listsChanges === undefined
      ? wanted
      : wanted.filter((noun) => connector.listsChanges?.includes(noun))
  return listed.map((noun) => ({ noun, cursor: null, isDone: false, total: null, done: 0, error: null }))
}

/** What to read next: first one page of each, so that it is known how many there are in all, then one noun after the other. */
export function chooseNoun(progress: readonly NounProgress[]): NounProgress | undefined {
  return progress.find((one) => !one.isDone && one.cursor === null) ?? progress.find((one) => !one.isDone)
}

/**
 * A noun that was refused last time was not read then, though the job came to its end: of such a one, what changed is read
 * since it was last read, or was first refused.
 */
export async function reachBack(db: Db, job: LeasedJob, planned: NounProgress[]): Promise<NounProgress[]> {
  const { organisationId, connectionId, changedAfter } = job
  if (changedAfter === null) return planned
  const rows = await db.inOrganisation(
    organisationId,
    ({ sql }) => sql<{ noun: string; since: Date }[]>`
      select noun, coalesce(read_at, refused_from) - make_interval(mins => ${overlapMinutes}) as since from (
        select p ->> 'noun' as noun, max(started_at) filter (where p ->> 'error' is null) as read_at,
          min(started_at) filter (where p ->> 'error' is not null) as refused_from,
          max(started_at) filter (where p ->> 'error' is not null) as refused_at
        from jobs, jsonb_array_elements(progress) p
        where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and state = 'done'
          and (kind = 'backfill' and changed_after is null or kind = 'reconcile' and nouns is null)
        group by 1
      ) n where refused_at is not null and (read_at is null or read_at < refused_at)`,
  )
  const sinceOf = new Map(rows.map(({ noun, since }) => [noun, since]))
  return planned.map((one) => {
    const since = sinceOf.get(one.noun)
    return since && since < changedAfter ? { ...one, since: since.toISOString() } : one
  })
}
