import { Hono } from 'hono'
import type { AuthEnv } from '../platform/auth.ts'
import type { Db } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'

type Row = {
  position: number
  organisation_id: string
  id: string
  type: string
  entity_kind: string
  entity_id: string
  entity_version: number
  data: string
  previous: string
  source_connection_id: string | null
  source_event_id: string | null
  created_at: Date
}

const maxWaitSeconds = 30
const recheckMs = 1_000

/** Lets callers of the feed sleep until there may be news; `close` wakes them all for good. */
export function createFeedBell() {
  let ring = Promise.withResolvers<void>()
  let isClosed = false
  return {
    ring() {
      const { resolve } = ring
      ring = Promise.withResolvers<void>()
      resolve()
    },
    close() {
      isClosed = true
      ring.resolve()
    },
    isClosed: () => isClosed,
    sleep: (ms: number) => Promise.race([ring.promise, new Promise((resolve) => setTimeout(resolve, ms))]),
  }
}
export type FeedBell = ReturnType<typeof createFeedBell>

/** `GET /v1/events?after=&types=&wait=&limit=`: what happened, in the gapless order of the organisation; with `wait`, a long poll. */
export function feedRoutes({ db, bell }: { db: Db; bell: FeedBell }): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()
  app.get('/', async (c) => {
    const { organisationId } = c.get('principal')
    const after = readNumber(c.req.query('after'), { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER, name: 'after' })
    const limit = readNumber(c.req.query('limit'), { fallback: 100, min: 1, max: 200, name: 'limit' })
    const wait = readNumber(c.req.query('wait'), { fallback: 0, min: 0, max: maxWaitSeconds, name: 'wait' })
    const types = c.req.query('types')?.split(',').filter(Boolean) ?? []
    const until = performance.now() + wait * 1_000
    for (let from = after; ; ) {
      const { rows, head } = await read(db, organisationId, { after: from, limit, types })
      if (after > head) throw invalidCursor()
      const left = until - performance.now()
      if (rows.length > 0 || left <= 0 || bell.isClosed() || c.req.raw.signal.aborted) return answer(rows, limit, head)
      from = head
      await bell.sleep(Math.min(left, recheckMs))
    }
  })
  return app
}

function answer(rows: Row[], limit: number, head: number): Response {
  const last = rows.at(-1)?.position ?? 0
  const next = rows.length < limit ? Math.max(head, last) : last
  const data = rows.map(
    (row) =>
      `{"position":${row.position},"id":"${row.id}","type":"${row.type}","timestamp":"${row.created_at.toISOString()}","organisation_id":"${row.organisation_id}","entity":${JSON.stringify({ kind: row.entity_kind, id: row.entity_id, version: row.entity_version })},"data":${row.data},"previous":${row.previous},"source":${JSON.stringify({ connection_id: row.source_connection_id, event_id: row.source_event_id })}}`,
  )
  return new Response(`{"data":[${data.join(',')}],"next_cursor":"${next}"}`, {
    headers: { 'content-type': 'application/json' },
  })
}

/** The head is read first: an event placed between the two reads is in `rows` or after the head, never lost between them. */
async function read(
  db: Db,
  organisationId: string,
  { after, limit, types }: { after: number; limit: number; types: string[] },
) {
  return db.inOrganisation(organisationId, async ({ sql }) => {
    const [heads, rows] = await Promise.all([
      sql<{ position: number }[]>`select position from feed_heads where organisation_id = ${organisationId}::uuid`,
      sql<Row[]>`
        select position, organisation_id, id, type, entity_kind, entity_id, entity_version, data, previous, source_connection_id, source_event_id, created_at
        from events
        where organisation_id = ${organisationId}::uuid and position > ${after} and (${types.length === 0} or type = any(${types}::text[]))
        order by position limit ${limit}`,
    ])
    return { head: heads[0]?.position ?? 0, rows: [...rows] }
  })
}

/** What lies beyond the head was never given out here: after a restored backup, say, its holder has to start anew. */
const invalidCursor = () =>
  new Invalid('invalid_cursor', 'after is the next_cursor of an earlier answer', { status: 400 })

function readNumber(
  text: string | undefined,
  { fallback, min, max, name }: { fallback: number; min: number; max: number; name: string },
): number {
  if (text === undefined || text === '') return fallback
  const number = /^\d{1,16}$/.test(text) ? Number(text) : -1
  if (number >= min && number <= max) return number
  if (name === 'after') throw invalidCursor()
  throw new Invalid('validation_failed', `${name} is a number from ${min} to ${max}`, {
    errors: [{ pointer: `/${name}`, code: 'out_of_range' }],
  })
}
