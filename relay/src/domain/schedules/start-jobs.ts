import { requestScheduledJob } from '../../sync/request-job.ts'
import type { Application, Context } from '../context.ts'

const kinds: Record<string, 'compare' | 'reconcile'> = { 'sync.reconcile': 'reconcile', 'sync.compare': 'compare' }
export const jobTimers = Object.keys(kinds)

/** A connection's schedule rang: asks for the job that it stands for. */
export async function startJobs({ ctx, items }: { ctx: Context; items: Application[] }): Promise<void> {
  for (const { reading } of items) {
    if (reading.type !== 'timer') continue
    const kind = kinds[reading.name]
    if (kind) await requestScheduledJob(ctx.tx, ctx.organisationId, { connectionId: reading.entityId, kind })
  }
}
