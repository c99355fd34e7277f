import type { Replayed } from '@passerelle/shared-types/api/inbox'
import type { Context } from 'hono'
import { actOnce } from './act-once.ts'
import type { AuthEnv } from './auth.ts'
import type { Db, Tx } from './db.ts'
import { Invalid } from './errors.ts'
import { cutPage, readPage } from './paging.ts'

export const maxReplayed = 10_000

type Replay<Conditions extends object> = {
  asked: Conditions & { dry_run?: boolean | undefined; cursor?: string | undefined }
  /** Ids that meet the conditions, in order from `after` on. */
  find: (tx: Tx, conditions: Conditions, page: { after: string | null; limit: number }) => Promise<string[]>
  /** Answers how many were put in line. */
  replay: (tx: Tx, ids: string[]) => Promise<number>
}

/** Puts what meets the conditions in line again, 10,000 at once; where more is left, the answer says from where on. */
export async function replayByFilter<Conditions extends object>(
  c: Context<AuthEnv>,
  db: Db,
  { asked, find, replay }: Replay<Conditions>,
): Promise<Response> {
  const { dry_run: isDryRun = false, cursor, ...rest } = asked
  const conditions = rest as unknown as Conditions
  const page = readPage({ limit: maxReplayed, cursor })
  if (Object.keys(conditions).length === 0)
    throw new Invalid('filter_required', 'Name at least one condition', { errors: [{ pointer: '', code: 'required' }] })
  return actOnce(c, db.inOrganisation, async (tx: Tx) => {
    const found = await find(tx, conditions, { after: page.after, limit: maxReplayed + 1 })
    const { rows, nextCursor } = cutPage(
      found.map((id) => ({ id })),
      page,
    )
    const ids = rows.map(({ id }) => id)
    const replayed = isDryRun ? 0 : await replay(tx, ids)
    const body: Replayed = {
      matched: ids.length,
      replayed,
      is_complete: nextCursor === null,
      next_cursor: nextCursor,
    }
    return { status: isDryRun ? 200 : 202, body }
  })
}
