import { Connection } from '@passerelle/shared-types/api/connections'
import { ConnectionInstallation, PairingCode } from '@passerelle/shared-types/api/installations'
import { actOnce, type Sealer } from '../platform/act-once.ts'
import { type Api, createApi, endpoint } from '../platform/api.ts'
import { requireVersion } from '../platform/conditions.ts'
import type { Db, Tx } from '../platform/db.ts'
import { NotFound } from '../platform/errors.ts'
import { IdParams } from '../platform/wire.ts'
import { createPairing } from './create-pairing.ts'
import { type ConnectionRow, getConnection, lockConnection } from './get-connection.ts'
import { getInstallation } from './get-installation.ts'
import type { SecretBox } from './secrets.ts'
import { toConnection } from './to-connection.ts'
import { unpairInstallation } from './unpair-installation.ts'

const tag = 'Connections'

const getOne = endpoint({
  method: 'get',
  path: '/{id}/installation',
  tag,
  summary: 'Get the shop that a connection is paired with',
  description: 'With the numbers of events that never came, and those that are lost.',
  params: IdParams,
  answers: { 200: { description: 'The shop', schema: ConnectionInstallation } },
})

const pair = endpoint({
  method: 'post',
  path: '/{id}/pairing',
  tag,
  summary: 'Make a code by which a shop pairs with the connection',
  description:
    'It lives 15 minutes and takes 5 calls. Another shop that pairs with it takes the place of the one before.',
  scope: 'admin',
  params: IdParams,
  idempotency: 'accepted',
  answers: { 201: { description: 'The code, shown once', schema: PairingCode } },
  refusals: { 409: ['connection_cannot_pair'] },
})

const unpair = endpoint({
  method: 'delete',
  path: '/{id}/pairing',
  tag,
  summary: 'End the pairing of a connection with its shop',
  description:
    'The secret and the keys that the pairing gave end at once, as do codes that wait for the connection. Webhooks of the shop and its REST API count again.',
  scope: 'admin',
  params: IdParams,
  idempotency: 'accepted',
  ifMatch: 'optional',
  isVersioned: true,
  answers: { 200: { description: 'The connection', schema: Connection } },
})

type Dependencies = {
  db: Db
  box: SecretBox
  revokeKeys: (tx: Tx, organisationId: string, ids: readonly string[]) => Promise<void>
  /** Forgets the order in which a source numbered its events: what comes next is in another. */
  forgetVersions: (tx: Tx, organisationId: string, connectionId: string) => Promise<void>
  /** Hides answers that hold secrets where they are kept for repeated calls. */
  sealAnswers: (organisationId: string) => (tx: Tx) => Promise<Sealer>
}

export function installationRoutes({ db, box, revokeKeys, forgetVersions, sealAnswers }: Dependencies): Api {
  const app = createApi()

  app.openapi(getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const [connection, installation] = await db.inOrganisation(organisationId, async (tx) => [
      await getConnection(tx, organisationId, id),
      await getInstallation(tx, organisationId, id),
    ])
    if (!installation) throw new NotFound('not_found', describeEnd(connection))
    return c.json(installation, 200)
  })

  app.openapi(pair, (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const act = async (tx: Tx) => ({
      status: 201,
      body: await createPairing(tx, organisationId, { connectionId: id }),
      headers: { 'cache-control': 'no-store' },
    })
    return actOnce(c, db.inOrganisation, act, { sealWith: sealAnswers(organisationId) })
  })

  app.openapi(unpair, (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return actOnce(c, db.inOrganisation, async (tx: Tx) => {
      requireVersion(c, (await lockConnection(tx, organisationId, id)).version)
      await revokeKeys(
        tx,
        organisationId,
        await unpairInstallation({ tx, box, organisationId, connectionId: id, by: 'owner' }),
      )
      await forgetVersions(tx, organisationId, id)
      const row = await getConnection(tx, organisationId, id)
      return { body: toConnection(row), headers: { etag: `"${row.version}"` } }
    })
  })
  return app
}

function describeEnd({ unpairedAt, unpairedBy }: ConnectionRow): string {
  if (unpairedAt === null) return 'The connection is not paired with a shop'
  const who = unpairedBy === 'shop' ? 'The shop itself' : 'The owner of the connection'
  return `The connection is not paired with a shop any more. ${who} ended the pairing at ${unpairedAt.toISOString()}`
}
