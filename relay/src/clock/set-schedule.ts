import type { Tx } from '../platform/db.ts'
import { nextOccurrence } from './next-occurrence.ts'
import type { TimerKey } from './set-timer.ts'

type Schedule = TimerKey & { pattern: string; timeZone: string; payload?: Record<string, unknown> }

/**
 * Sets a schedule in the caller's transaction: its event comes back as a timer's, each time that `pattern` (cron) names in
 * `timeZone`. One of the same name and entity is replaced. Throws where pattern or zone mean nothing.
 */
export async function setSchedule(
  tx: Tx,
  organisationId: string,
  { name, entityKind, entityId, pattern, timeZone, payload = {} }: Schedule,
): Promise<void> {
  const [row] = await tx.sql<{ now: Date }[]>`select app_now() as now`
  const nextAt = nextOccurrence({ pattern, timeZone, after: row?.now ?? new Date() })
  await tx.sql`
    insert into schedules (organisation_id, name, entity_kind, entity_id, pattern, time_zone, next_at, payload)
    values (${organisationId}::uuid, ${name}, ${entityKind}, ${entityId}::uuid, ${pattern}, ${timeZone}, ${nextAt},
      ${JSON.stringify(payload)}::text::jsonb)
    on conflict (organisation_id, name, entity_kind, entity_id) do update set pattern = excluded.pattern,
      time_zone = excluded.time_zone, next_at = excluded.next_at, error = null, payload = excluded.payload`
}

/** Takes back a schedule. */
export async function clearSchedule(tx: Tx, organisationId: string, key: TimerKey): Promise<void> {
  await tx.sql`
    delete from schedules where organisation_id = ${organisationId}::uuid and name = ${key.name}
      and entity_kind = ${key.entityKind} and entity_id = ${key.entityId}::uuid`
}
