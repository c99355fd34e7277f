import { createHash } from 'node:crypto'
import { clockConnectionId, writeTimer } from '../inbox/read-timer.ts'
import { storeItems } from '../inbox/store-items.ts'
import { crashPoint } from '../platform/crash-point.ts'
import type { Db, Sql, Tx } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { nextOccurrence } from './next-occurrence.ts'

type Ring = {
  name: string
  entity_kind: string
  entity_id: string
  due_at: Date
  payload: Record<string, unknown>
}
type DueSchedule = Ring & { pattern: string; time_zone: string; now: Date }

const maxRings = 200

/**
 * Organisations for which something is due. The clock is volatile and so is no condition for an index: it is compared with the
 * earliest due time, which the index gives at once.
 */
export async function findDueClocks(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from organisations o
    where (select min(t.due_at) from timers t where t.organisation_id = o.id) <= app_now()
      or (select min(s.next_at) from schedules s where s.organisation_id = o.id) <= app_now()
    order by o.id`
  return rows.map((row) => row.id)
}

/**
 * Turns what is due in one organisation into inbox events: in one transaction timers go, schedules move on and the events are
 * there, so each ring has its effect once. What was missed meanwhile rings once. A schedule after which no next time can be
 * found rings this once and stops, with the reason in its row. Answers how many rang, 200 of each at most.
 */
export async function ringDue(db: Db, organisationId: string, logger: Pick<Logger, 'error'>): Promise<number> {
  return db.inOrganisation(organisationId, async (tx) => {
    const rings = [...(await takeTimers(tx, organisationId)), ...(await moveSchedules(tx, organisationId, logger))]
    if (rings.length === 0) return 0
    await storeItems(
      tx,
      organisationId,
      rings.map((ring) => {
        const raw = writeTimer(ring)
        return {
          connectionId: clockConnectionId,
          kind: ring.entity_kind,
          externalId: ring.entity_id,
          topic: `timer.${ring.name}`,
          raw,
          hash: createHash('sha256').update(raw).digest('hex'),
          isFact: true,
          sourceEventId: null,
          sourceVersion: null,
          occurredAt: ring.due_at,
          quarantine: null,
        }
      }),
    )
    crashPoint('after_ring')
    return rings.length
  })
}

/** Replicas take different ones; a timer that is moved at this moment stays. */
async function takeTimers({ sql }: Tx, organisationId: string): Promise<Ring[]> {
  const rings = await sql<Ring[]>`
    delete from timers where ctid = any(array(
      select ctid from timers where organisation_id = ${organisationId}::uuid and due_at <= (select app_now())
      order by due_at limit ${maxRings} for update skip locked))
    returning name, entity_kind, entity_id, due_at, payload`
  return rings.toSorted((a, b) => a.due_at.getTime() - b.due_at.getTime())
}

async function moveSchedules({ sql }: Tx, organisationId: string, logger: Pick<Logger, 'error'>): Promise<Ring[]> {
  const due = await sql<DueSchedule[]>`
    select name, entity_kind, entity_id, next_at as due_at, payload, pattern, time_zone, app_now() as now from schedules
    where organisation_id = ${organisationId}::uuid and next_at <= (select app_now())
    order by next_at limit ${maxRings} for update skip locked`
  if (due.length === 0) return []
  const moved = due.map((one) => ({
    name: one.name,
    kind: one.entity_kind,
    id: one.entity_id,
    ...findNext(one),
  }))
  for (const { name, id, error } of moved)
    if (error !== null)
      logger.error({ organisation: organisationId, schedule: name, entity: id, error }, 'schedule stopped')
  await sql`
    update schedules s set next_at = m.at, error = m.error
    from json_to_recordset(${JSON.stringify(moved)}::text::json) as m(name text, kind text, id uuid, at timestamptz, error text)
    where s.organisation_id = ${organisationId}::uuid and s.name = m.name and s.entity_kind = m.kind and s.entity_id = m.id`
  return due.map(({ name, entity_kind, entity_id, due_at, payload }) => ({
    name,
    entity_kind,
    entity_id,
    due_at,
    payload,
  }))
}

/** One that cannot go on must not hold back what is due beside it. */
function findNext({ pattern, time_zone: timeZone, now }: DueSchedule): { at: Date | null; error: string | null } {
  try {
    return { at: nextOccurrence({ pattern, timeZone, after: now }), error: null }
  } catch (error) {
    return { at: null, error: error instanceof Error ? error.message : String(error) }
  }
}
