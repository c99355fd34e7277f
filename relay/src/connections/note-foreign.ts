import type { Db } from '../platform/db.ts'

/** Keeps, for the owner to see, that another shop came with this connection's secret: a copy of the shop, most likely. */
export async function noteForeign(
  db: Db,
  { organisationId, connectionId }: { organisationId: string; connectionId: string },
  { id, siteUrl }: { id: string; siteUrl: string },
): Promise<void> {
  await db.inOrganisation(
    organisationId,
    (tx) => tx.sql`
      update installations set foreign_seen_at = app_now(), foreign_installation_id = ${id}, foreign_site_url = ${siteUrl}
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`,
  )
}
