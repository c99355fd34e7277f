import type { BatchAnswer } from '@passerelle/shared-types/batch'
import type { PairedConnection } from '../connections/load-paired-connection.ts'
import {
  hasNumberOfAnother,
  type Numbered,
  type Registered,
  registerSequences,
} from '../connections/register-sequences.ts'
import { firstTime } from '../inbox/decide-fate.ts'
import type { Store } from '../inbox/store-events.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { beginAnew, type RequestWhole } from './begin-anew.ts'
import { checkNumbers } from './check-numbers.ts'
import { type Batch, readBatch } from './read-batch.ts'
import type { RequireOwn } from './require-own.ts'
import { storeReceived } from './store-received.ts'

export type AcceptedBatch = {
  answer: BatchAnswer
  /** Ids of the events that need not come again, rejected ones apart. */
  eventIds: string[]
  /** Numbers that the shop says it has no more. */
  unknown: number[]
  sequences: number[]
}

/** Throws Invalid where the body is no batch, and Forbidden where it is another shop's. */
export type AcceptBatch = (args: {
  connection: PairedConnection
  body: Uint8Array
  /** `pull`: we asked for it. */
  via: 'push' | 'pull'
  hop?: number
}) => Promise<AcceptedBatch>

type Dependencies = {
  db: Db
  store: Store
  logger: Logger
  requestWhole: RequestWhole
  requireOwn: RequireOwn
}

/**
 * What a paired shop tells, pushed or asked for: its events are stored, then their numbers registered, so that a number counts
 * as seen only where its event is safe. A shop whose numbers went back, as after a backup was restored, counts its versions from
 * a lower one too: those that were known are forgotten first, so that nothing new is taken for old.
 */
export function createAcceptBatch({ db, store, logger, requestWhole, requireOwn }: Dependencies): AcceptBatch {
  return async ({ connection, body, via, hop = 0 }) => {
    const read = readBatch(body, { mayBeEmpty: via === 'pull' })
    await requireOwn(connection, read.installation)
    const { highest } = connection.installation
    const batch = { ...read, items: checkNumbers(read.items, highest) }
    const { organisationId, connectionId } = connection.context
    const key = { organisationId, connectionId, installationId: connection.installation.id }
    const numbered = batch.items.flatMap(({ sequence, eventId }): Numbered[] =>
      sequence === null ? [] : [{ sequence, eventId }],
    )
    const hasGoneBack = batch.installation.sequence !== null && batch.installation.sequence < highest
    // A number above all that are known, as nearly every one is when it comes, was given to no other event.
    if (hasGoneBack || via === 'pull' || numbered.some(({ sequence }) => sequence <= highest)) {
      const wasRestored = await db.inOrganisation(organisationId, async (tx) => {
        if (!hasGoneBack && !(await hasNumberOfAnother(tx, key, numbered))) return false
        await beginAnew(tx, key, requestWhole)
        return true
      })
      if (wasRestored) logger.warn({ connection: connectionId }, 'the numbers of the shop went back')
    }
    const stored = await storeReceived(
      store,
      connection.context,
      batch.items.map(({ event }) => event),
      { hop },
    )
    const { pluginVersion, woocommerceVersion } = batch.installation
    const registration = { numbered, isPush: via === 'push', pluginVersion, woocommerceVersion }
    const [registered, versions] = await db.inOrganisation(organisationId, (tx) =>
      Promise.all([registerSequences(tx, key, registration), readVersions(tx, organisationId, connectionId, batch)]),
    )
    const rejectedAt = new Set(stored.rejected.map(({ index }) => index))
    return {
      answer: toAnswer(stored, registered, versions),
      eventIds: batch.items.flatMap(({ eventId }, index) =>
        eventId === null || rejectedAt.has(index) ? [] : [eventId],
      ),
      unknown: batch.unknown,
      sequences: numbered.map(({ sequence }) => sequence),
    }
  }
}

function toAnswer(
  stored: Awaited<ReturnType<typeof storeReceived>>,
  { highest, missing }: Registered,
  versions: Record<string, number>,
): BatchAnswer {
  return { ...stored, highest: { sequence: highest, versions }, missing }
}

/** The plugin's counters; what is still known by the time of a webhook alone says nothing to it. */
async function readVersions(
  tx: Tx,
  organisationId: string,
  connectionId: string,
  { items }: Batch,
): Promise<Record<string, number>> {
  const entities = items.flatMap(({ event: { kind, externalId } }) =>
    externalId === null ? [] : [{ kind, externalId }],
  )
  const rows = await tx.sql<{ kind: string; external_id: string; newest_version: number }[]>`
    select k.kind, k.external_id, h.newest_version
    from (
      select distinct kind, external_id
      from unnest(${entities.map((e) => e.kind)}::text[], ${entities.map((e) => e.externalId)}::text[]) as k(kind, external_id)
    ) k cross join lateral (
      select h.newest_version from inbox_heads h
      where h.organisation_id = ${organisationId}::uuid and h.connection_id = ${connectionId}::uuid
        and h.kind = k.kind and h.external_id = k.external_id limit 1
    ) h where h.newest_version < ${firstTime}`
  return Object.fromEntries(rows.map((row) => [`${row.kind}:${row.external_id}`, row.newest_version]))
}
