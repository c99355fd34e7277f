import type { Tx } from '../platform/db.ts'

export type WantedEntity = { connectionId: string; kind: string; externalId: string; reason: string }

/** Reasons for which only a name is known: whatever came in of the thing since is an answer. Any other reason outweighs them. */
export const mentions = ['named_by_subscription', 'mentioned_by_order']

/** Asks, in the caller's transaction, that things be read at their source soon; asking twice is asking once, from now. */
export async function requestPull(tx: Tx, organisationId: string, wanted: readonly WantedEntity[]): Promise<void> {
  if (wanted.length === 0) return
  const distinct = new Map(wanted.map((w) => [`${w.connectionId} ${w.kind} ${w.externalId}`, w]))
  const rows = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, w]) => w)
  await tx.sql`
    insert into pull_requests as r (organisation_id, connection_id, kind, external_id, reason)
    select ${organisationId}::uuid, w.c, w.k, w.e, w.r
    from unnest(${rows.map((w) => w.connectionId)}::uuid[], ${rows.map((w) => w.kind)}::text[],
      ${rows.map((w) => w.externalId)}::text[], ${rows.map((w) => w.reason)}::text[]) as w(c, k, e, r)
    on conflict (organisation_id, connection_id, kind, external_id)
      do update set due_at = app_now(), attempt_count = 0, error = null,
        reason = case when excluded.reason = any(${mentions}::text[]) then r.reason else excluded.reason end`
}
