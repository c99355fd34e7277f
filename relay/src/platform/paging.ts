import type { Context } from 'hono'
import { Invalid } from './errors.ts'
import { isUuid } from './ids.ts'

export type Page = { limit: number; after: string | null }

/** The page that a list's query asks for; 400 where the opaque `cursor` is not one of ours. */
export function readPage({ limit, cursor }: { limit: number; cursor?: string | undefined }): Page {
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
