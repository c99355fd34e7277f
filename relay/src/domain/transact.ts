import { enqueueChanges } from '../outbox/enqueue-changes.ts'
import type { Db } from '../platform/db.ts'
import type { Wake } from '../platform/wake.ts'
import type { Change, Context, Reaction } from './context.ts'

export type Transact = <T>(organisationId: string, run: (ctx: Context) => Promise<T>) => Promise<T>

const maxRounds = 20

/**
 * One transaction: runs the work, then what reacts to the changes it emitted until none is left, and last writes them all as
 * events and deliveries. Whatever fails, all fails.
 */
export function createTransact({
  db,
  wake,
  reactions,
}: {
  db: Db
  wake: Wake
  reactions: readonly Reaction[]
}): Transact {
  return async (organisationId, run) => {
    const { result, hasChanges } = await db.inOrganisation(organisationId, async (tx) => {
      const changes: Change[] = []
      const ctx: Context = { tx, organisationId, emit: (change) => changes.push(change) }
      const answer = await run(ctx)
      await reactTo(ctx, changes, reactions)
      await enqueueChanges(tx, organisationId, changes)
      return { result: answer, hasChanges: changes.length > 0 }
    })
    if (hasChanges) {
      wake.wake('outbox')
      wake.wake('feed')
    }
    return result
  }
}

/** Round by round: what a round emits is the next round's news. */
async function reactTo(ctx: Context, changes: Change[], reactions: readonly Reaction[]): Promise<void> {
  let seen = 0
  for (let round = 0; seen < changes.length; round++) {
    if (round === maxRounds) throw new Error('reactions answer each other without end')
    const news = changes.slice(seen)
    seen = changes.length
    for (const { topics, react } of reactions) {
      const mine = news.filter(({ type }) => topics.includes(type) || topics.includes(type.replace(/\..*$/, '.*')))
      if (mine.length > 0) await react({ ctx, changes: mine })
    }
  }
}
