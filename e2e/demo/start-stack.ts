import { randomBytes } from 'node:crypto'
import { type AddedConnection, addConnection } from '@passerelle/relay/src/cli/add-connection.ts'
import { pauseConnection } from '@passerelle/relay/src/connections/change-state.ts'
import { createKey } from '@passerelle/relay/src/domain/organisations/create-key.ts'
import { createOrganisation } from '@passerelle/relay/src/domain/organisations/create-organisation.ts'
import { openPlatform, type Platform } from '@passerelle/relay/src/open-platform.ts'
import { readConfig } from '@passerelle/relay/src/platform/config.ts'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '@passerelle/relay/src/platform/embedded-postgres.ts'
import { generateSecret } from '@passerelle/shared-types/standard-webhooks'
import { startFakeCrm } from '../fakes/crm.ts'
import { type FakePartner, startFakePartner } from '../fakes/partner.ts'
import type { AnswerCall, Receiver } from '../fakes/receiver.ts'
import { makeEnvironment, type RelayProcess, startRelay } from './relay-process.ts'

export const organisation = { name: 'Purea Café', timeZone: 'Europe/Paris', currency: 'EUR' }
const names = { shop: 'Demo shop', crm: 'Demo CRM', partner: 'Demo partner' }

export type Stack = {
  relay: RelayProcess
  organisationId: string
  key: string
  connections: Record<'shop' | 'crm' | 'partner', AddedConnection>
  /** The key that the partner presents to the relay. */
  partnerKey: string
  crm: Receiver
  partner: FakePartner
}

type Args = {
  dataDir: string
  port: number
  shopSecrets: string[]
  /** Gets what ends each part, in the order of starting. */
  closing: (() => Promise<void>)[]
  onRelay: (relay: RelayProcess) => void
  onProgress: (message: string) => void
}

/**
 * Starts or adopts the database, starts the receivers and the relay, and makes a new organisation with its key and connections
 * through the verbs of the command line. What earlier runs left in the database stays readable and is no longer sent.
 */
export async function startStack({ dataDir, port, shopSecrets, closing, onRelay, onProgress }: Args): Promise<Stack> {
  const environment = makeEnvironment(process.env, { dataDir, port })
  const config = readConfig(environment)
  closing.push(() => stopDatabase(dataDir))
  const platform = await openPlatform(config, onProgress)
  try {
    await pauseEarlierRuns(platform)
    const crmSecret = generateSecret()
    const signingSecret = generateSecret()
    const [partnerKey, apiKey] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')]
    const crm = await startFakeCrm({ secret: crmSecret, answer: failNowAndThen })
    closing.push(crm.close)
    const partner = await startFakePartner({ apiKey, signingSecret })
    closing.push(partner.close)
    const starting = startRelay(environment, (relay) => {
      closing.push(relay.stop)
      onRelay(relay)
    })
    starting.catch(() => {})

    const { id: organisationId } = await createOrganisation(platform, organisation)
    const { key } = await createKey(platform.db, { organisationId, scopes: ['admin'], networks: [] })
    const add = (connector: string, name: string, given: [string, string][]) =>
      addConnection(platform, config, {
        organisationId,
        connector,
        name,
        given: given.map(([settingKey, value]) => ({ key: settingKey, value })),
      })
    const connections = {
      shop: await add(
        'woocommerce',
        names.shop,
        shopSecrets.map((secret) => ['webhook_secret', secret]),
      ),
      crm: await add('crm', names.crm, [
        ['url', crm.url],
        ['secret', crmSecret],
      ]),
      partner: await add('partner', names.partner, [
        ['url', partner.url],
        ['api_key', apiKey],
        ['secret', partnerKey],
        ['signing_secret', signingSecret],
      ]),
    }
    return { relay: await starting, organisationId, key, connections, partnerKey, crm, partner }
  } finally {
    await platform.close()
  }
}

/** One first attempt in nine gets a 500, and the retry a 200. */
const failNowAndThen: AnswerCall = ({ n, attempt }) =>
  n % 9 === 5 && attempt === 1 ? { status: 500, body: { error: 'scripted failure' } } : null

/** The receivers of an earlier run are gone, and another program may listen on their ports by now. */
async function pauseEarlierRuns({ db }: Platform): Promise<void> {
  const earlier = await db.asSystem(
    (sql) => sql<{ id: string; organisation_id: string }[]>`
      select c.id, c.organisation_id from connections c join organisations o on o.id = c.organisation_id
      where o.name = ${organisation.name} and c.name = any(${Object.values(names)}::text[]) and c.state = 'active'`,
  )
  for (const { id, organisation_id: organisationId } of earlier) {
    await db.inOrganisation(organisationId, (tx) => pauseConnection({ tx, organisationId, id }))
  }
}

/** The relay stops its database itself; this one is for a relay that never ran, or was killed. */
async function stopDatabase(dataDir: string): Promise<void> {
  if (await findEmbeddedPostgres({ dataDir })) await (await startEmbeddedPostgres({ dataDir })).stop()
}
