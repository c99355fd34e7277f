import { generateSecret } from '@passerelle/shared-types/standard-webhooks'
import type { Tx } from '../platform/db.ts'
import { Conflict, Unauthorized } from '../platform/errors.ts'
import { lockConnection } from './get-connection.ts'
import { overlapHours } from './rotate-secret.ts'
import { type SecretBox, withoutPrevious } from './secrets.ts'

type Args = {
  tx: Tx
  box: SecretBox
  organisationId: string
  connectionId: string
  /** The secret that signed the call, and when. */
  signedWith: string
  signedAt: Date
}

/**
 * Gives a paired shop a new signing secret. The one that signed the call stays good until 24 hours after the new one was first
 * used, so that a shop which never got the answer asks again with what it has. A newest one that nobody has used gives way; one
 * that is in use stays, lest whoever still has the one before shuts out who has it. Throws Conflict where a call that was signed
 * as late or later came first: what that one gave is what the shop has, and a call played again changes nothing.
 */
export async function rotateForShop(args: Args): Promise<{ secret: string; previousEndsAt: Date }> {
  const { tx, box, organisationId, connectionId, signedWith, signedAt } = args
  const connection = await lockConnection(tx, organisationId, connectionId)
  const inOrder = await tx.sql`
    update installations set rotation_signed_at = ${signedAt}
    where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
      and (rotation_signed_at is null or rotation_signed_at < ${signedAt})`
  if (inOrder.count === 0)
    throw new Conflict('call_superseded', 'A call to change the secret that was signed as late or later came first', {
      headers: { 'retry-after': '1' },
    })
  const [now] = await tx.sql<{ data_key: string; is_over: boolean | null; previous_ends_at: Date }[]>`
    select data_key, ${connection.previousEndsAt}::timestamptz <= app_now() as is_over,
      app_now() + make_interval(hours => ${overlapHours}) as previous_ends_at
    from organisations where id = ${organisationId}::uuid`
  if (!now) throw new Error('the organisation is gone')
  const at = { organisationId, connectionId }
  // One end is kept: what another key had before ends now, or nothing would ever end it.
  const isEnded = (now.is_over === true && !connection.isNewSecretUnused) || connection.rotatedKey !== 'signing_secret'
  const stored = box.openSecrets(now.data_key, at, connection.secrets)
  const secrets = withoutPrevious(stored, isEnded ? connection.rotatedKey : null)
  const live = secrets.signing_secret ?? []
  if (!live.includes(signedWith)) throw new Unauthorized('signature_invalid', 'The signature does not match the body')
  const secret = generateSecret()
  const inUse = connection.isNewSecretUnused ? [] : live.slice(0, 1)
  const signing = [secret, ...new Set([signedWith, ...inUse])]
  const sealed = box.sealSecrets(now.data_key, at, { ...secrets, signing_secret: signing })
  await tx.sql`
    update connections set secrets = ${sealed}, rotated_key = 'signing_secret', previous_ends_at = null,
      is_new_secret_unused = true, version = version + 1
    where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid`
  return { secret, previousEndsAt: now.previous_ends_at }
}
