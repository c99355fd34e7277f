import type { Platform } from '../open-platform.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import type { Tx } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { addConnectionIn } from './add-connection.ts'

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
    const id = await platform.db.inOrganisation(organisation.id, async (tx) => {
      // Two relays may start at once.
      await tx.sql`select pg_advisory_xact_lock(hashtext('passerelle seeds'))`
      const existing = await tx.sql`
        select from connections where organisation_id = ${organisation.id}::uuid and connector = ${seed.connector} limit 1`
      return existing.length > 0 ? null : addSeed(tx, platform, config, { organisationId: organisation.id, seed })
    })
    if (id) logger.info({ connection: id, connector: seed.connector }, 'connection made from the environment')
  }
}

type Seed = Config['seeds'][number]

async function addSeed(
  tx: Tx,
  platform: Platform,
  config: Config,
  { organisationId, seed: { connector, settings } }: { organisationId: string; seed: Seed },
): Promise<string> {
  const given = Object.entries(settings).map(([key, value]) => ({ key, value }))
  try {
    return (await addConnectionIn(tx, platform, config, { organisationId, connector, name: connector, given })).id
  } catch (error) {
    // Secrets have been read with the configuration; what remains is where the address leads.
    if (error instanceof Invalid) throw new ConfigError(`${connector.toUpperCase()}_WEBHOOK_URL: ${error.message}`)
    throw error
  }
}
