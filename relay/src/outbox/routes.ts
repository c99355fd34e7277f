import {
  Delivery,
  DeliveryDetail,
  DeliveryState,
  ReplayDeliveriesBody,
  RetriedDelivery,
} from '@passerelle/shared-types/api/deliveries'
import { Replayed } from '@passerelle/shared-types/api/inbox'
import { listOf } from '@passerelle/shared-types/envelope'
import { z } from 'zod'
import type { Connector } from '../connectors/connector.ts'
import { connectors } from '../connectors/index.ts'
import { actOnce } from '../platform/act-once.ts'
import { type Api, createApi, endpoint } from '../platform/api.ts'
import type { Db, Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { cutPage, readPage } from '../platform/paging.ts'
import { maxReplayed, replayByFilter } from '../platform/replay-by-filter.ts'
import type { Wake } from '../platform/wake.ts'
import { IdParams, IdQuery, pageQuery, sendList } from '../platform/wire.ts'
import { findDead, replayDeliveries } from './replay-deliveries.ts'
import { retryDelivery } from './retry-delivery.ts'

type Row = {
  id: string
  connection_id: string
  event_id: string
  type: string
  entity_kind: string
  entity_id: string
  state: Delivery['state']
  reason: string | null
  attempt_count: number
  next_attempt_at: Date | null
  created_at: Date
  finished_at: Date | null
}
type Filter = { id?: string; state?: string; connectionId?: string; after?: string | null; limit: number }

const tag = 'Deliveries'

const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List deliveries, oldest first',
  query: z.strictObject({ ...pageQuery, state: DeliveryState.optional(), connection_id: IdQuery.optional() }),
  answers: { 200: { description: 'A page', schema: listOf(Delivery) } },
  refusals: { 400: ['invalid_cursor'] },
})

const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get a delivery with its attempts',
  params: IdParams,
  answers: { 200: { description: 'The delivery', schema: DeliveryDetail } },
})

const retryOne = endpoint({
  method: 'post',
  path: '/{id}/retry',
  tag,
  summary: 'Send a dead delivery once more',
  params: IdParams,
  idempotency: 'accepted',
  answers: { 202: { description: 'It waits again', schema: RetriedDelivery } },
  refusals: { 409: ['delivery_not_dead'] },
})

const replayMany = endpoint({
  method: 'post',
  path: '/replay',
  tag,
  summary: 'Send dead deliveries once more, by filter',
  description: `Up to ${maxReplayed} at once, oldest first; with \`dry_run\` it only counts them.`,
  body: ReplayDeliveriesBody,
  idempotency: 'accepted',
  answers: {
    200: { description: 'What a call without dry_run would do', schema: Replayed },
    202: { description: 'What was done', schema: Replayed },
  },
  refusals: { 400: ['invalid_cursor'], 422: ['filter_required', 'invalid_datetime'] },
})

export function deliveryRoutes({
  db,
  wake,
  findConnector,
}: {
  db: Db
  wake: Wake
  findConnector: (name: string) => Connector | undefined
}): Api {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const page = readPage(query)
    const filter: Filter = {
      ...(query.state ? { state: query.state } : {}),
      ...(query.connection_id ? { connectionId: query.connection_id } : {}),
      after: page.after,
      limit: page.limit + 1,
    }
    const found = await db.inOrganisation(organisationId, (tx) => select(tx, organisationId, filter))
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toDelivery), nextCursor })
  })

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    if (!isUuid(id)) throw new NotFound('not_found', 'There is no such delivery')
    const detail = await db.inOrganisation(organisationId, async (tx): Promise<DeliveryDetail> => {
      const [row] = await select(tx, organisationId, { id, limit: 1 })
      if (!row) throw new NotFound('not_found', 'There is no such delivery')
      return { ...toDelivery(row), attempts: await selectAttempts(tx, organisationId, id) }
    })
    return c.json(detail, 200)
  })

  app.openapi(retryOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const response = await actOnce(c, db.inOrganisation, async (tx: Tx) => {
      await retryDelivery({ tx, organisationId, id }, findConnector)
      return { status: 202, body: { id, state: 'pending' } }
    })
    wake.wake('outbox')
    return response
  })

  app.openapi(replayMany, async (c) => {
    const { organisationId } = c.get('principal')
    const response = await replayByFilter(c, db, {
      asked: c.req.valid('json'),
      find: (
        tx,
        { connection_id: connectionId, created_after: createdAfter, created_before: createdBefore, ...conditions },
        page,
      ) =>
        findDead(
          { tx, organisationId },
          { ...conditions, after: page.after, connectionId, createdAfter, createdBefore },
          page.limit,
        ),
      replay: (tx, ids) => replayDeliveries({ tx, organisationId }, ids, connectors),
    })
    wake.wake('outbox')
    return response
  })

  return app
}

/** A state as a condition on the columns that have it, so that an index can be of use. */
const stateIs = ({ sql }: Tx, state: string) =>
  state === 'paused'
    ? sql`(d.state in ('pending', 'retrying', 'unknown') and c.state <> 'active')`
    : sql`(d.state = ${state} and (d.finished_at is not null or c.state = 'active'))`

/** A delivery that waits for a paused connection reads as `paused`: a state of the connection, shown where one looks. */
async function select(tx: Tx, organisationId: string, filter: Filter): Promise<Row[]> {
  return tx.sql<Row[]>`
    select * from (
      select d.id, d.connection_id, d.event_id, e.type, d.entity_kind, d.entity_id, d.reason, d.attempt_count, d.created_at, d.finished_at,
        case when d.finished_at is null and c.state <> 'active' then 'paused' else d.state end as state,
        case when d.finished_at is null and h.done_seq < d.seq and c.state = 'active' then h.due_at end as next_attempt_at
      from deliveries d
      join events e on e.organisation_id = d.organisation_id and e.id = d.event_id
      join connections c on c.organisation_id = d.organisation_id and c.id = d.connection_id
      left join delivery_heads h on h.organisation_id = d.organisation_id and h.connection_id = d.connection_id
        and h.entity_kind = d.entity_kind and h.entity_id = d.entity_id
      where d.organisation_id = ${organisationId}::uuid
        and (${filter.id ?? null}::uuid is null or d.id = ${filter.id ?? null}::uuid)
        and (${filter.connectionId ?? null}::uuid is null or d.connection_id = ${filter.connectionId ?? null}::uuid)
        and (${filter.after ?? null}::uuid is null or d.id > ${filter.after ?? null}::uuid)
        and (${filter.state ?? null}::text is null or ${stateIs(tx, filter.state ?? '')})
    ) d
    order by d.id limit ${filter.limit}`
}

type AttemptRow = {
  number: number
  started_at: Date
  duration_ms: number
  outcome: string
  http_status: number | null
  reason: string | null
  response: string | null
}

async function selectAttempts(tx: Tx, organisationId: string, deliveryId: string): Promise<DeliveryDetail['attempts']> {
  const rows = await tx.sql<AttemptRow[]>`
    select number, started_at, duration_ms, outcome, http_status, reason, response from delivery_attempts
    where organisation_id = ${organisationId}::uuid and delivery_id = ${deliveryId}::uuid order by number`
  return rows.map((row) => ({ ...row, started_at: row.started_at.toISOString() }))
}

function toDelivery(row: Row): Delivery {
  return {
    id: row.id,
    connection_id: row.connection_id,
    event_id: row.event_id,
    type: row.type,
    entity: { kind: row.entity_kind, id: row.entity_id },
    state: row.state,
    reason: row.reason,
    attempt_count: row.attempt_count,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}
