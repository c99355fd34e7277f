import type { Db } from '../platform/db.ts'

/**
 * Keeps, for the owner to see, that another shop came with this connection's secret: a copy of the shop, most likely. `place`
 * where that is all in which it differs.
 */
export async function noteForeign(
  db: Db,
  { organisationId, connectionId }: { organisationId: string; connectionId: string },
  { id, siteUrl, place }: { id: string; siteUrl: string; place: string | null },
): Promise<void> {
  await db.inOrganisation(
    organisationId,
    (tx) => tx.sql`
      update installations set foreign_seen_at = app_now(), foreign_installation_id = ${id}, foreign_site_url = ${siteUrl},
        foreign_place = ${place}
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`,
  )
}
