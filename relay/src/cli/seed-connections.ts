import type { Platform } from '../open-platform.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import type { Logger } from '../platform/logger.ts'
import { addConnection } from './add-connection.ts'

/**
 * Makes the connections that the environment names (`CRM_WEBHOOK_URL`, `PARTNER_WEBHOOK_URL`, …) for the only organisation, once:
 * one that exists is left as it is. With two organisations nobody could tell whose they are.
 */
export async function seedConnections(platform: Platform, config: Config, logger: Logger): Promise<void> {
  if (config.seeds.length === 0) return
  const organisations = await platform.db.asSystem(
    (sql) => sql<{ id: string }[]>`select id from organisations order by id limit 2`,
  )
  const [organisation] = organisations
  const variables = config.seeds.map((seed) => `${seed.connector.toUpperCase()}_WEBHOOK_URL`).join(', ')
  if (!organisation) {
    logger.warn(`${variables}: waits until there is an organisation; create one and start again`)
    return
  }
  if (organisations.length > 1)
    throw new ConfigError(`${variables}: there is more than one organisation; use connection create instead`)
  for (const seed of config.seeds) {
    const existing = await platform.db.asSystem(
      (sql) =>
        sql`select from connections where organisation_id = ${organisation.id}::uuid and connector = ${seed.connector} limit 1`,
    )
    if (existing.length > 0) continue
    const given = Object.entries(seed.settings).map(([key, value]) => ({ key, value }))
    const { id } = await addConnection(platform, config, {
      organisationId: organisation.id,
      connector: seed.connector,
      name: seed.connector,
      given,
    })
    logger.info({ connection: id, connector: seed.connector }, 'connection made from the environment')
  }
}
