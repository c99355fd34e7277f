import { loadConnections } from '../connections/load-connections.ts'
import type { PullResult } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'
import { type JobTools, readNow } from './ask-source.ts'
import { canPull } from './can-pull.ts'
import { holdMentions } from './hold-mentions.ts'
import { spaceCalls } from './space-calls.ts'
import { idsPerCall } from './step-job.ts'
import { storePulled } from './store-pulled.ts'
import { waitMs } from './wait-ms.ts'

/** Things of one kind to be read in one call. `stamp` tells whether a request was made anew meanwhile. */
type Group = {
  organisationId: string
  connectionId: string
  connector: string
  kind: string
  requests: { externalId: string; attemptCount: number; stamp: string }[]
}

const leaseSeconds = 60
/** Tries until a request is given up, with its reason kept in its row. */
const maxTries = 8

/** Organisations whose sources are asked at once: a slow one holds up few others. */
const maxGroups = 4

/** Reads single things that were asked for, in groups, and stores them like anything told. Answers how many were dealt with. */
export async function answerPullRequests(tools: JobTools): Promise<number> {
  const due = await findDueRequests(tools.db)
  const counts = await Promise.all(
    due.slice(0, maxGroups).map(async (organisationId) => {
      const group = await claimGroup(tools.db, organisationId)
      if (group) await answerGroup(tools, group)
      return group?.requests.length ?? 0
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

async function answerGroup(tools: JobTools, group: Group): Promise<void> {
  const { db, box, io, logger } = tools
  const { organisationId, connectionId, kind, requests } = group
  const about = { connection: connectionId, kind, count: requests.length }
  const connector = tools.findConnector(group.connector)
  const [connection] = await loadConnections({ db, box }, { organisationId, connectionId })
  const isReadable = connection && canPull(connector, connection.context) && connector?.pulls?.includes(kind) !== false
  if (!connector || !isReadable) {
    logger.debug(about, 'nothing can be read at this source: requests dropped')
    return endRequests(db, group)
  }
  const readAt = await readNow(db, group)
  const externalIds = requests.map((request) => request.externalId)
  let result: PullResult
  try {
    result = (await connector.pull?.({
      io: spaceCalls(db, io, group),
      context: connection.context,
      kind,
      cursor: null,
      externalIds,
    })) ?? {
      kind: 'rejected',
      reason: 'connection_cannot_pull',
    }
  } catch (error) {
    logger.error({ err: error, ...about }, 'connector failed')
    result = { kind: 'retry', reason: 'connector_failed' }
  }
  if (result.kind !== 'page') return putOff(tools, group, result)
  const { items } = result
  const missing = (result.missingIds ?? []).map((externalId) => ({ kind, externalId }))
  await db.inOrganisation(organisationId, async (tx) => {
    // First, so that what storing asks for anew stays.
    await removeUnchanged(tx.sql, group)
    await storePulled(tx, organisationId, { connectionId, items, missing, readAt })
  })
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

type Row = {
  connection_id: string
  connector: string
  state: string
  kind: string
  external_id: string
  attempt_count: number
  stamp: string
}

/** Takes the longest waiting requests of one connection and kind, for as long as a call may take. A paused connection's wait. */
async function claimGroup(db: Db, organisationId: string): Promise<Group | null> {
  return db.inOrganisation(organisationId, async (tx) => {
    const { sql } = tx
    await holdMentions(tx, organisationId)
    const [first] = await sql<
      { connection_id: string; kind: string; connector: string | null; state: string | null }[]
    >`
      select r.connection_id, r.kind, c.connector, c.state from pull_requests r
      left join connections c on c.organisation_id = r.organisation_id and c.id = r.connection_id
      where r.organisation_id = ${organisationId}::uuid and r.due_at <= (select app_now()) order by r.due_at limit 1`
    if (!first) return null
    const { connection_id: connectionId, kind, connector, state } = first
    const group = sql`organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and kind = ${kind}`
    if (state === 'paused') {
      await sql`update pull_requests set due_at = app_now() + interval '30 seconds' where ${group} and due_at <= app_now()`
      return null
    }
    if (state !== 'active' || connector === null) {
      await sql`delete from pull_requests where ${group}`
      return null
    }
    const rows = await sql<Pick<Row, 'external_id' | 'attempt_count' | 'stamp'>[]>`
      update pull_requests r set attempt_count = attempt_count + 1, due_at = app_now() + make_interval(secs => ${leaseSeconds})
      where r.ctid = any(array(
        select ctid from pull_requests where ${group} and due_at <= (select app_now()) order by due_at limit ${idsPerCall} for update skip locked))
      returning external_id, attempt_count, due_at::text as stamp`
    if (rows.length === 0) return null
    const requests = rows.map((row) => ({
      externalId: row.external_id,
      attemptCount: row.attempt_count,
      stamp: row.stamp,
    }))
    return { organisationId, connectionId, connector, kind, requests }
  })
}

type Sql = Parameters<Parameters<Db['inOrganisation']>[1]>[0]['sql']

const removeUnchanged = (sql: Sql, { organisationId, connectionId, kind, requests }: Group) => sql`
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
