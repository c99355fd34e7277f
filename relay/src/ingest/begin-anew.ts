import type { InstallationKey } from '../connections/find-missing.ts'
import { markRestored } from '../connections/register-sequences.ts'
import type { Tx } from '../platform/db.ts'
import { forgetVersions } from './forget-versions.ts'

/** Has a shop read whole, in the transaction that says why. */
export type RequestWhole = (tx: Tx, organisationId: string, connectionId: string) => Promise<void>

/**
 * What follows where a shop's numbers went back, in one transaction: it counts its versions from a lower one too, so those that
 * are known are forgotten, and what changed without being told is only to be found in the shop as it stands now.
 */
export async function beginAnew(tx: Tx, key: InstallationKey, requestWhole: RequestWhole): Promise<void> {
  await forgetVersions(tx, key.organisationId, key.connectionId)
  await markRestored(tx, key)
  await requestWhole(tx, key.organisationId, key.connectionId)
}
