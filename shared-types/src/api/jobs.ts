import { z } from 'zod'
import { Instant } from './instant.ts'

export const JobKind = z.enum(['backfill', 'reconcile', 'compare', 'push']).meta({
  description:
    '`backfill` reads everything, `reconcile` what changed, `compare` what differs by the versions that the source keeps (it becomes `backfill` where the source keeps none), `push` sends what we hold',
})
export const JobState = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'canceled'])
export type JobState = z.infer<typeof JobState>

const example = {
  id: '0199f3a2-7c1e-7000-8000-000000000500',
  connection_id: '0199f3a2-7c1e-7000-8000-000000000010',
  kind: 'backfill' as const,
  state: 'running' as const,
  reason: null,
  changed_after: null,
  nouns: [
    { noun: 'product', done: 1_067, total: 1_067, is_done: true, error: null },
    { noun: 'order', done: 300, total: 1_200, is_done: false, error: null },
  ],
  total: 2_267,
  done: 1_367,
  changed: 1_290,
  unchanged: 77,
  failed: 0,
  missing: 0,
  rate_per_second: 180.5,
  finishes_at: '2026-11-21T08:00:12.000Z',
  created_by: 'schedule',
  created_at: '2026-11-21T08:00:00.000Z',
  started_at: '2026-11-21T08:00:00.200Z',
  moved_at: '2026-11-21T08:00:07.000Z',
  finished_at: null,
}

export const Job = z
  .object({
    id: z.uuid(),
    connection_id: z.uuid(),
    kind: JobKind,
    state: JobState,
    reason: z.string().nullable().meta({ description: 'Why it waits, stopped or failed, as a code' }),
    changed_after: z.iso.datetime().nullable().meta({ description: 'It reads only what changed after; null: all' }),
    nouns: z
      .array(
        z.object({
          noun: z.string(),
          done: z.int(),
          total: z.int().nullable().meta({ description: 'As the source says; null while it is not known' }),
          is_done: z.boolean(),
          error: z.string().nullable().meta({ description: 'Why the noun could not be read' }),
        }),
      )
      .meta({ description: 'In the order of reading; empty before it began' }),
    total: z.int().nullable().meta({ description: 'Of all nouns; null while it is not known of each' }),
    done: z.int().meta({ description: 'Things read, compared or sent so far' }),
    changed: z.int().meta({ description: 'Things that changed something with us; counted at the end' }),
    unchanged: z.int(),
    failed: z.int().meta({ description: 'Things that could not be stored or applied; the rest went on' }),
    missing: z.int().meta({ description: 'Things that are not at the source any more' }),
    rate_per_second: z.number().nullable(),
    finishes_at: z.iso.datetime().nullable().meta({ description: 'An estimate, from the rate of the last pages' }),
    created_by: z.string().meta({ description: '`schedule`, or the id of the key' }),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    moved_at: z.iso.datetime().nullable().meta({ description: 'When the last page was done' }),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job', description: 'Long work with a connection, which survives a restart', example })
export type Job = z.infer<typeof Job>

export const SyncConnectionBody = z
  .strictObject({
    nouns: z.array(z.string().max(40)).min(1).max(20).optional().meta({ description: 'All of them where left out' }),
    full: z.boolean().optional().meta({ description: 'Reads everything, and not only what changed' }),
    compare: z.boolean().optional().meta({
      description: 'Compares everything with the source, and reads only what differs: as every night, at once',
    }),
    changed_after: Instant.optional().meta({
      description: 'Where left out: since the last time; everything, the first time',
    }),
  })
  .refine((body) => !(body.full && body.changed_after), {
    path: ['changed_after'],
    message: 'Everything has no beginning',
  })
  .refine((body) => !(body.compare && (body.full || body.changed_after)), {
    path: ['compare'],
    message: 'Everything is compared, and not read',
  })
  .meta({ id: 'SyncConnectionBody', example: { full: true } })
export type SyncConnectionBody = z.infer<typeof SyncConnectionBody>
