import type { Db } from '../platform/db.ts'

type Claim = { installationId: string; place: string; movedFrom: string | null }

/**
 * Makes a place the one where the paired shop's files lie: where none is known yet, or where the shop says that it has moved
 * from the one that is. Answers whether it is now the shop's place.
 */
export function claimPlace(
  db: Db,
  { organisationId, connectionId }: { organisationId: string; connectionId: string },
  { installationId, place, movedFrom }: Claim,
): Promise<boolean> {
  return db.inOrganisation(organisationId, async (tx) => {
    const [shop] = await tx.sql<{ place: string | null; foreign_place: string | null }[]>`
      select place, foreign_place from installations
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
        and installation_id = ${installationId} for update`
    if (!shop || shop.place === place) return shop !== undefined
    if (shop.place !== null && shop.place !== movedFrom) return false
    const isForeignNoMore = shop.foreign_place === place
    await tx.sql`
      update installations set place = ${place}, moved_at = case when place is null then moved_at else app_now() end,
        foreign_seen_at = case when ${!isForeignNoMore} then foreign_seen_at end,
        foreign_installation_id = case when ${!isForeignNoMore} then foreign_installation_id end,
        foreign_site_url = case when ${!isForeignNoMore} then foreign_site_url end,
        foreign_place = case when ${!isForeignNoMore} then foreign_place end
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`
    return true
  })
}
