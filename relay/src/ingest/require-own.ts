import { type Installation, readSiteUrl } from '@passerelle/shared-types/batch'
import { claimPlace } from '../connections/claim-place.ts'
import type { PairedConnection } from '../connections/load-paired-connection.ts'
import { noteForeign } from '../connections/note-foreign.ts'
import type { Db } from '../platform/db.ts'
import { Forbidden, Invalid } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'

/** Who says to speak for a shop. `place` is null where the plugin is older than places. */
export type Speaker = { id: string; siteUrl: string; place: string | null; movedFrom: string | null }

export type RequireOwn = (connection: PairedConnection, speaker: Speaker) => Promise<void>

/** Throws Invalid where the address is none. */
export function readSpeaker({ id, site_url, place = null, moved_from = null }: Installation): Speaker {
  const siteUrl = readSiteUrl(site_url)
  if (siteUrl === null)
    throw new Invalid('validation_failed', 'The address of the site is none', {
      errors: [{ pointer: '/installation/site_url', code: 'invalid' }],
    })
  return { id, siteUrl, place, movedFrom: moved_from }
}

/**
 * Refuses whoever holds the secret of a paired shop and is not that shop, and keeps it for the owner to see: another one by its
 * id or address (`source_mismatch`), or a copy of it that lies elsewhere (`second_writer`).
 */
export function createRequireOwn({ db, logger }: { db: Db; logger: Logger }): RequireOwn {
  return async ({ context, installation }, { id, siteUrl, place, movedFrom }) => {
    const at = { organisationId: context.organisationId, connectionId: context.connectionId }
    const about = { connection: at.connectionId, site_url: siteUrl, installation: id }
    if (id !== installation.id || siteUrl !== installation.siteUrl) {
      await noteForeign(db, at, { id, siteUrl, place: null })
      logger.warn(about, 'another shop came with this secret')
      throw new Forbidden(
        'source_mismatch',
        'This connection is paired with another shop, or with another address of it',
      )
    }
    if (place === null || place === installation.place) return
    const mayClaim = installation.place === null || movedFrom === installation.place
    if (mayClaim && (await claimPlace(db, at, { installationId: id, place, movedFrom }))) {
      if (installation.place !== null) logger.info(about, 'the shop has moved to another place')
      return
    }
    await noteForeign(db, at, { id, siteUrl, place })
    logger.warn(about, 'a copy of the shop came with this secret')
    throw new Forbidden(
      'second_writer',
      'Another copy of this shop speaks for it already. If this is the one that counts, say there that the shop has moved',
    )
  }
}
