import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import type { Wake } from '../platform/wake.ts'
import { findDueClocks, ringDue } from './ring-due.ts'

/** Rings what is due, organisation by organisation. */
export function createClockWorker({
  db,
  wake,
  logger,
  pollMs = 500,
}: {
  db: Db
  wake: Pick<Wake, 'wake'>
  logger: Logger
  pollMs?: number
}): Loop {
  async function work(): Promise<boolean> {
    let rang = 0
    for (const organisationId of await db.asSystem(findDueClocks)) {
      try {
        rang += await ringDue(db, organisationId, logger)
      } catch (error) {
        // One organisation's clock that cannot ring stops no other's.
        logger.error({ err: error, organisation: organisationId }, 'clock could not ring')
      }
    }
    if (rang > 0) wake.wake('inbox')
    return rang > 0
  }
  return createLoop({ name: 'clock', work, pollMs, logger })
}
