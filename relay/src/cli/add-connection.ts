import { createConnection } from '../connections/create-connection.ts'
import { type Check, type GivenSetting, readSettings } from '../connections/read-settings.ts'
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

export type Using = Pick<Platform, 'db' | 'box' | 'databaseUrl'>

/** Checks the settings against the connector's own list, stores the connection, and shows its secrets this once. */
export async function addConnection(platform: Using, config: Config, input: Input): Promise<AddedConnection> {
  return platform.db.inOrganisation(input.organisationId, (tx) => addConnectionIn(tx, platform, config, input))
}

/** The same within a transaction of the organisation. */
export async function addConnectionIn(tx: Tx, platform: Using, config: Config, input: Input): Promise<AddedConnection> {
  const connector = findConnector(input.connector)
  if (!connector)
    throw new Invalid('connector_unknown', `Connectors are ${connectors.map((known) => known.name).join(', ')}`)
  const { organisationId, companyId } = input
  const checkUrl = await createUrlCheck(tx, platform, config, { organisationId, connector: connector.name })
  const checked = readSettings(connector.config.settings, input.given, checkUrl)
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

/** The same as the API asks for it: several values of a secret in a list. */
export function createAddConnection(platform: Using, config: Config) {
  return async (
    tx: Tx,
    organisationId: string,
    input: {
      connector: string
      name: string
      company_id?: string | undefined
      settings: Record<string, string | string[]>
    },
  ): Promise<AddedConnection> => {
    const given = Object.entries(input.settings).flatMap(([key, value]) =>
      [value].flat().map((one) => ({ key, value: one })),
    )
    const { connector, name, company_id: companyId } = input
    try {
      return await addConnectionIn(tx, platform, config, { organisationId, connector, name, companyId, given })
    } catch (error) {
      if (!(error instanceof Invalid) || !error.errors) throw error
      const errors = error.errors.map(({ pointer, code }) => ({ pointer: `/settings${pointer}`, code }))
      throw new Invalid(error.code, error.message, { status: error.status, errors })
    }
  }
}

/**
 * Where a connector of this organisation may send to. `loop` where that is this relay, or a shop of the organisation, whose own
 * news it would be told.
 */
export async function createUrlCheck(
  tx: Tx,
  platform: Pick<Using, 'databaseUrl'>,
  config: Config,
  { organisationId, connector }: { organisationId: string; connector: string },
): Promise<Check> {
  const addresses = {
    allowedPrivateNetworks: config.allowedPrivateNetworks,
    forbiddenPorts: listOwnPorts(config, platform),
  }
  const shops = isShop(connector) ? [] : await listShopUrls(tx, organisationId)
  const loops = new Set([config.publicUrl, ...shops].map(hostOf).filter((host) => host !== null))
  return (text) => {
    const host = hostOf(text)
    if (host !== null && loops.has(host))
      return {
        ok: false,
        code: 'loop',
        detail: 'What is sent there would come back: it is this relay, or your own shop',
      }
    return checkDestinationUrl(text, addresses)
  }
}

const isShop = (name: string): boolean => {
  const connector = findConnector(name)
  if (!connector?.receive) return false
  return connector.push === null || connector.pulls?.includes('order') === true
}

async function listShopUrls(tx: Tx, organisationId: string): Promise<(string | null)[]> {
  const shops = connectors.map(({ name }) => name).filter(isShop)
  const rows = await tx.sql<{ url: string | null }[]>`
    select settings->>'url' as url from connections where organisation_id = ${organisationId}::uuid and connector = any(${shops}::text[])
    union select site_url from installations where organisation_id = ${organisationId}::uuid`
  return rows.map(({ url }) => url)
}

function hostOf(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text)
  if (!url) return null
  const port = url.port || (url.protocol === 'http:' ? '80' : '443')
  return `${url.hostname.replace(/\.$/, '')}:${port}`
}
