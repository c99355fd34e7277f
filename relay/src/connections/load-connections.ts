import type { Db } from '../platform/db.ts'
import { type SecretBox, withoutPrevious } from './secrets.ts'

/** What a connector may know of the connection it acts for. */
export type ConnectionContext = {
  organisationId: string
  connectionId: string
  currency: string
  settings: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, readonly string[]>>
}

export type LoadedConnection = {
  connector: string
  state: 'active' | 'paused' | 'disabled'
  context: ConnectionContext
}

type Row = {
  id: string
  organisation_id: string
  connector: string
  state: 'active' | 'paused' | 'disabled'
  settings: Record<string, string>
  secrets: string
  ended_key: string | null
  currency: string
  data_key: string
}

/**
 * The connections of one connector in an organisation, secrets opened; `connectionId` narrows to one. Read at each call, so a
 * revoked secret is refused at once.
 */
export async function loadConnections(
  { db, box }: { db: Db; box: SecretBox },
  { organisationId, connector, connectionId }: { organisationId: string; connector?: string; connectionId?: string },
): Promise<LoadedConnection[]> {
  const rows = await db.asSystem(
    (sql) => sql<Row[]>`
      select c.id, c.organisation_id, c.connector, c.state, c.settings, c.secrets, o.currency, o.data_key,
        case when c.previous_ends_at <= app_now() and not c.is_new_secret_unused then c.rotated_key end as ended_key
      from connections c join organisations o on o.id = c.organisation_id
      where c.organisation_id = ${organisationId}
        and (${connectionId ?? null}::uuid is null or c.id = ${connectionId ?? null}::uuid)
        and (${connector ?? null}::text is null or c.connector = ${connector ?? null}::text)
      order by c.id limit 100`,
  )
  return rows.map((row) => ({
    connector: row.connector,
    state: row.state,
    context: {
      organisationId: row.organisation_id,
      connectionId: row.id,
      currency: row.currency,
      settings: row.settings,
      secrets: withoutPrevious(
        box.openSecrets(row.data_key, { organisationId: row.organisation_id, connectionId: row.id }, row.secrets),
        row.ended_key,
      ),
    },
  }))
}
