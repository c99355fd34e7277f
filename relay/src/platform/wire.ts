import { Instant } from '@passerelle/shared-types/api/instant'
import type { Context } from 'hono'
import { z } from 'zod'
import { hasVersion } from './conditions.ts'
import { linkNext } from './paging.ts'

/** A whole number in a query, in plain digits: what else JavaScript takes for a number is refused. */
export const wholeQuery = ({ min, max }: { min: number; max: number }) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ type: 'integer', minimum: min, maximum: max })

/** `limit` and `cursor` of every list, to be spread into its query: `z.strictObject({ ...pageQuery, state: … })`. */
export const pageQuery = {
  limit: wholeQuery({ min: 1, max: 200 }).default(50).meta({ description: 'How many at most' }),
  cursor: z.string().optional().meta({ description: '`next_cursor` of the page before' }),
}

/** Path parameters stay text: what is no id of ours names nothing, and is 404 like any other. */
export const IdParams = z.object({ id: z.string().meta({ format: 'uuid', description: 'Our id' }) })
export const ExternalParams = z.object({
  connection_id: z.string().meta({ format: 'uuid' }),
  external_id: z.string().meta({ description: 'The id that the connection knows it by' }),
})

/** A condition in a query: an id of ours, `true` or `false`, an instant with its zone. */
export const IdQuery = z.uuid().lowercase()
export const FlagQuery = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
export const InstantQuery = Instant

export const BulkBody = z.strictObject({ ids: z.array(z.uuid().lowercase()).min(1).max(200) }).meta({ id: 'BulkBody' })
export const bulkOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), missing: z.array(z.uuid()).meta({ description: 'Ids that name nothing here' }) })

const jsonHeaders = { 'content-type': 'application/json' }

/** Exact JSON text as an answer. */
export const sendText = (text: string, headers: Record<string, string> = {}, status = 200): Response =>
  new Response(text, { status, headers: { ...jsonHeaders, ...headers } })

/** One thing with a version: ETag, or 304 where the caller has it already. `body` is a value, or exact JSON text. */
export function sendOne(c: Context, { version, body }: { version: number; body: object | string }): Response {
  const headers = { etag: `"${version}"` }
  if (hasVersion(c.req.header('if-none-match'), version)) return new Response(null, { status: 304, headers })
  return sendText(typeof body === 'string' ? body : JSON.stringify(body), headers)
}

/** A page of values, or of exact JSON texts, with where the next begins in body and Link header. */
export function sendList(
  c: Context,
  { data, nextCursor }: { data: readonly (object | string)[]; nextCursor: string | null },
): Response {
  const items = data.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  return sendText(`{"data":[${items.join(',')}],"next_cursor":${JSON.stringify(nextCursor)}}`, linkNext(c, nextCursor))
}

/** What was found of the ids that were asked for, in their order, and which name nothing. */
export function sendBulk(ids: readonly string[], found: ReadonlyMap<string, object | string>): Response {
  const wanted = [...new Set(ids)]
  const items = wanted
    .flatMap((id) => found.get(id) ?? [])
    .map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  const missing = wanted.filter((id) => !found.has(id))
  return sendText(`{"data":[${items.join(',')}],"missing":${JSON.stringify(missing)}}`)
}
