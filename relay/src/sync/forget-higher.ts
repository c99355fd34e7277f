import type { PulledItem } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'
import { type EntityKey, entityText, lockHeads } from './find-heads.ts'
import type { LeasedJob } from './lease-job.ts'

/**
 * Before what a compare read is stored: a source that now counts lower than what we have of a thing went back in its numbers
 * without a word, and is believed. Else the thing would be read every night, and never taken. What came in of it after the
 * source was asked is left alone.
 */
export async function forgetHigher(
  tx: Tx,
  job: LeasedJob,
  { keys, items, readAt }: { keys: readonly EntityKey[]; items: readonly PulledItem[]; readAt: Date },
): Promise<void> {
  const { organisationId, connectionId } = job
  const heads = await lockHeads(tx, organisationId, connectionId, keys)
  const lower = items.filter(({ kind, externalId, sourceVersion }) => {
    const head = heads.get(entityText({ kind, externalId: externalId ?? '' }))
    const isSettled = head?.newestAt != null && head.newestAt < readAt
    return isSettled && sourceVersion !== null && head.newestVersion !== null && sourceVersion < head.newestVersion
  })
  if (lower.length === 0) return
  await tx.sql`
    update inbox_heads h set newest_version = null
    from unnest(${lower.map(({ kind }) => kind)}::text[], ${lower.map(({ externalId }) => externalId)}::text[]) as t(k, e)
    where h.organisation_id = ${organisationId}::uuid and h.connection_id = ${connectionId}::uuid and h.kind = t.k and h.external_id = t.e`
}
