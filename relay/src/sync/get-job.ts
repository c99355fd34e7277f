import type { Job } from '@passerelle/shared-types/api/jobs'
import { and, eq } from 'drizzle-orm'
import type { Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { jobs } from './tables.ts'

export type JobRow = typeof jobs.$inferSelect

/** The job of this organisation, or NotFound. `isLocked` holds it until the transaction ends. */
export async function getJob(tx: Tx, organisationId: string, id: string, { isLocked = false } = {}): Promise<JobRow> {
  const query = tx.orm
    .select()
    .from(jobs)
    .where(and(eq(jobs.organisationId, organisationId), eq(jobs.id, id)))
  const [row] = isUuid(id) ? await (isLocked ? query.for('update') : query) : []
  if (!row) throw new NotFound('not_found', 'There is no such job')
  return row
}

/** A job as the API shows it. */
export function toJob(row: JobRow): Job {
  const total = sumTotals(row)
  const left = total === null ? null : Math.max(total - row.done, 0)
  const isRunning =
    row.state === 'running' && left !== null && row.rate !== null && row.rate > 0 && row.movedAt !== null
  const finishesAt = isRunning ? new Date(Number(row.movedAt) + ((left ?? 0) / (row.rate ?? 1)) * 1_000) : null
  const text = (at: Date | null) => at?.toISOString() ?? null
  return {
    id: row.id,
    connection_id: row.connectionId,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    changed_after: text(row.changedAfter),
    nouns: row.progress.map(({ noun, done, total, isDone, error }) => ({ noun, done, total, is_done: isDone, error })),
    total,
    done: row.done,
    changed: row.changed,
    unchanged: row.unchanged,
    failed: row.failed,
    missing: row.missing,
    rate_per_second: row.rate === null ? null : Math.round(row.rate * 10) / 10,
    finishes_at: text(finishesAt),
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    started_at: text(row.startedAt),
    moved_at: text(row.movedAt),
    finished_at: text(row.finishedAt),
  }
}

function sumTotals({ progress }: JobRow): number | null {
  if (progress.length === 0) return null
  return progress.reduce<number | null>((sum, { total, error }) => {
    if (error !== null) return sum
    return sum === null || total === null ? null : sum + total
  }, 0)
}
