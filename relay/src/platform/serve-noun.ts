import { listOf } from '@passerelle/shared-types/envelope'
import { z } from 'zod'
import { type Api, createApi, endpoint } from './api.ts'
import type { Db, Tx } from './db.ts'
import { cutPage, readPage } from './paging.ts'
import { BulkBody, bulkOf, ExternalParams, IdParams, pageQuery, sendBulk, sendList, sendOne } from './wire.ts'

/** A thing as it is answered: exact JSON text, with the version that is its ETag. */
type Item = { id: string; version: number; body: string }

/** How a noun is read. `find` leaves out what is not there; `get` and `getExternal` throw NotFound. */
export type ReadableNoun<Found, Filters extends z.ZodRawShape> = {
  tag: string
  /** With its article: `an order`. */
  one: string
  many: string
  schema: z.ZodType
  /** Conditions of the list, beside those of every list. */
  filters: Filters
  /** Oldest first, from `after` on; reads one more than the page shows. */
  list: (
    tx: Tx,
    organisationId: string,
    query: z.output<z.ZodObject<Filters>> & { after: string | null; limit: number },
  ) => Promise<Found[]>
  get: (tx: Tx, organisationId: string, id: string) => Promise<Found>
  getExternal: (tx: Tx, organisationId: string, at: { connectionId: string; externalId: string }) => Promise<Found>
  find: (tx: Tx, organisationId: string, ids: readonly string[]) => Promise<Found[]>
  toItem: (found: Found) => Item
}

/** What every mirrored noun answers alike: its list, one by our id or by theirs, and up to 200 at once. */
export function serveNoun<Found, const Filters extends z.ZodRawShape>(db: Db, noun: ReadableNoun<Found, Filters>): Api {
  const { tag, one, many, schema, filters, toItem } = noun
  const the = one.replace(/^an? /, 'the ')
  const answers = { 200: { description: the.replace('the', 'The'), schema } }
  const app = createApi()

  const list = endpoint({
    method: 'get',
    path: '/',
    tag,
    summary: `List ${many}, oldest first`,
    query: z.strictObject({ ...pageQuery, ...filters }),
    answers: { 200: { description: 'A page', schema: listOf(schema) } },
    refusals: { 400: ['invalid_cursor'], 422: ['invalid_datetime'] },
  })
  app.openapi(list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query') as z.output<z.ZodObject<Filters>> & { limit: number; cursor?: string }
    const page = readPage(query)
    const asked = { ...query, after: page.after, limit: page.limit + 1 }
    const found = await db.inOrganisation(organisationId, (tx) => noun.list(tx, organisationId, asked))
    const { rows, nextCursor } = cutPage(found.map(toItem), page)
    return sendList(c, { data: rows.map(({ body }) => body), nextCursor })
  })

  const getExternal = endpoint({
    method: 'get',
    path: '/external/{connection_id}/{external_id}',
    tag,
    summary: `Get ${the} that a connection knows by an id of its own`,
    params: ExternalParams,
    answers,
    isVersioned: true,
  })
  app.openapi(getExternal, async (c) => {
    const { organisationId } = c.get('principal')
    const { connection_id: connectionId, external_id: externalId } = c.req.valid('param')
    const at = { connectionId, externalId }
    return sendOne(c, toItem(await db.inOrganisation(organisationId, (tx) => noun.getExternal(tx, organisationId, at))))
  })

  const getOne = endpoint({
    method: 'get',
    path: '/{id}',
    tag,
    summary: `Get ${one}, deleted ones included`,
    params: IdParams,
    answers,
    isVersioned: true,
  })
  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return sendOne(c, toItem(await db.inOrganisation(organisationId, (tx) => noun.get(tx, organisationId, id))))
  })

  const bulk = endpoint({
    method: 'post',
    path: '/bulk',
    tag,
    summary: `Get up to 200 ${many} by their ids`,
    scope: 'read',
    body: BulkBody,
    answers: { 200: { description: 'What was found, in the order of the ids', schema: bulkOf(schema) } },
  })
  app.openapi(bulk, async (c) => {
    const { organisationId } = c.get('principal')
    const { ids } = c.req.valid('json')
    const found = await db.inOrganisation(organisationId, (tx) => noun.find(tx, organisationId, ids))
    return sendBulk(ids, new Map(found.map(toItem).map(({ id, body }) => [id, body])))
  })

  return app
}
