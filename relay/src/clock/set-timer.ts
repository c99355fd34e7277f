import type { Tx } from '../platform/db.ts'

export type TimerKey = { name: string; entityKind: string; entityId: string }

/** Sets a timer in the caller's transaction; one that was set for the same name and entity is moved. */
export async function setTimer(
  tx: Tx,
  organisationId: string,
  { name, entityKind, entityId, dueAt, payload = {} }: TimerKey & { dueAt: Date; payload?: Record<string, unknown> },
): Promise<void> {
  await tx.sql`
    insert into timers (organisation_id, name, entity_kind, entity_id, due_at, payload)
    values (${organisationId}::uuid, ${name}, ${entityKind}, ${entityId}::uuid, ${dueAt}, ${JSON.stringify(payload)}::text::jsonb)
    on conflict (organisation_id, name, entity_kind, entity_id) do update set due_at = excluded.due_at, payload = excluded.payload`
}

/** Takes back timers that are not due yet; what is due already comes all the same. */
export async function clearTimer(tx: Tx, organisationId: string, key: TimerKey): Promise<void> {
  await tx.sql`
    delete from timers where organisation_id = ${organisationId}::uuid and name = ${key.name}
      and entity_kind = ${key.entityKind} and entity_id = ${key.entityId}::uuid`
}
