import type { Db } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'
import { type LoadedConnection, loadConnections } from './load-connections.ts'
import type { SecretBox } from './secrets.ts'

export type PairedConnection = LoadedConnection & {
  /** `highest`: of the numbers that it was known to have given when this was read. */
  installation: { id: string; siteUrl: string; place: string | null; highest: number }
  version: number
  /** The shop has not signed with its newest secret yet. */
  isNewSecretUnused: boolean
}

type Row = {
  organisation_id: string
  installation_id: string
  site_url: string
  place: string | null
  highest: number
  version: number
  is_new_secret_unused: boolean
}

/** The connection that a shop was paired with, whatever its organisation; null where there is none, or it is not paired. */
export async function loadPairedConnection(
  { db, box }: { db: Db; box: SecretBox },
  connectionId: string,
): Promise<PairedConnection | null> {
  if (!isUuid(connectionId)) return null
  const [row] = await db.asSystem(
    (sql) => sql<Row[]>`
      select i.organisation_id, i.installation_id, i.site_url, i.place, i.highest, c.version, c.is_new_secret_unused
      from connections c join installations i on i.organisation_id = c.organisation_id and i.connection_id = c.id
      where c.id = ${connectionId}::uuid and c.state <> 'disabled'`,
  )
  if (!row) return null
  const [connection] = await loadConnections({ db, box }, { organisationId: row.organisation_id, connectionId })
  if (!connection) return null
  const { installation_id: id, site_url: siteUrl, place, highest, version } = row
  return {
    ...connection,
    installation: { id, siteUrl, place, highest },
    version,
    isNewSecretUnused: row.is_new_secret_unused,
  }
}
