import { createConnection } from '../connections/create-connection.ts'
import { type GivenSetting, readSettings } from '../connections/read-settings.ts'
import { connectors, findConnector } from '../connectors/index.ts'
import { getCompany, getFirstCompany, getOrganisation } from '../domain/organisations/get-organisation.ts'
import { doors } from '../ingest/routes.ts'
import { listOwnPorts, type Platform } from '../open-platform.ts'
import { checkDestinationUrl } from '../platform/check-address.ts'
import type { Config } from '../platform/config.ts'
import type { Tx } from '../platform/db.ts'
import { Invalid } from '../platform/errors.ts'

type Input = {
  organisationId: string
  connector: string
  name: string
  companyId?: string | undefined
  given: GivenSetting[]
}
export type AddedConnection = {
  id: string
  webhook_url: string | null
  secret: string | null
  generated: Record<string, string>
}

type Using = Pick<Platform, 'db' | 'box' | 'databaseUrl'>

/** Checks the settings against the connector's own list, stores the connection, and shows its secrets this once. */
export async function addConnection(platform: Using, config: Config, input: Input): Promise<AddedConnection> {
  return platform.db.inOrganisation(input.organisationId, (tx) => addConnectionIn(tx, platform, config, input))
}

/** The same within a transaction of the organisation. */
export async function addConnectionIn(tx: Tx, platform: Using, config: Config, input: Input): Promise<AddedConnection> {
  const connector = findConnector(input.connector)
  if (!connector)
    throw new Invalid('connector_unknown', `Connectors are ${connectors.map((known) => known.name).join(', ')}`)
  const addresses = {
    allowedPrivateNetworks: config.allowedPrivateNetworks,
    forbiddenPorts: listOwnPorts(config, platform),
  }
  const checked = readSettings(connector.config.settings, input.given, (url) => checkDestinationUrl(url, addresses))
  const { organisationId, companyId } = input
  const organisation = await getOrganisation(tx, organisationId)
  const company =
    companyId !== undefined
      ? (await getCompany(tx, organisationId, companyId)).id
      : await getFirstCompany(tx, organisationId)
  const id = await createConnection(
    { tx, box: platform.box },
    {
      organisationId,
      companyId: company,
      dataKey: organisation.dataKey,
      connector: connector.name,
      name: input.name,
      settings: checked.settings,
      secrets: checked.secrets,
    },
  )
  const door = Object.entries(doors).find(([, name]) => name === connector.name)?.[0]
  const base = config.publicUrl ?? `http://${config.host}:${config.port}`
  const incoming = connector.config.incomingSecret
  return {
    id,
    webhook_url: door ? `${base}/webhooks/${door}/${organisationId}/${id}` : null,
    secret: incoming ? (checked.secrets[incoming]?.[0] ?? null) : null,
    generated: checked.generated,
  }
}
