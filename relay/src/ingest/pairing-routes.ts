import { decodeUtf8, findDuplicateKey, scanJson } from '@passerelle/shared-types/json-text'
import { type PairingAnswer, PairingBody } from '@passerelle/shared-types/pairing'
import { type Context, Hono } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { pairInstallation } from '../connections/pair-installation.ts'
import type { SecretBox } from '../connections/secrets.ts'
import { takePairingTry } from '../connections/take-pairing-try.ts'
import type { Io } from '../connectors/connector.ts'
import { isJsonContent } from '../connectors/is-json-content.ts'
import type { Db, Tx } from '../platform/db.ts'
import { Invalid, TooMany } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { readBody } from '../platform/read-body.ts'
import { toInvalid } from '../platform/refuse-issues.ts'
import { beginAnew, type RequestWhole } from './begin-anew.ts'
import { forgetVersions } from './forget-versions.ts'
import { proveSite } from './prove-site.ts'
import { readSpeaker } from './require-own.ts'

type Dependencies = {
  db: Db
  box: SecretBox
  io: Io
  logger: Logger
  keys: {
    create: (
      tx: Tx,
      organisationId: string,
      given: { scopes: string[]; pairedConnectionId: string },
    ) => Promise<{ id: string; key: string }>
    revoke: (tx: Tx, organisationId: string, ids: readonly string[]) => Promise<void>
  }
  clientAddressOf: (c: Context) => string
  requestWhole: RequestWhole
}

const maxBytes = 16_384
const callsPerMinute = 20

/**
 * Where a shop introduces itself with a code. The site is called back before it is told anything; repeating the call while the
 * code lives gives new secrets and ends those before, so that a lost answer is no dead end.
 */
export function pairingRoutes({ db, box, io, logger, keys, clientAddressOf, requestWhole }: Dependencies): Hono {
  const app = new Hono()
  const limiter = new RateLimiterMemory({ points: callsPerMinute, duration: 60 })

  async function limit(address: string): Promise<void> {
    const refusal = await limiter.consume(address).then(
      () => null,
      (result: unknown) => result,
    )
    if (refusal === null) return
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw new TooMany('Too many attempts to pair', { 'retry-after': String(Math.ceil(refusal.msBeforeNext / 1_000)) })
  }

  app.post('/v1/pairings', async (c) => {
    await limit(clientAddressOf(c))
    const { code, installation } = await readPairing(c)
    const { siteUrl, place } = readSpeaker(installation)
    const pairing = await takePairingTry(db, code, installation.id)
    await proveSite(io, { code, siteUrl, installationId: installation.id })
    const { organisationId } = pairing
    const paired = await db.inOrganisation(organisationId, async (tx) => {
      const made = await pairInstallation({
        tx,
        box,
        pairing,
        installation: {
          id: installation.id,
          siteUrl,
          place,
          pluginVersion: installation.plugin_version ?? null,
          woocommerceVersion: installation.woocommerce_version ?? null,
          sequence: installation.sequence ?? null,
        },
      })
      const { connectionId } = made
      // Another installation, or this one after another, counts its versions by itself.
      if (made.isInPlaceOfAnother) await forgetVersions(tx, organisationId, connectionId)
      if (made.hasGoneBack)
        await beginAnew(tx, { organisationId, connectionId, installationId: installation.id }, requestWhole)
      // It spoke before, and kept nothing of what happened while it was not paired.
      else if (made.highest > 0) await requestWhole(tx, organisationId, connectionId)
      await keys.revoke(tx, organisationId, made.oldKeyIds)
      const origin = { pairedConnectionId: connectionId }
      const admin = await keys.create(tx, organisationId, { scopes: ['admin'], ...origin })
      const account = await keys.create(tx, organisationId, { scopes: ['account'], ...origin })
      await tx.sql`
        update installations set key_ids = ${[admin.id, account.id]}::uuid[]
        where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`
      return { ...made, admin, account }
    })
    logger.info({ connection: paired.connectionId, site_url: siteUrl, restored: paired.hasGoneBack }, 'paired')
    const answer: PairingAnswer = {
      organisation_id: organisationId,
      connection_id: paired.connectionId,
      signing_secret: paired.signingSecret,
      admin_key: paired.admin.key,
      account_key: paired.account.key,
      highest: { sequence: paired.highest },
      server_time: io.now().toISOString(),
    }
    return c.json(answer, 201, { 'cache-control': 'no-store' })
  })
  return app
}

async function readPairing(c: Context): Promise<PairingBody> {
  if (!isJsonContent(c.req.header('content-type')) || c.req.header('content-encoding') !== undefined)
    throw new Invalid('unsupported_media_type', 'Send application/json in UTF-8, not compressed', { status: 415 })
  const text = decodeUtf8(await readBody(c, maxBytes))
  if (text === null) throw new Invalid('invalid_utf8', 'The body is not UTF-8', { status: 400 })
  const scan = scanJson(text)
  if (scan.kind !== 'ok') throw new Invalid('malformed_json', 'The body is not JSON', { status: 400 })
  if (findDuplicateKey(text, scan.value) !== null)
    throw new Invalid('duplicate_key', 'A key stands twice in one object', { status: 400 })
  const parsed = PairingBody.safeParse(scan.value)
  if (!parsed.success) throw toInvalid(parsed.error)
  return parsed.data
}
