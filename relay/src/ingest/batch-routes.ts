import { maxBatchBytes } from '@passerelle/shared-types/batch'
import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { type Context, Hono } from 'hono'
import { loadPairedConnection, type PairedConnection } from '../connections/load-paired-connection.ts'
import type { SecretBox } from '../connections/secrets.ts'
import { isJsonContent } from '../connectors/is-json-content.ts'
import type { Db } from '../platform/db.ts'
import { Invalid, Refused, Unauthorized } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { readBody } from '../platform/read-body.ts'
import type { AcceptBatch } from './accept-batch.ts'
import { inflateBody, requireEncoding } from './inflate-body.ts'
import { isLoop, readHop } from './read-hop.ts'
import { shareReads } from './share-reads.ts'

type Dependencies = {
  db: Db
  box: SecretBox
  acceptBatch: AcceptBatch
  logger: Logger
  now: () => Date
  onLoop?: () => void
}

const refusals = {
  invalid_header: [400, 'webhook-id, webhook-timestamp or webhook-signature does not have the expected form'],
  signature_invalid: [401, 'The signature does not match the body'],
  timestamp_out_of_tolerance: [401, 'The timestamp is more than 300 seconds from server_time'],
} as const

/** The plugin's door. Nothing is undone or parsed before the signature over the bytes as they came was found good. */
export function batchRoutes({ db, box, acceptBatch, logger, now, onLoop = () => {} }: Dependencies): Hono {
  const app = new Hono()
  const readConnection = shareReads((id) => loadPairedConnection({ db, box }, id))

  async function authenticate(c: Context, body: Uint8Array): Promise<PairedConnection> {
    const id = c.req.header('passerelle-connection') ?? ''
    if (id === '') throw new Invalid('invalid_header', 'Passerelle-Connection is missing', { status: 400 })
    const connection = await readConnection(id)
    const verification = verifyStandardWebhook({
      headers: c.req.header(),
      body,
      // A connection that is none is refused in the words of a wrong signature.
      secrets: connection?.context.secrets.signing_secret ?? [],
      nowSeconds: Math.floor(now().getTime() / 1_000),
    })
    if (verification.ok && connection) return connection
    const code = verification.ok ? 'signature_invalid' : verification.code
    const [status, detail] = refusals[code]
    throw status === 400 ? new Invalid(code, detail, { status }) : new Unauthorized(code, detail)
  }

  app.post('/v1/ingest/batches', async (c) => {
    const encoding = requireEncoding(c.req.header('content-encoding'))
    if (!isJsonContent(c.req.header('content-type')))
      throw new Invalid('unsupported_media_type', 'Send application/json in UTF-8', { status: 415 })
    const raw = await readBody(c, maxBatchBytes)
    const connection = await authenticate(c, raw)
    const hop = readHop(c.req.header('passerelle-hop'))
    const { connectionId } = connection.context
    if (isLoop(hop)) {
      logger.warn({ connection: connectionId, hop }, 'dropped: it goes round in a circle')
      onLoop()
      return c.json({ dropped: 'loop' }, 202)
    }
    try {
      const body = await inflateBody(raw, encoding, maxBatchBytes)
      const { answer } = await acceptBatch({ connection, body, via: 'push', hop })
      return c.json({ ...answer, server_time: now().toISOString() }, 202)
    } catch (error) {
      if (error instanceof Refused && error.status < 500)
        logger.warn({ connection: connectionId, status: error.status, code: error.code }, 'batch refused')
      throw error
    }
  })
  return app
}
