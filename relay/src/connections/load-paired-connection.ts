import type { Db } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'
import { type LoadedConnection, loadConnections } from './load-connections.ts'
import type { SecretBox } from './secrets.ts'

export type PairedConnection = LoadedConnection & {
  /** `highest`: of the numbers that it was known to have given when this was read. */
  installation: { id: string; siteUrl: string; highest: number }
}

type Row = { organisation_id: string; installation_id: string; site_url: string; highest: number }

/** The connection that a shop was paired with, whatever its organisation; null where there is none, or it is not paired. */
export async function loadPairedConnection(
  { db, box }: { db: Db; box: SecretBox },
  connectionId: string,
): Promise<PairedConnection | null> {
  if (!isUuid(connectionId)) return null
  const [row] = await db.asSystem(
    (sql) => sql<Row[]>`
      select i.organisation_id, i.installation_id, i.site_url, i.highest
      from connections c join installations i on i.organisation_id = c.organisation_id and i.connection_id = c.id
      where c.id = ${connectionId}::uuid and c.state <> 'disabled'`,
  )
  if (!row) return null
  const [connection] = await loadConnections({ db, box }, { organisationId: row.organisation_id, connectionId })
  return connection
    ? { ...connection, installation: { id: row.installation_id, siteUrl: row.site_url, highest: row.highest } }
    : null
}
