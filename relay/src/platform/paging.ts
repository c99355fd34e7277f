import type { Context } from 'hono'
import { Invalid } from './errors.ts'
import { isUuid } from './ids.ts'

export type Page = { limit: number; after: string | null }

/** Reads `limit` (1 to 200, else 422) and the opaque `cursor` (else 400). */
export function readPage(query: (name: string) => string | undefined): Page {
  const limitText = query('limit') ?? '50'
  const limit = /^\d{1,4}$/.test(limitText) ? Number(limitText) : 0
  if (limit < 1 || limit > 200) {
    throw new Invalid('validation_failed', 'limit is a number from 1 to 200', {
      errors: [{ pointer: '/limit', code: 'out_of_range' }],
    })
  }
  const cursor = query('cursor')
  if (cursor === undefined || cursor === '') return { limit, after: null }
  const after = Buffer.from(cursor, 'base64url').toString()
  if (!isUuid(after)) throw new Invalid('invalid_cursor', 'The cursor is not one of ours', { status: 400 })
  return { limit, after }
}

/** Cuts a list that was read with one row too many, and names where the next page begins. */
export function cutPage<T extends { id: string }>(
  rows: T[],
  { limit }: Page,
): { rows: T[]; nextCursor: string | null } {
  const cut = rows.slice(0, limit)
  const last = cut.at(-1)
  return { rows: cut, nextCursor: rows.length > limit && last ? Buffer.from(last.id).toString('base64url') : null }
}

/** The `Link` header of a list that goes on: the same call with the next cursor, as an absolute path. */
export function linkNext(c: Context, nextCursor: string | null): Record<string, string> {
  if (nextCursor === null) return {}
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.set('cursor', nextCursor)
  return { link: `<${pathname}?${searchParams}>; rel="next"` }
}
