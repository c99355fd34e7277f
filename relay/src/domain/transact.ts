import { enqueueChanges } from '../outbox/enqueue-changes.ts'
import type { Db } from '../platform/db.ts'
import type { Wake } from '../platform/wake.ts'
import type { Change, Context } from './context.ts'

export type Transact = <T>(organisationId: string, run: (ctx: Context) => Promise<T>) => Promise<T>

/** One transaction: runs the work, then writes what it emitted as events and deliveries, last. Whatever fails, all fails. */
export function createTransact({ db, wake }: { db: Db; wake: Wake }): Transact {
  return async (organisationId, run) => {
    const { result, hasChanges } = await db.inOrganisation(organisationId, async (tx) => {
      const changes: Change[] = []
      const answer = await run({ tx, organisationId, emit: (change) => changes.push(change) })
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
