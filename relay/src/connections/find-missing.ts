import type { Tx } from '../platform/db.ts'

export type InstallationKey = { organisationId: string; connectionId: string; installationId: string }
/** Both ends belong to it. */
export type Range = [from: number, to: number]

export const maxRanges = 50
// Of an old gap with a long tail behind it, the tail is not read again at every batch.
const windowSize = 5_000

/** Numbers above `contiguous_to` that were never seen, oldest first: at most 50 ranges, among the next 5,000 that were. */
export async function findMissing(tx: Tx, key: InstallationKey): Promise<Range[]> {
  const rows = await tx.sql<{ from: number; to: number }[]>`
    select before + 1 as from, sequence - 1 as to from (
      select s.sequence, lag(s.sequence, 1, i.contiguous_to) over (order by s.sequence) as before
      from installations i cross join lateral (
        select s.sequence from plugin_sequences s
        where s.organisation_id = i.organisation_id and s.connection_id = i.connection_id
          and s.installation_id = i.installation_id and s.sequence > i.contiguous_to
        order by s.sequence limit ${windowSize}
      ) s
      where i.organisation_id = ${key.organisationId}::uuid and i.connection_id = ${key.connectionId}::uuid
        and i.installation_id = ${key.installationId}
    ) s where sequence > before + 1 order by sequence limit ${maxRanges}`
  return rows.map(({ from, to }) => [from, to])
}

/** Numbers that never came and never will, as ranges with their reason, newest first. */
export async function findLost(
  tx: Tx,
  key: InstallationKey,
): Promise<{ from: number; to: number; count: number; reason: string }[]> {
  return tx.sql`
    select min(sequence) as from, max(sequence) as to, count(*)::int as count, lost_reason as reason from (
      select sequence, lost_reason, sequence - row_number() over (partition by lost_reason order by sequence) as island
      from (
        select sequence, lost_reason from plugin_sequences
        where organisation_id = ${key.organisationId}::uuid and connection_id = ${key.connectionId}::uuid
          and installation_id = ${key.installationId} and lost_reason is not null
        order by sequence desc limit 10000
      ) newest
    ) islands group by lost_reason, island order by 1 desc limit ${maxRanges}`
}
