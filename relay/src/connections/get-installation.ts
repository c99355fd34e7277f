import type { ConnectionInstallation } from '@passerelle/shared-types/api/installations'
import { and, eq } from 'drizzle-orm'
import type { Tx } from '../platform/db.ts'
import { findLost, findMissing } from './find-missing.ts'
import { installations } from './tables.ts'

/** The shop that a connection is paired with, with what is missing of it; null where it is paired with none. */
export async function getInstallation(
  tx: Tx,
  organisationId: string,
  connectionId: string,
): Promise<ConnectionInstallation | null> {
  const [row] = await tx.orm
    .select()
    .from(installations)
    .where(and(eq(installations.organisationId, organisationId), eq(installations.connectionId, connectionId)))
  if (!row) return null
  const key = { organisationId, connectionId, installationId: row.installationId }
  const [missing, lost] = await Promise.all([findMissing(tx, key), findLost(tx, key)])
  return {
    id: row.installationId,
    site_url: row.siteUrl,
    place: row.place,
    moved_at: row.movedAt?.toISOString() ?? null,
    plugin_version: row.pluginVersion,
    woocommerce_version: row.woocommerceVersion,
    paired_at: row.pairedAt.toISOString(),
    last_seen_at: row.lastSeenAt?.toISOString() ?? null,
    sequence: {
      highest: row.highest,
      contiguous_to: row.contiguousTo,
      missing: missing.map(([from, to]) => ({ from, to })),
      missing_since: row.gapSince?.toISOString() ?? null,
      lost: lost.map((range) => ({ ...range })),
      last_error: row.askError,
    },
    restored_at: row.restoredAt?.toISOString() ?? null,
    is_behind: row.isBehind,
    foreign: row.foreignSeenAt && {
      seen_at: row.foreignSeenAt.toISOString(),
      code: row.foreignPlace === null ? 'source_mismatch' : 'second_writer',
      installation_id: row.foreignInstallationId ?? '',
      site_url: row.foreignSiteUrl ?? '',
      place: row.foreignPlace,
    },
  }
}
