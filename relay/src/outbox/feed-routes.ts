import { FeedEvent, listOf } from '@passerelle/shared-types/envelope'
import type { Context } from 'hono'
import { z } from 'zod'
import { type Api, createApi, endpoint } from '../platform/api.ts'
import type { Db } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'
import { problem } from '../platform/http-error.ts'
import { wholeQuery } from '../platform/wire.ts'

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
  const sleepers = new Set<() => void>()
  let isClosed = false
  const ring = () => {
    for (const wake of [...sleepers]) wake()
  }
  return {
    ring,
    close() {
      isClosed = true
      ring()
    },
    isClosed: () => isClosed,
    /** Nothing of a sleeper is left here once it is awake, whatever woke it. */
    sleep(ms: number): Promise<void> {
      if (isClosed) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          sleepers.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        sleepers.add(wake)
      })
    },
    countSleepers: () => sleepers.size,
  }
}
export type FeedBell = ReturnType<typeof createFeedBell>

const feed = endpoint({
  method: 'get',
  path: '/',
  tag: 'Events',
  summary: 'Read what happened, in the gapless order of the organisation',
  description:
    'Begin without `after`, and go on with the `next_cursor` of each answer. With `wait` the answer comes as soon as there is news. Events are kept for 30 days.',
  query: z.strictObject({
    after: z.string().optional().meta({ description: '`next_cursor` of an earlier answer' }),
    types: z.string().max(2_000).optional().meta({ description: 'Topics, separated by commas', example: 'order.paid' }),
    limit: wholeQuery({ min: 1, max: 200 }).default(100),
    wait: wholeQuery({ min: 0, max: maxWaitSeconds }).default(0).meta({ description: 'Seconds to wait for news' }),
  }),
  answers: { 200: { description: 'The next events', schema: listOf(FeedEvent) } },
  refusals: { 400: ['invalid_cursor'], 410: ['cursor_expired'] },
})

export function feedRoutes({ db, bell }: { db: Db; bell: FeedBell }): Api {
  const app = createApi()
  app.openapi(feed, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const { limit } = query
    const after = readAfter(query.after)
    const types = [...new Set(query.types?.split(',').filter(Boolean) ?? [])]
    const until = performance.now() + query.wait * 1_000
    for (let from = after ?? 0; ; ) {
      const { rows, head, prunedTo } = await read(db, organisationId, { after: from, limit, types })
      if (after !== null && after > head) throw invalidCursor()
      if (after !== null && from < prunedTo) return expired(c, prunedTo)
      const left = until - performance.now()
      if (rows.length > 0 || left <= 0 || bell.isClosed() || c.req.raw.signal.aborted) return answer(rows, limit, head)
      from = head
      await bell.sleep(Math.min(left, recheckMs))
    }
  })
  return app
}

/** Names the oldest cursor from which nothing is missing. */
function expired(c: Context, prunedTo: number): Response {
  return problem(c, {
    status: 410,
    code: 'cursor_expired',
    detail: `What follows this cursor is no longer kept: the oldest one is ${prunedTo}. Read the lists anew, then go on from there`,
    extra: { oldest_cursor: String(prunedTo) },
  })
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
    const columns = sql`e.position, e.organisation_id, e.id, e.type, e.entity_kind, e.entity_id, e.entity_version, e.data, e.previous,
      e.source_connection_id, e.source_event_id, e.created_at`
    const mine = sql`e.organisation_id = ${organisationId}::uuid and e.position > ${after}`
    const [heads, rows] = await Promise.all([
      sql<{ position: number; pruned_to: number }[]>`
        select position, pruned_to from feed_heads where organisation_id = ${organisationId}::uuid`,
      types.length === 0
        ? sql<Row[]>`select ${columns} from events e where ${mine} order by e.position limit ${limit}`
        : // Each type by its own index: a rare one is not sought among all the others.
          sql<Row[]>`
            select e.* from unnest(${types}::text[]) as wanted(type) cross join lateral (
              select ${columns} from events e where ${mine} and e.type = wanted.type order by e.position limit ${limit}
            ) e order by e.position limit ${limit}`,
    ])
    return { head: heads[0]?.position ?? 0, prunedTo: heads[0]?.pruned_to ?? 0, rows: [...rows] }
  })
}

/** What lies beyond the head was never given out here: after a restored backup, say, its holder has to start anew. */
const invalidCursor = () =>
  new Invalid('invalid_cursor', 'after is the next_cursor of an earlier answer', { status: 400 })

/** Null where the caller begins. */
function readAfter(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  const position = /^\d{1,16}$/.test(text) ? Number(text) : -1
  if (position < 0 || position > Number.MAX_SAFE_INTEGER) throw invalidCursor()
  return position
}
