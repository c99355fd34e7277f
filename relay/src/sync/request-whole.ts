import type { Tx } from '../platform/db.ts'
import { Conflict } from '../platform/errors.ts'
import { requestJob } from './request-job.ts'

/** Has all of a shop read again, because part of what it told is lost; once, where it is asked for several times. */
export async function requestWhole(tx: Tx, organisationId: string, connectionId: string): Promise<void> {
  try {
    await requestJob(tx, organisationId, { connectionId, kind: 'backfill', createdBy: 'numbers' })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
}
