import { createConnection } from '../connections/create-connection.ts'
import { type GivenSetting, readSettings } from '../connections/read-settings.ts'
import { connectors, findConnector } from '../connectors/index.ts'
import { getFirstCompany, getOrganisation } from '../domain/organisations/get-organisation.ts'
import { doors } from '../ingest/routes.ts'
import type { Platform } from '../open-platform.ts'
import { checkDestinationUrl } from '../platform/check-address.ts'
import type { Config } from '../platform/config.ts'
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

/** Checks the settings against the connector's own list, stores the connection, and shows its secrets this once. */
export async function addConnection({ db, box }: Platform, config: Config, input: Input): Promise<AddedConnection> {
  const connector = findConnector(input.connector)
  if (!connector)
    throw new Invalid('connector_unknown', `Connectors are ${connectors.map((known) => known.name).join(', ')}`)
  const checked = readSettings(connector.config.settings, input.given, (url) => {
    const check = checkDestinationUrl(url, { allowedPrivateNetworks: config.allowedPrivateNetworks })
    return check.ok ? { ok: true } : { ok: false, detail: check.detail }
  })
  const id = await db.inOrganisation(input.organisationId, async (tx) => {
    const organisation = await getOrganisation(tx, input.organisationId)
    const companyId = input.companyId ?? (await getFirstCompany(tx, input.organisationId))
    return createConnection(
      { tx, box },
      {
        organisationId: input.organisationId,
        companyId,
        dataKey: organisation.dataKey,
        connector: connector.name,
        name: input.name,
        settings: checked.settings,
        secrets: checked.secrets,
      },
    )
  })
  const door = Object.entries(doors).find(([, name]) => name === connector.name)?.[0]
  const base = config.publicUrl ?? `http://${config.host}:${config.port}`
  const incoming = connector.config.incomingSecret
  return {
    id,
    webhook_url: door ? `${base}/webhooks/${door}/${input.organisationId}/${id}` : null,
    secret: incoming ? (checked.secrets[incoming]?.[0] ?? null) : null,
    generated: checked.generated,
  }
}
