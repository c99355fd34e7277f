import type { Connection } from '@passerelle/shared-types/api/connections'
import { and, asc, eq, gt } from 'drizzle-orm'
import { Hono } from 'hono'
import type { AuthEnv } from '../platform/auth.ts'
import type { Db } from '../platform/db.ts'
import { cutPage, linkNext, readPage } from '../platform/paging.ts'
import type { Wake } from '../platform/wake.ts'
import { pauseConnection, resumeConnection } from './change-state.ts'
import { type ConnectionRow, getConnection } from './get-connection.ts'
import { connections } from './tables.ts'

export function connectionRoutes({ db, wake }: { db: Db; wake: Wake }): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()

  app.get('/', async (c) => {
    const { organisationId } = c.get('principal')
    const page = readPage((name) => c.req.query(name))
    const mine = eq(connections.organisationId, organisationId)
    const rows = await db.inOrganisation(organisationId, (tx) =>
      tx.orm
        .select()
        .from(connections)
        .where(page.after ? and(mine, gt(connections.id, page.after)) : mine)
        .orderBy(asc(connections.id))
        .limit(page.limit + 1),
    )
    const cut = cutPage(rows, page)
    return c.json({ data: cut.rows.map(toConnection), next_cursor: cut.nextCursor }, 200, linkNext(c, cut.nextCursor))
  })

  app.get('/:id', async (c) => {
    const { organisationId } = c.get('principal')
    return c.json(
      toConnection(
        await db.inOrganisation(organisationId, (tx) => getConnection(tx, organisationId, c.req.param('id'))),
      ),
    )
  })

  for (const [path, change] of [
    ['pause', pauseConnection],
    ['resume', resumeConnection],
  ] as const) {
    app.post(`/:id/${path}`, async (c) => {
      const { organisationId } = c.get('principal')
      const id = c.req.param('id')
      const row = await db.inOrganisation(organisationId, async (tx) => {
        await change({ tx, organisationId, id })
        return getConnection(tx, organisationId, id)
      })
      wake.wake('outbox')
      return c.json(toConnection(row))
    })
  }

  return app
}

/** Secrets are not among the settings: they are kept apart, sealed. */
function toConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    company_id: row.companyId,
    connector: row.connector,
    name: row.name,
    state: row.state,
    reason: row.reason,
    settings: row.settings,
    created_at: row.createdAt.toISOString(),
  }
}
