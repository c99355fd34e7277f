import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import type { Context } from 'hono'
import { loadPairedConnection, type PairedConnection } from '../connections/load-paired-connection.ts'
import { noteSecretUse } from '../connections/note-secret-use.ts'
import type { SecretBox } from '../connections/secrets.ts'
import { isJsonContent } from '../connectors/is-json-content.ts'
import type { Db } from '../platform/db.ts'
import { Invalid, Unauthorized } from '../platform/errors.ts'
import { readBody } from '../platform/read-body.ts'
import { type Encoding, requireEncoding } from './inflate-body.ts'
import { shareReads } from './share-reads.ts'

/** A call whose signature over the bytes as they came was found good; nothing of the body was read yet. */
export type SignedCall = {
  connection: PairedConnection
  raw: Uint8Array
  encoding: Encoding
  /** The newest of the live secrets that signed it. */
  secret: string
  isNewestSecret: boolean
  signedAt: Date
}

/** Throws Invalid or Unauthorized where the call is not that of a paired shop, in words that do not say why. */
export type AuthenticateShop = (c: Context, maxBytes: number) => Promise<SignedCall>

const refusals = {
  invalid_header: [400, 'webhook-id, webhook-timestamp or webhook-signature does not have the expected form'],
  signature_invalid: [401, 'The signature does not match the body'],
  timestamp_out_of_tolerance: [401, 'The timestamp is more than 300 seconds from server_time'],
} as const

/** The lock of every door that a paired shop signs for. Nothing is undone or parsed before the signature was found good. */
export function createAuthenticateShop(using: { db: Db; box: SecretBox; now: () => Date }): AuthenticateShop {
  const readConnection = shareReads((id) => loadPairedConnection(using, id))

  return async (c, maxBytes) => {
    const encoding = requireEncoding(c.req.header('content-encoding'))
    if (!isJsonContent(c.req.header('content-type')))
      throw new Invalid('unsupported_media_type', 'Send application/json in UTF-8', { status: 415 })
    const raw = await readBody(c, maxBytes)
    const id = c.req.header('passerelle-connection') ?? ''
    if (id === '') throw new Invalid('invalid_header', 'Passerelle-Connection is missing', { status: 400 })
    const connection = await readConnection(id)
    // A connection that is none is refused in the words of a wrong signature.
    const live = connection?.context.secrets.signing_secret ?? []
    const nowSeconds = Math.floor(using.now().getTime() / 1_000)
    const verify = (secrets: readonly string[]) =>
      verifyStandardWebhook({ headers: c.req.header(), body: raw, secrets, nowSeconds })
    const verification = verify(live)
    const secret = live.length > 1 ? live.find((one) => verify([one]).ok) : live[0]
    if (!verification.ok || !connection || secret === undefined) {
      const code = verification.ok ? 'signature_invalid' : verification.code
      const [status, detail] = refusals[code]
      throw status === 400 ? new Invalid(code, detail, { status }) : new Unauthorized(code, detail)
    }
    const isNewestSecret = secret === live[0]
    if (isNewestSecret && connection.isNewSecretUnused) await noteSecretUse(using.db, connection)
    const signedAt = new Date(Number(c.req.header('webhook-timestamp')) * 1_000)
    return { connection, raw, encoding, secret, isNewestSecret, signedAt }
  }
}
