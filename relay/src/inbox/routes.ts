import {
  InboxEvent,
  InboxEventDetail,
  InboxState,
  Replayed,
  ReplayedEvent,
  ReplayInboxBody,
} from '@passerelle/shared-types/api/inbox'
import { listOf } from '@passerelle/shared-types/envelope'
import { and, asc, eq, gt, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { actOnce } from '../platform/act-once.ts'
import { type Api, createApi, endpoint } from '../platform/api.ts'
import type { Db, Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { cutPage, readPage } from '../platform/paging.ts'
import { maxReplayed, replayByFilter } from '../platform/replay-by-filter.ts'
import type { Wake } from '../platform/wake.ts'
import { IdParams, IdQuery, pageQuery, sendList } from '../platform/wire.ts'
import { replayEvent } from './replay-event.ts'
import { findReplayable, replayEvents } from './replay-events.ts'
import { inboxEvents } from './tables.ts'

const tag = 'Inbox'

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List what sources told us, oldest first',
  query: z.strictObject({
    ...pageQuery,
    state: InboxState.optional(),
    connection_id: IdQuery.optional(),
    kind: z.string().optional(),
    topic: z.string().optional(),
    external_id: z.string().optional(),
  }),
  answers: { 200: { description: 'A page', schema: listOf(InboxEvent) } },
  refusals: { 400: ['invalid_cursor'] },
})

const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get an event with its bytes as they came',
  params: IdParams,
  answers: { 200: { description: 'The event', schema: InboxEventDetail } },
})

const replayOne = endpoint({
  method: 'post',
  path: '/{id}/replay',
  tag,
  summary: 'Put a stored event in line again',
  params: IdParams,
  idempotency: 'accepted',
  answers: { 202: { description: 'Where it now stands', schema: ReplayedEvent } },
  refusals: { 409: ['event_still_pending', 'event_not_identified'] },
})

const replayMany = endpoint({
  method: 'post',
  path: '/replay',
  tag,
  summary: 'Put stored events in line again, by filter',
  description: `Up to ${maxReplayed} at once, oldest first; with \`dry_run\` it only counts them.`,
  body: ReplayInboxBody,
  idempotency: 'accepted',
  answers: {
    200: { description: 'What a call without dry_run would do', schema: Replayed },
    202: { description: 'What was done', schema: Replayed },
  },
  refusals: { 400: ['invalid_cursor'], 422: ['filter_required', 'invalid_datetime'] },
})

export function inboxRoutes({ db, wake }: { db: Db; wake: Wake }): Api {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const page = readPage(query)
    const conditions: SQL[] = [eq(inboxEvents.organisationId, organisationId)]
    if (query.state !== undefined) conditions.push(eq(inboxEvents.state, query.state))
    if (query.connection_id !== undefined) conditions.push(eq(inboxEvents.connectionId, query.connection_id))
    if (query.kind !== undefined) conditions.push(eq(inboxEvents.kind, query.kind))
    if (query.topic !== undefined) conditions.push(eq(inboxEvents.topic, query.topic))
    if (query.external_id !== undefined) conditions.push(eq(inboxEvents.externalId, query.external_id))
    if (page.after) conditions.push(gt(inboxEvents.id, page.after))
    const found = await db.inOrganisation(organisationId, (tx) =>
      tx.orm
        .select()
        .from(inboxEvents)
        .where(and(...conditions))
        .orderBy(asc(inboxEvents.id))
        .limit(page.limit + 1),
    )
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toInboxEvent), nextCursor })
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const [row] = isUuid(id)
      ? await db.inOrganisation(organisationId, (tx) =>
          tx.orm
            .select()
            .from(inboxEvents)
            .where(and(eq(inboxEvents.organisationId, organisationId), eq(inboxEvents.id, id))),
        )
      : []
    if (!row) throw new NotFound('not_found', 'There is no such event')
    const detail: InboxEventDetail = { ...toInboxEvent(row), raw: row.raw.toString('base64') }
    return c.json(detail, 200)
  })

  app.openapi(replayOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const response = await actOnce(c, db.inOrganisation, async (tx: Tx) => ({
      status: 202,
      body: await replayEvent({ tx, organisationId, id }),
    }))
    wake.wake('inbox')
    return response
  })

  app.openapi(replayMany, async (c) => {
    const { organisationId } = c.get('principal')
    const response = await replayByFilter(c, db, {
      asked: c.req.valid('json'),
      find: (
        tx,
        { connection_id: connectionId, received_after: receivedAfter, received_before: receivedBefore, ...conditions },
        page,
      ) =>
        findReplayable(
          { tx, organisationId },
          { ...conditions, after: page.after, connectionId, receivedAfter, receivedBefore },
          page.limit,
        ),
      replay: (tx, ids) => replayEvents({ tx, organisationId }, ids),
    })
    wake.wake('inbox')
    return response
  })

  return app
}

function toInboxEvent(row: typeof inboxEvents.$inferSelect): InboxEvent {
  return {
    id: row.id,
    connection_id: row.connectionId,
    topic: row.topic,
    entity: { kind: row.kind, id: row.externalId },
    state: row.state,
    reason: row.reason,
    detail: row.detail,
    attempt_count: row.attemptCount,
    occurred_at: row.occurredAt?.toISOString() ?? null,
    received_at: row.receivedAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
  }
}
