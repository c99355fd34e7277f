import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { claimSeconds, type Group, type PullRequest } from './claim-requests.ts'

/**
 * Renews the claim of a group while it is read, or another replica would begin to read the same. `release` ends that and answers
 * the requests as they are stamped now; one that was made anew meanwhile keeps the stamp that does not fit any more.
 */
export function holdClaim(
  { db, logger }: { db: Db; logger: Pick<Logger, 'warn'> },
  group: Group,
  { everyMs = (claimSeconds * 1_000) / 3 } = {},
): { release: () => Promise<PullRequest[]> } {
  let requests = group.requests
  let renewing: Promise<void> = Promise.resolve()

  async function renew(): Promise<void> {
    const stamps = new Map((await writeStamps(db, { ...group, requests })).map((row) => [row.external_id, row.stamp]))
    requests = requests.map((one) => ({ ...one, stamp: stamps.get(one.externalId) ?? one.stamp }))
  }
  const heartbeat = setInterval(() => {
    renewing = renewing
      .then(renew)
      .catch((error) => logger.warn({ err: error, connection: group.connectionId }, 'claim was not renewed'))
  }, everyMs)
  return {
    async release() {
      clearInterval(heartbeat)
      await renewing
      return requests
    },
  }
}

const writeStamps = (db: Db, { organisationId, connectionId, kind, requests }: Group) =>
  db.inOrganisation(
    organisationId,
    ({ sql }) => sql<{ external_id: string; stamp: string }[]>`
      update pull_requests r set due_at = app_now() + make_interval(secs => ${claimSeconds})
      from unnest(${requests.map((one) => one.externalId)}::text[], ${requests.map((one) => one.stamp)}::text[]) as d(e, stamp)
      where r.organisation_id = ${organisationId}::uuid and r.connection_id = ${connectionId}::uuid and r.kind = ${kind}
        and r.external_id = d.e and r.due_at = d.stamp::timestamptz
      returning r.external_id, r.due_at::text as stamp`,
  )
