import type { Mapping } from '@passerelle/shared-types/api/connections'
import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { AuthEnv } from '../platform/auth.ts'
import type { Db } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { linkNext, readPage } from '../platform/paging.ts'
import { mappings } from './tables.ts'

/** `GET /v1/mappings?kind=&id=&connection_id=`: which of their ids stands for which of ours. */
export function mappingRoutes({ db }: { db: Db }): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()
  app.get('/', async (c) => {
    const { organisationId } = c.get('principal')
    const conditions: SQL[] = [eq(mappings.organisationId, organisationId)]
    const kind = c.req.query('kind')
    if (kind !== undefined) conditions.push(eq(mappings.kind, kind))
    for (const [name, column] of [
      ['id', mappings.id],
      ['connection_id', mappings.connectionId],
    ] as const) {
      const value = c.req.query(name)
      if (value === undefined) continue
      if (!isUuid(value))
        throw new Invalid('validation_failed', `${name} is a UUID`, {
          errors: [{ pointer: `/${name}`, code: 'invalid' }],
        })
      conditions.push(eq(column, value))
    }
    const { limit } = readPage((name) => (name === 'limit' ? c.req.query('limit') : undefined))
    const after = readCursor(c.req.query('cursor'))
    if (after)
      conditions.push(
        sql`(${mappings.connectionId}, ${mappings.kind}, ${mappings.externalId}) > (${after[0]}::uuid, ${after[1]}, ${after[2]})`,
      )
    const rows = await db.inOrganisation(organisationId, (tx) =>
      tx.orm
        .select()
        .from(mappings)
        .where(and(...conditions))
        .orderBy(asc(mappings.connectionId), asc(mappings.kind), asc(mappings.externalId))
        .limit(limit + 1),
    )
    const cut = rows.slice(0, limit)
    const last = cut.at(-1)
    const next = rows.length > limit && last ? JSON.stringify([last.connectionId, last.kind, last.externalId]) : null
    const nextCursor = next && Buffer.from(next).toString('base64url')
    return c.json({ data: cut.map(toMapping), next_cursor: nextCursor }, 200, linkNext(c, nextCursor))
  })
  return app
}

function readCursor(cursor: string | undefined): [string, string, string] | null {
  if (cursor === undefined || cursor === '') return null
  try {
    const [connectionId, kind, externalId] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0')
    if (isUuid(connectionId) && isText(kind) && isText(externalId)) return [connectionId, kind, externalId]
  } catch {}
  throw new Invalid('invalid_cursor', 'The cursor is not one of ours', { status: 400 })
}

function toMapping(row: typeof mappings.$inferSelect): Mapping {
  return {
    connection_id: row.connectionId,
    kind: row.kind,
    id: row.id,
    external_id: row.externalId,
    agreed: JSON.parse(row.agreed),
    agreed_at: row.agreedAt.toISOString(),
  }
}
