import type { InboxEvent, InboxEventDetail } from '@passerelle/shared-types/api/inbox'
import { and, asc, eq, gt, type SQL } from 'drizzle-orm'
import { Hono } from 'hono'
import type { AuthEnv } from '../platform/auth.ts'
import type { Db } from '../platform/db.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { cutPage, linkNext, readPage } from '../platform/paging.ts'
import type { Wake } from '../platform/wake.ts'
import { replayEvent } from './replay-event.ts'
import { type InboxState, inboxEvents } from './tables.ts'

const states: readonly string[] = ['pending', 'applied', 'superseded', 'echo', 'parked', 'quarantined']

export function inboxRoutes({ db, wake }: { db: Db; wake: Wake }): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()

  app.get('/', async (c) => {
    const { organisationId } = c.get('principal')
    const page = readPage((name) => c.req.query(name))
    const conditions: SQL[] = [eq(inboxEvents.organisationId, organisationId)]
    const state = c.req.query('state')
    if (state !== undefined) {
      if (!states.includes(state))
        throw new Invalid('validation_failed', `state is one of ${states.join(', ')}`, {
          errors: [{ pointer: '/state', code: 'unknown' }],
        })
      conditions.push(eq(inboxEvents.state, state as InboxState))
    }
    if (page.after) conditions.push(gt(inboxEvents.id, page.after))
    const rows = await db.inOrganisation(organisationId, (tx) =>
      tx.orm
        .select()
        .from(inboxEvents)
        .where(and(...conditions))
        .orderBy(asc(inboxEvents.id))
        .limit(page.limit + 1),
    )
    const cut = cutPage(rows, page)
    return c.json({ data: cut.rows.map(toInboxEvent), next_cursor: cut.nextCursor }, 200, linkNext(c, cut.nextCursor))
  })

  app.get('/:id', async (c) => {
    const { organisationId } = c.get('principal')
    const id = c.req.param('id')
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
    return c.json(detail)
  })

  app.post('/:id/replay', async (c) => {
    const { organisationId } = c.get('principal')
    const result = await db.inOrganisation(organisationId, (tx) =>
      replayEvent({ tx, organisationId, id: c.req.param('id') }),
    )
    wake.wake('inbox')
    return c.json(result, 202)
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
