import { clearSchedule, setSchedule } from '../clock/set-schedule.ts'
import { loadConnections } from '../connections/load-connections.ts'
import type { Tx } from '../platform/db.ts'
import type { JobTools } from './ask-source.ts'
import { canPull } from './can-pull.ts'

type Row = { organisation_id: string; id: string; connector: string; time_zone: string }

/**
 * Gives each connection that can be read its two schedules, where it lacks one: `sync.reconcile` every hour, at a minute of its
 * own so that they do not all come at once, and `sync.compare` every night at 03:30 of the organisation's time, by digests where
 * the source keeps versions and else by reading it whole. Answers how
 * many connections got one.
 */
export async function keepSchedules({
  db,
  box,
  findConnector,
  logger,
}: Pick<JobTools, 'db' | 'box' | 'findConnector' | 'logger'>): Promise<number> {
  const rows = await db.asSystem(
    (sql) => sql<Row[]>`
      select c.organisation_id, c.id, c.connector, o.time_zone from connections c join organisations o on o.id = c.organisation_id
      where c.state = 'active' and (
        select count(*) from schedules s where s.organisation_id = c.organisation_id and s.entity_kind = 'connection'
          and s.entity_id = c.id and s.name in ('sync.reconcile', 'sync.compare')) < 2
      order by c.id`,
  )
  let given = 0
  for (const { organisation_id: organisationId, id, connector: name, time_zone: timeZone } of rows) {
    try {
      const connector = findConnector(name)
      if (!connector?.pull) continue
      const [connection] = await loadConnections({ db, box }, { organisationId, connectionId: id })
      if (!connection || !canPull(connector, connection.context)) continue
      const minute = Number.parseInt(id.slice(-4), 16) % 60
      await db.inOrganisation(organisationId, async (tx) => {
        const entity = { entityKind: 'connection', entityId: id }
        await setSchedule(tx, organisationId, {
          name: 'sync.reconcile',
          ...entity,
          pattern: `${minute} * * * *`,
          timeZone: 'UTC',
        })
        await setSchedule(tx, organisationId, { name: 'sync.compare', ...entity, pattern: '30 3 * * *', timeZone })
      })
      given++
    } catch (error) {
      // One that cannot get its schedules keeps no other from its own, and no job from its work.
      logger.error({ err: error, connection: id }, 'schedules could not be set')
    }
  }
  return given
}

/** Takes the schedules back from a connection that cannot be read any more; they come again when it can. */
export async function dropSchedules(tx: Tx, at: { organisationId: string; connectionId: string }): Promise<void> {
  for (const name of ['sync.reconcile', 'sync.compare'])
    await clearSchedule(tx, at.organisationId, { name, entityKind: 'connection', entityId: at.connectionId })
}
