import type { Db, Tx } from '../platform/db.ts'
import type { Figure } from '../platform/metrics.ts'
import {
  readClockAge,
  readConnections,
  readFeedAge,
  readHeld,
  readInboxAge,
  readLag,
  readOutboxAge,
} from './read-queue-gauges.ts'
import { readPulls, readSync, readSynced } from './read-sync-gauges.ts'

const statementTimeoutMs = 1_000

export type Reader = (sql: Tx['sql']) => Promise<Figure[]>

const readers: readonly Reader[] = [
  readInboxAge,
  readOutboxAge,
  readFeedAge,
  readClockAge,
  readLag,
  readHeld,
  readConnections,
  readSync,
  readPulls,
  readSynced,
]

/**
 * Queue ages and what is held, across organisations. Each reader has a second: one that fails or is late leaves its figures
 * out, and `passerelle_gauges_readable` says 0.
 */
export async function readGauges(db: Db): Promise<Figure[]> {
  const figures: Figure[] = []
  let isReadable = true
  // One place of the pool at a time: a slow reader takes nothing from keys and claims.
  for (const read of readers) {
    const result = await readInTime(db, read)
    // Where one was late or refused, the next would be as well: the caller has waited long enough.
    if (result === null) {
      isReadable = false
      break
    }
    figures.push(...result)
  }
  const help = 'Whether every figure of the database could be read in time (1) or not (0)'
  return [...figures, { name: 'passerelle_gauges_readable', help, value: isReadable ? 1 : 0 }]
}

async function readInTime(db: Db, read: Reader): Promise<Figure[] | null> {
  try {
    return await db.asSystemInTransaction(async ({ sql }) => {
      await sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`
      return read(sql)
    })
  } catch {
    return null
  }
}
