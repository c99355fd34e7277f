import type { Tx } from '../platform/db.ts'
import { findMissing, type InstallationKey, type Range } from './find-missing.ts'

/** A number with the event that it was given to; null where the event names itself wrongly. */
export type Numbered = { sequence: number; eventId: string | null }

export type Registered = { highest: number; missing: Range[] }

const stride = 5_000

/** True where a number is known with another event: the shop's numbers went back, as after a backup was restored. */
export async function hasNumberOfAnother(
  tx: Tx,
  key: InstallationKey,
  numbered: readonly Numbered[],
): Promise<boolean> {
  // Each is looked up by its key: where a table is young, the planner would read all of it instead.
  const rows = await tx.sql`
    select from unnest(${numbered.map((n) => n.sequence)}::bigint[], ${numbered.map((n) => n.eventId)}::uuid[]) as k(sequence, event_id)
    cross join lateral (
      select s.event_id from plugin_sequences s
      where s.organisation_id = ${key.organisationId}::uuid and s.connection_id = ${key.connectionId}::uuid
        and s.installation_id = ${key.installationId} and s.sequence = k.sequence limit 1
    ) s
    where s.event_id <> k.event_id limit 1`
  return rows.length > 0
}

export type Registration = {
  numbered: readonly Numbered[]
  isPush: boolean
  pluginVersion: string | null
  woocommerceVersion: string | null
}

/**
 * Registers the numbers of a batch that is stored, and says what is missing below the highest. The installation's row is locked
 * first, so that two batches at once count one after the other.
 */
export async function registerSequences(
  tx: Tx,
  key: InstallationKey,
  { numbered, isPush, pluginVersion, woocommerceVersion }: Registration,
): Promise<Registered> {
  const { organisationId, connectionId, installationId } = key
  const distinct = [...new Map(numbered.map((n) => [n.sequence, n])).values()]
  const highest = Math.max(0, ...distinct.map((n) => n.sequence))
  // Sent in this order on one connection, and none waits for the answer of the one before.
  const [, , , registered] = await Promise.all([
    lockInstallation(tx, key).execute(),
    tx.sql`
      insert into plugin_sequences as s (organisation_id, connection_id, installation_id, sequence, event_id)
      select ${organisationId}::uuid, ${connectionId}::uuid, ${installationId}, k.sequence, k.event_id
      from unnest(${distinct.map((n) => n.sequence)}::bigint[], ${distinct.map((n) => n.eventId)}::uuid[]) as k(sequence, event_id)
      on conflict (organisation_id, connection_id, installation_id, sequence) do update
      set event_id = coalesce(excluded.event_id, s.event_id), lost_reason = null
      where s.lost_reason is not null or (excluded.event_id is not null and s.event_id is distinct from excluded.event_id)`.execute(),
    tx.sql`
      update installations
      set highest = greatest(highest, ${highest}::bigint), last_seen_at = app_now(),
        last_push_at = case when ${isPush}::boolean then app_now() else last_push_at end,
        is_behind = is_behind and ${highest}::bigint <= highest,
        plugin_version = coalesce(${pluginVersion}, plugin_version),
        woocommerce_version = coalesce(${woocommerceVersion}, woocommerce_version)
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and installation_id = ${installationId}`.execute(),
    advance(tx, key),
  ])
  return registered
}

/** Keeps, for those who look, that the numbers of the shop went back; it is behind until one above the highest comes. */
export async function markRestored(tx: Tx, { organisationId, connectionId }: InstallationKey): Promise<void> {
  await tx.sql`
    update installations set restored_at = app_now(), is_behind = true
    where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`
}

const lockInstallation = (tx: Tx, { organisationId, connectionId }: InstallationKey) => tx.sql`
  select from installations where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid for update`

/** Registers numbers that the shop says it has no more: they are seen no longer as missing, and stay visible as lost. */
export async function registerLost(
  tx: Tx,
  key: InstallationKey,
  { sequences, reason }: { sequences: readonly number[]; reason: string },
): Promise<number> {
  const { organisationId, connectionId, installationId } = key
  await lockInstallation(tx, key)
  const added = await tx.sql`
    insert into plugin_sequences (organisation_id, connection_id, installation_id, sequence, lost_reason)
    select ${organisationId}::uuid, ${connectionId}::uuid, ${installationId}, k.sequence, ${reason}
    from unnest(${[...sequences]}::bigint[]) as k(sequence)
    on conflict do nothing`
  await advance(tx, key)
  return added.count
}

/** Moves the end of the gapless numbers up as far as it goes. */
async function advance(tx: Tx, key: InstallationKey): Promise<Registered> {
  const { organisationId, connectionId, installationId } = key
  for (;;) {
    const [row] = await tx.sql<{ highest: number; contiguous_to: number; moved: number }[]>`
      update installations i
      set contiguous_to = r.reached, gap_since = case when r.reached < i.highest then coalesce(i.gap_since, app_now()) end
      from (
        select coalesce(max(s.sequence) filter (where s.sequence - s.place = i.contiguous_to), i.contiguous_to) as reached,
          i.contiguous_to as before
        from installations i left join lateral (
          select s.sequence, row_number() over (order by s.sequence) as place from (
            select s.sequence from plugin_sequences s
            where s.organisation_id = i.organisation_id and s.connection_id = i.connection_id
              and s.installation_id = i.installation_id and s.sequence > i.contiguous_to
            order by s.sequence limit ${stride}
          ) s
        ) s on true
        where i.organisation_id = ${organisationId}::uuid and i.connection_id = ${connectionId}::uuid
          and i.installation_id = ${installationId}
        group by i.contiguous_to
      ) r
      where i.organisation_id = ${organisationId}::uuid and i.connection_id = ${connectionId}::uuid
        and i.installation_id = ${installationId}
      returning i.highest, i.contiguous_to, i.contiguous_to - r.before as moved`
    if (!row) return { highest: 0, missing: [] }
    if (row.moved === stride) continue
    return { highest: row.highest, missing: row.contiguous_to < row.highest ? await findMissing(tx, key) : [] }
  }
}
