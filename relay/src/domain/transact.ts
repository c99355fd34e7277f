import { enqueueChanges } from '../outbox/enqueue-changes.ts'
import type { Db } from '../platform/db.ts'
import type { Wake } from '../platform/wake.ts'
import type { Change, Context } from './context.ts'

export type Transact = <T>(organisationId: string, run: (ctx: Context) => Promise<T>) => Promise<T>

/** One transaction: runs the work, then writes what it emitted as events and deliveries, last. Whatever fails, all fails. */
export function createTransact({ db, wake }: { db: Db; wake: Wake }): Transact {
  return async (organisationId, run) => {
    const changes: Change[] = []
    const result = await db.inOrganisation(organisationId, async (tx) => {
      const answer = await run({ tx, organisationId, emit: (change) => changes.push(change) })
      await enqueueChanges(tx, organisationId, changes)
      return answer
    })
    if (changes.length > 0) {
      wake.wake('outbox')
      wake.wake('feed')
    }
    return result
  }
}
