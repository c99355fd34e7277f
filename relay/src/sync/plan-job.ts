import type { Connector } from '../connectors/connector.ts'
import type { LeasedJob } from './lease-job.ts'
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
