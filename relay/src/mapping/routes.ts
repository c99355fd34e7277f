import { Mapping } from '@passerelle/shared-types/api/connections'
import { listOf } from '@passerelle/shared-types/envelope'
import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Api, createApi, endpoint } from '../platform/api.ts'
import type { Db } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { IdQuery, pageQuery, sendList } from '../platform/wire.ts'
import { mappings } from './tables.ts'

const list = endpoint({
  method: 'get',
  path: '/',
  tag: 'Mappings',
  summary: 'List which of their ids stands for which of ours',
  query: z.strictObject({
    ...pageQuery,
    kind: z.string().optional(),
    id: IdQuery.optional(),
    connection_id: IdQuery.optional(),
    external_id: z.string().optional(),
  }),
  answers: { 200: { description: 'A page', schema: listOf(Mapping) } },
  refusals: { 400: ['invalid_cursor'] },
})

export function mappingRoutes({ db }: { db: Db }): Api {
  const app = createApi()
  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const { limit, cursor, ...query } = c.req.valid('query')
    const conditions: SQL[] = [eq(mappings.organisationId, organisationId)]
    if (query.kind !== undefined) conditions.push(eq(mappings.kind, query.kind))
    if (query.id !== undefined) conditions.push(eq(mappings.id, query.id))
    if (query.connection_id !== undefined) conditions.push(eq(mappings.connectionId, query.connection_id))
    if (query.external_id !== undefined) conditions.push(eq(mappings.externalId, query.external_id))
    const after = readCursor(cursor)
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
    return sendList(c, { data: cut.map(toMapping), nextCursor })
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
