import { Job, JobKind, JobState, SyncConnectionBody } from '@passerelle/shared-types/api/jobs'
import { listOf } from '@passerelle/shared-types/envelope'
import { and, desc, eq, lt, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { loadConnections } from '../connections/load-connections.ts'
import { actOnce } from '../platform/act-once.ts'
import { type Api, createApi, endpoint } from '../platform/api.ts'
import type { Tx } from '../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { cutPage, readPage } from '../platform/paging.ts'
import type { Wake } from '../platform/wake.ts'
import { IdParams, IdQuery, pageQuery, sendList } from '../platform/wire.ts'
import type { JobTools } from './ask-source.ts'
import { canPull } from './can-pull.ts'
import { cancelJob, pauseJob, resumeJob } from './change-job.ts'
import { getJob, toJob } from './get-job.ts'
import { canPush } from './push-page.ts'
import { findStart, requestJob } from './request-job.ts'
import { jobs } from './tables.ts'

const tag = 'Jobs'
const answers = { 200: { description: 'The job', schema: Job } }

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List jobs, newest first',
  query: z.strictObject({
    ...pageQuery,
    connection_id: IdQuery.optional(),
    kind: JobKind.optional(),
    state: JobState.optional(),
  }),
  answers: { 200: { description: 'A page', schema: listOf(Job) } },
  refusals: { 400: ['invalid_cursor'] },
})
const getOne = endpoint({ method: 'get', path: '/{id}', tag, summary: 'Get a job', params: IdParams, answers })

const verb = <const P extends string>(path: P, summary: string, description: string) =>
  endpoint({
    method: 'post',
    path,
    tag,
    summary,
    description,
    params: IdParams,
    idempotency: 'accepted',
    answers,
    refusals: { 409: ['job_over', 'job_in_progress'] },
  })
const verbs = [
  [verb('/{id}/pause', 'Pause a job', 'It stops after the page under way and keeps its place.'), pauseJob],
  [verb('/{id}/resume', 'Resume a job', 'One that was paused or failed goes on where it stood.'), resumeJob],
  [verb('/{id}/cancel', 'Cancel a job', 'It ends for good; what it stored stays.'), cancelJob],
] as const

/** Mounted at `/v1/jobs`. */
export function jobRoutes({ db }: Pick<JobTools, 'db'>): Api {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const { connection_id: connectionId, kind, state, ...query } = c.req.valid('query')
    const page = readPage(query)
    const conditions: SQL[] = [eq(jobs.organisationId, organisationId)]
    if (page.after) conditions.push(lt(jobs.id, page.after))
    if (connectionId) conditions.push(eq(jobs.connectionId, connectionId))
    if (kind) conditions.push(eq(jobs.kind, kind))
    if (state) conditions.push(eq(jobs.state, state))
    const found = await db.inOrganisation(organisationId, (tx) =>
      tx.orm
        .select()
        .from(jobs)
        .where(and(...conditions))
        .orderBy(desc(jobs.id))
        .limit(page.limit + 1),
    )
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toJob), nextCursor })
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    return c.json(
      toJob(await db.inOrganisation(organisationId, (tx) => getJob(tx, organisationId, c.req.valid('param').id))),
    )
  })

  for (const [route, change] of verbs) {
    app.openapi(route, (c) => {
      const { organisationId } = c.get('principal')
      const { id } = c.req.valid('param')
      return actOnce(c, db.inOrganisation, async (tx: Tx) => ({
        body: toJob(await change({ tx, organisationId, id })),
      }))
    })
  }
  return app
}

const sync = endpoint({
  method: 'post',
  path: '/{id}/sync',
  tag: 'Connections',
  summary: 'Synchronise a connection',
  description: 'A source is read, a destination is sent every active product. The job tells how far it is.',
  params: IdParams,
  body: SyncConnectionBody,
  isBodyOptional: true,
  idempotency: 'required',
  answers: { 202: { description: 'The job that does it', schema: Job } },
  refusals: { 409: ['job_in_progress', 'connection_cannot_sync', 'connection_disabled'], 422: ['invalid_datetime'] },
})

/** Mounted at `/v1/connections`, beside what is there. */
export function syncRoutes({
  db,
  box,
  findConnector,
  wake,
}: Omit<JobTools, 'io' | 'logger'> & { wake: Pick<Wake, 'wake'> }): Api {
  const app = createApi()
  app.openapi(sync, async (c) => {
    const { organisationId, keyId } = c.get('principal')
    const { id } = c.req.valid('param')
    const {
      nouns,
      full = false,
      compare = false,
      changed_after: after,
    } = (c.req.valid('json') ?? {}) as SyncConnectionBody
    const [connection] = isUuid(id) ? await loadConnections({ db, box }, { organisationId, connectionId: id }) : []
    if (!connection) throw new NotFound('not_found', 'There is no such connection')
    const connector = findConnector(connection.connector)
    const isSource = canPull(connector, connection.context)
    if (!isSource && !canPush(connector))
      throw new Conflict('connection_cannot_sync', 'It can neither be read with what it was given, nor be sent to')
    if (compare && !isSource) throw new Conflict('connection_cannot_sync', 'It can only be sent to, and not be read')
    requireNouns(nouns ?? [], isSource ? (connector?.pulls ?? []) : ['product'])
    const answer = await actOnce(c, db.inOrganisation, async (tx: Tx) => {
      const since = after ? after : full || compare || !isSource ? null : await findStart(tx, organisationId, id)
      const kind = !isSource ? 'push' : compare ? 'compare' : since ? 'reconcile' : 'backfill'
      const job = { connectionId: id, kind, nouns: nouns ?? null, changedAfter: since, createdBy: keyId } as const
      const jobId = await requestJob(tx, organisationId, job)
      return {
        status: 202,
        body: toJob(await getJob(tx, organisationId, jobId)),
        headers: { location: `/v1/jobs/${jobId}` },
      }
    })
    wake.wake('sync')
    return answer
  })
  return app
}

function requireNouns(nouns: readonly string[], known: readonly string[]): void {
  const errors = nouns.flatMap((noun, n) => (known.includes(noun) ? [] : [{ pointer: `/nouns/${n}`, code: 'unknown' }]))
  if (errors.length > 0)
    throw new Invalid('validation_failed', `With this connection ${known.join(', ')} are synchronised`, { errors })
}
