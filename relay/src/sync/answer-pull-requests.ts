import { loadConnections } from '../connections/load-connections.ts'
import type { PullResult } from '../connectors/connector.ts'
import type { Db, Tx } from '../platform/db.ts'
import { type JobTools, readNow } from './ask-source.ts'
import { canPull } from './can-pull.ts'
import { claimGroup, type Group } from './claim-requests.ts'
import { holdClaim } from './hold-claim.ts'
import { spaceCalls } from './space-calls.ts'
import { storePulled } from './store-pulled.ts'
import { waitMs } from './wait-ms.ts'

/** Tries until a request is given up, with its reason kept in its row. */
const maxTries = 8

/** Organisations whose sources are asked at once: a slow one holds up few others. */
const maxGroups = 4

/**
 * Reads single things that were asked for, in groups, and stores them like anything told. Answers how many were dealt with. A
 * group that fails holds up no other.
 */
export async function answerPullRequests(tools: JobTools): Promise<number> {
  const due = await findDueRequests(tools.db)
  const counts = await Promise.allSettled(
    due.slice(0, maxGroups).map(async (organisationId) => {
      const group = await claimGroup(tools.db, organisationId)
      if (group) await answerGroup(tools, group)
      return group?.requests.length ?? 0
    }),
  )
  let sum = 0
  for (const count of counts) {
    if (count.status === 'fulfilled') sum += count.value
    else tools.logger.error({ err: count.reason }, 'what was asked for could not be read')
  }
  return sum
}

async function answerGroup(tools: JobTools, group: Group): Promise<void> {
  const { db, logger } = tools
  const { organisationId, connectionId, kind } = group
  const claim = holdClaim({ db, logger }, group)
  try {
    const read = await readGroup(tools, group)
    const requests = await claim.release()
    if (read === null) return await endRequests(db, { ...group, requests })
    const { result, readAt } = read
    if (result.kind !== 'page') return await putOff(tools, { ...group, requests }, result)
    const { items } = result
    const missing = (result.missingIds ?? []).map((externalId) => ({ kind, externalId }))
    await db.inOrganisation(organisationId, async (tx) => {
      // First, so that what storing asks for anew stays.
      await removeUnchanged(tx.sql, { ...group, requests })
      await storePulled(tx, organisationId, { connectionId, items, missing, readAt })
    })
  } catch (error) {
    logger.error(
      { err: error, connection: connectionId, kind, count: group.requests.length },
      'what was read could not be stored',
    )
    await putOff(tools, { ...group, requests: await claim.release() }, { kind: 'retry', reason: 'internal' })
  }
}

/** Null where nothing can be read at this source. */
async function readGroup(tools: JobTools, group: Group): Promise<{ result: PullResult; readAt: Date } | null> {
  const { db, box, io, logger } = tools
  const { organisationId, connectionId, kind, requests } = group
  const about = { connection: connectionId, kind, count: requests.length }
  const connector = tools.findConnector(group.connector)
  const [connection] = await loadConnections({ db, box }, { organisationId, connectionId })
  const isReadable = connection && canPull(connector, connection.context) && connector?.pulls?.includes(kind) !== false
  if (!connector || !isReadable) {
    logger.debug(about, 'nothing can be read at this source: requests dropped')
    return null
  }
  const readAt = await readNow(db, group)
  const externalIds = requests.map((request) => request.externalId)
  const args = { io: spaceCalls(db, io, group), context: connection.context, kind, cursor: null, externalIds }
  try {
    const result = await connector.pull?.(args)
    return { result: result ?? { kind: 'rejected', reason: 'connection_cannot_pull' }, readAt }
  } catch (error) {
    logger.error({ err: error, ...about }, 'connector failed')
    return { result: { kind: 'retry', reason: 'connector_failed' }, readAt }
  }
}

async function findDueRequests(db: Db): Promise<string[]> {
  const rows = await db.asSystem(
    (sql) => sql<{ id: string }[]>`
      select o.id from organisations o
      where (select min(r.due_at) from pull_requests r where r.organisation_id = o.id and r.due_at is not null) <= app_now()
      order by random()`,
  )
  return rows.map((row) => row.id)
}

const removeUnchanged = (sql: Tx['sql'], { organisationId, connectionId, kind, requests }: Group) => sql`
  delete from pull_requests r using unnest(${requests.map((one) => one.externalId)}::text[], ${requests.map((one) => one.stamp)}::text[]) as d(e, stamp)
  where r.organisation_id = ${organisationId}::uuid and r.connection_id = ${connectionId}::uuid and r.kind = ${kind}
    and r.external_id = d.e and r.due_at = d.stamp::timestamptz`

async function endRequests(db: Db, group: Group): Promise<void> {
  await db.inOrganisation(group.organisationId, ({ sql }) => removeUnchanged(sql, group))
}

async function putOff(
  { db, logger }: JobTools,
  group: Group,
  result: Exclude<PullResult, { kind: 'page' }>,
): Promise<void> {
  const { organisationId, connectionId, kind, requests } = group
  const reason = result.kind === 'unauthorized' ? 'unauthorized' : result.reason
  const isThrottled = result.kind === 'retry' && result.isThrottled === true
  const afterMs = result.kind === 'retry' ? (result.afterMs ?? 0) : 0
  const isRefused = result.kind === 'rejected'
  const rows = requests.map(({ externalId, attemptCount, stamp }) => ({
    e: externalId,
    stamp,
    tries: isThrottled ? attemptCount - 1 : attemptCount,
    after:
      isRefused || (attemptCount >= maxTries && !isThrottled) ? null : Math.max(afterMs, waitMs(attemptCount)) / 1_000,
  }))
  const givenUp = rows.filter(({ after }) => after === null).length
  await db.inOrganisation(
    organisationId,
    ({ sql }) => sql`
      update pull_requests r set attempt_count = d.tries, error = ${reason}, due_at = app_now() + make_interval(secs => d.after)
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as d(e text, stamp text, tries int, after double precision)
      where r.organisation_id = ${organisationId}::uuid and r.connection_id = ${connectionId}::uuid and r.kind = ${kind}
        and r.external_id = d.e and r.due_at = d.stamp::timestamptz`,
  )
  if (givenUp > 0)
    logger.warn({ connection: connectionId, kind, count: givenUp, reason }, 'things could not be read at their source')
}
