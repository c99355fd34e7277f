import { maxBatchBytes } from '@passerelle/shared-types/batch'
import { Hono } from 'hono'
import { Refused } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { AcceptBatch } from './accept-batch.ts'
import type { AuthenticateShop } from './authenticate-shop.ts'
import { inflateBody } from './inflate-body.ts'
import { isLoop, readHop } from './read-hop.ts'

type Dependencies = {
  authenticate: AuthenticateShop
  acceptBatch: AcceptBatch
  logger: Logger
  now: () => Date
  onLoop?: () => void
}

/** The plugin's door. One that signs with a secret that will end is told so, and fetches a new one. */
export function batchRoutes({ authenticate, acceptBatch, logger, now, onLoop = () => {} }: Dependencies): Hono {
  const app = new Hono()

  app.post('/v1/ingest/batches', async (c) => {
    const { connection, raw, encoding, isNewestSecret } = await authenticate(c, maxBatchBytes)
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
      const rotate = isNewestSecret ? {} : { rotate: true as const }
      return c.json({ ...answer, ...rotate, server_time: now().toISOString() }, 202)
    } catch (error) {
      if (error instanceof Refused && error.status < 500)
        logger.warn({ connection: connectionId, status: error.status, code: error.code }, 'batch refused')
      throw error
    }
  })
  return app
}
