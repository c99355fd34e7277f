import type { Delivery, DeliveryDetail } from '@passerelle/shared-types/api/deliveries'
import { Hono } from 'hono'
import type { Connector } from '../connectors/connector.ts'
import type { AuthEnv } from '../platform/auth.ts'
import type { Db, Tx } from '../platform/db.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { cutPage, linkNext, readPage } from '../platform/paging.ts'
import type { Wake } from '../platform/wake.ts'
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

const states: readonly string[] = ['pending', 'delivered', 'retrying', 'unknown', 'paused', 'dead', 'skipped']

export function deliveryRoutes({
  db,
  wake,
  findConnector,
}: {
  db: Db
  wake: Wake
  findConnector: (name: string) => Connector | undefined
}): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()

  app.get('/', async (c) => {
    const { organisationId } = c.get('principal')
    const page = readPage((name) => c.req.query(name))
    const state = c.req.query('state')
    const connectionId = c.req.query('connection_id')
    if (state !== undefined && !states.includes(state)) {
      throw new Invalid('validation_failed', `state is one of ${states.join(', ')}`, {
        errors: [{ pointer: '/state', code: 'unknown' }],
      })
    }
    if (connectionId !== undefined && !isUuid(connectionId)) {
      throw new Invalid('validation_failed', 'connection_id is a UUID', {
        errors: [{ pointer: '/connection_id', code: 'invalid' }],
      })
    }
    const filter: Filter = {
      ...(state ? { state } : {}),
      ...(connectionId ? { connectionId } : {}),
      after: page.after,
      limit: page.limit + 1,
    }
    const rows = await db.inOrganisation(organisationId, (tx) => select(tx, organisationId, filter))
    const cut = cutPage(rows, page)
    return c.json({ data: cut.rows.map(toDelivery), next_cursor: cut.nextCursor }, 200, linkNext(c, cut.nextCursor))
  })

  app.get('/:id', async (c) => {
    const { organisationId } = c.get('principal')
    const id = c.req.param('id')
    if (!isUuid(id)) throw new NotFound('not_found', 'There is no such delivery')
    const detail = await db.inOrganisation(organisationId, async (tx): Promise<DeliveryDetail> => {
      const [row] = await select(tx, organisationId, { id, limit: 1 })
      if (!row) throw new NotFound('not_found', 'There is no such delivery')
      return { ...toDelivery(row), attempts: await selectAttempts(tx, organisationId, id) }
    })
    return c.json(detail)
  })

  app.post('/:id/retry', async (c) => {
    const { organisationId } = c.get('principal')
    const id = c.req.param('id')
    await db.inOrganisation(organisationId, (tx) => retryDelivery({ tx, organisationId, id }, findConnector))
    wake.wake('outbox')
    return c.json({ id, state: 'pending' }, 202)
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
