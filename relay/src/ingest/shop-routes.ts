import {
  ShopDisconnectBody,
  ShopRotateBody,
  type ShopTestAnswer,
  ShopTestBody,
} from '@passerelle/shared-types/shop-calls'
import { type Context, Hono } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { z } from 'zod'
import { rotateForShop } from '../connections/rotate-for-shop.ts'
import type { SecretBox } from '../connections/secrets.ts'
import { unpairInstallation } from '../connections/unpair-installation.ts'
import type { Io } from '../connectors/connector.ts'
import type { Db, Tx } from '../platform/db.ts'
import { TooMany } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { toInvalid } from '../platform/refuse-issues.ts'
import type { AuthenticateShop } from './authenticate-shop.ts'
import { awaitPing } from './await-ping.ts'
import { callShopBack } from './call-shop-back.ts'
import { forgetVersions } from './forget-versions.ts'
import { inflateBody } from './inflate-body.ts'
import { readStrictly } from './read-strictly.ts'
import { type RequireOwn, readSpeaker } from './require-own.ts'

type Dependencies = {
  db: Db
  box: SecretBox
  io: Io
  logger: Logger
  authenticate: AuthenticateShop
  requireOwn: RequireOwn
  revokeKeys: (tx: Tx, organisationId: string, ids: readonly string[]) => Promise<void>
}

const maxBytes = 16_384
const callsPerMinute = 10
const testWaitMs = 5_000

/** What a paired shop asks of the relay beside its batches: another secret, the end of its pairing, a round trip. */
export function shopRoutes({ db, box, io, logger, authenticate, requireOwn, revokeKeys }: Dependencies): Hono {
  const app = new Hono()
  const limiter = new RateLimiterMemory({ points: callsPerMinute, duration: 60 })

  /** Counted once the signature was found good, so that nobody uses up another's calls. */
  async function limit(connectionId: string): Promise<void> {
    const refusal = await limiter.consume(connectionId).then(
      () => null,
      (result: unknown) => result,
    )
    if (refusal === null) return
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const seconds = Math.ceil(refusal.msBeforeNext / 1_000)
    throw new TooMany('A shop may make ten of these calls a minute', { 'retry-after': String(seconds) })
  }

  async function take<T extends typeof ShopDisconnectBody>(c: Context, schema: T) {
    const call = await authenticate(c, maxBytes)
    const { organisationId, connectionId } = call.connection.context
    await limit(connectionId)
    const { value } = readStrictly(await inflateBody(call.raw, call.encoding, maxBytes))
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw toInvalid(parsed.error)
    const body: z.infer<T> = parsed.data
    await requireOwn(call.connection, readSpeaker(body.installation))
    return { ...call, body, organisationId, connectionId }
  }

  app.post('/v1/pairings/rotate-secret', async (c) => {
    const { organisationId, connectionId, secret: signedWith, signedAt } = await take(c, ShopRotateBody)
    const { secret, previousEndsAt } = await db.inOrganisation(organisationId, (tx) =>
      rotateForShop({ tx, box, organisationId, connectionId, signedWith, signedAt }),
    )
    logger.info({ connection: connectionId }, 'the shop took a new secret')
    const answer = {
      signing_secret: secret,
      previous_ends_at: previousEndsAt.toISOString(),
      server_time: io.now().toISOString(),
    }
    return c.json(answer, 200, { 'cache-control': 'no-store' })
  })

  app.post('/v1/pairings/disconnect', async (c) => {
    const { organisationId, connectionId } = await take(c, ShopDisconnectBody)
    await db.inOrganisation(organisationId, async (tx) => {
      const keyIds = await unpairInstallation({ tx, box, organisationId, connectionId, by: 'shop' })
      await revokeKeys(tx, organisationId, keyIds)
      await forgetVersions(tx, organisationId, connectionId)
    })
    logger.info({ connection: connectionId }, 'the shop ended its pairing')
    return c.json({}, 200)
  })

  app.post('/v1/pairings/test', async (c) => {
    const receivedAt = io.now().toISOString()
    const { connection, body } = await take(c, ShopTestBody)
    const { context } = connection
    const [storeMs, event, callback] = await Promise.all([
      timeStore(context),
      body.event_id === null ? null : awaitPing(db, context, { eventId: body.event_id, timeoutMs: testWaitMs }),
      callShopBack(io, connection, testWaitMs),
    ])
    const answer: ShopTestAnswer = {
      received_at: receivedAt,
      server_time: io.now().toISOString(),
      event,
      callback,
      store_ms: storeMs,
    }
    return c.json(answer, 200, { 'cache-control': 'no-store' })
  })

  async function timeStore({ organisationId, connectionId }: { organisationId: string; connectionId: string }) {
    const startedAt = performance.now()
    await db.inOrganisation(
      organisationId,
      (tx) => tx.sql`
        update installations set last_seen_at = app_now()
        where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`,
    )
    return Math.round(performance.now() - startedAt)
  }
  return app
}
