import type { Db } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import type { Wake } from '../platform/wake.ts'
import { requestJob } from './request-job.ts'

/** Has all of a shop read again, because part of what it told is lost; once, where it is asked for several times. */
export async function requestWhole(
  { db, wake }: { db: Db; wake: Pick<Wake, 'wake'> },
  { organisationId, connectionId }: { organisationId: string; connectionId: string },
): Promise<void> {
  try {
    await db.inOrganisation(organisationId, (tx) =>
      requestJob(tx, organisationId, { connectionId, kind: 'backfill', createdBy: 'numbers' }),
    )
  } catch (error) {
    if (error instanceof Conflict) return
    throw error
  }
  wake.wake('sync')
}
