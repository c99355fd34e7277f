import type {
  CreateConnectionBody,
  CreatedConnection,
  RotatedSecret,
  TestedConnection,
} from '@passerelle/shared-types/api/connections'
import { and, asc, eq, gt, type SQL } from 'drizzle-orm'
import { actOnce, type Sealer } from '../platform/act-once.ts'
import { type Api, createApi } from '../platform/api.ts'
import type { Principal } from '../platform/auth.ts'
import { requireVersion } from '../platform/conditions.ts'
import type { Db, Tx } from '../platform/db.ts'
import { Conflict, Forbidden } from '../platform/errors.ts'
import { cutPage, readPage } from '../platform/paging.ts'
import type { Wake } from '../platform/wake.ts'
import { sendList, sendOne } from '../platform/wire.ts'
import { changeConnection } from './change-connection.ts'
import { pauseConnection, resumeConnection } from './change-state.ts'
import * as endpoints from './endpoints.ts'
import { type ConnectionRow, getConnection, lockConnection } from './get-connection.ts'
import type { Check, Setting } from './read-settings.ts'
import { rotateSecret } from './rotate-secret.ts'
import type { SecretBox } from './secrets.ts'
import { connections } from './tables.ts'
import { toConnection } from './to-connection.ts'

type At = { organisationId: string; id: string }
export type ConnectionRoutesDependencies = {
  db: Db
  box: SecretBox
  wake: Wake
  findConfig: (connector: string) => { settings: readonly Setting[]; incomingSecret: string | null } | undefined
  /** Checks and stores a new connection; what is secret is in its answer this once. */
  addConnection: (
    tx: Tx,
    organisationId: string,
    input: CreateConnectionBody,
  ) => Promise<Pick<CreatedConnection, 'id' | 'webhook_url' | 'secret' | 'generated'>>
  /** Where a connector of this organisation may send to. */
  createUrlCheck: (tx: Tx, organisationId: string, connector: string) => Promise<Check>
  /** Null where the connector cannot be tried. */
  testConnection: (at: At) => Promise<TestedConnection | null>
  /** Hides answers that hold secrets where they are kept for repeated calls. */
  sealAnswers: (organisationId: string) => (tx: Tx) => Promise<Sealer>
}

export function connectionRoutes(dependencies: ConnectionRoutesDependencies): Api {
  const { db, box, wake, findConfig, addConnection, createUrlCheck, testConnection, sealAnswers } = dependencies
  const app = createApi()
  const answer = (row: ConnectionRow) => ({ body: toConnection(row), headers: { etag: `"${row.version}"` } })

  app.openapi(endpoints.list, async (c) => {
    const { organisationId } = c.get('principal')
    const query = c.req.valid('query')
    const page = readPage(query)
    const conditions: SQL[] = [eq(connections.organisationId, organisationId)]
    if (page.after) conditions.push(gt(connections.id, page.after))
    if (query.connector !== undefined) conditions.push(eq(connections.connector, query.connector))
    const found = await db.inOrganisation(organisationId, (tx) =>
      tx.orm
        .select()
        .from(connections)
        .where(and(...conditions))
        .orderBy(asc(connections.id))
        .limit(page.limit + 1),
    )
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toConnection), nextCursor })
  })

  app.openapi(endpoints.getOne, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const row = await db.inOrganisation(organisationId, (tx) => getConnection(tx, organisationId, id))
    return sendOne(c, { version: row.version, body: toConnection(row) })
  })

  app.openapi(endpoints.create, (c) => {
    const { organisationId } = c.get('principal')
    const input = c.req.valid('json')
    refuseSecrets(c.get('principal'), findConfig(input.connector)?.settings ?? [], input.settings)
    const act = async (tx: Tx) => {
      const { id, ...shown } = await addConnection(tx, organisationId, input)
      const row = await getConnection(tx, organisationId, id)
      const body: CreatedConnection = { ...toConnection(row), ...shown }
      return { status: 201, body, headers: { etag: `"${row.version}"`, location: `/v1/connections/${id}` } }
    }
    return actOnce(c, db.inOrganisation, act, { sealWith: sealAnswers(organisationId) })
  })

  app.openapi(endpoints.change, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const { limits, ...input } = c.req.valid('json')
    const response = await actOnce(c, db.inOrganisation, async (tx: Tx) => {
      const before = await lockConnection(tx, organisationId, id)
      requireVersion(c, before.version)
      const config = findConfig(before.connector) ?? { settings: [], incomingSecret: null }
      refuseSecrets(c.get('principal'), config.settings, input.settings)
      const checkUrl = await createUrlCheck(tx, organisationId, before.connector)
      const change = { ...input, ...(limits ? { limits: toLimits(limits) } : {}) }
      await changeConnection({ tx, box, config, checkUrl }, { organisationId, id, change })
      return answer(await getConnection(tx, organisationId, id))
    })
    wake.wake('outbox')
    return response
  })

  app.openapi(endpoints.rotate, (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const { end_previous: endPrevious } = c.req.valid('json')
    const act = async (tx: Tx) => {
      requireVersion(c, (await lockConnection(tx, organisationId, id)).version)
      const rotated = await rotateSecret({ tx, box, findConfig }, { id, endPrevious })
      const body: RotatedSecret = {
        secret: rotated.secret,
        previous_secret_ends_at: rotated.previousEndsAt?.toISOString() ?? null,
      }
      return { body, headers: { etag: `"${rotated.version}"` } }
    }
    return actOnce(c, db.inOrganisation, act, { sealWith: sealAnswers(organisationId) })
  })

  for (const [endpoint, changeState] of [
    [endpoints.pause, pauseConnection],
    [endpoints.resume, resumeConnection],
  ] as const) {
    app.openapi(endpoint, async (c) => {
      const { organisationId } = c.get('principal')
      const { id } = c.req.valid('param')
      const response = await actOnce(c, db.inOrganisation, async (tx: Tx) => {
        requireVersion(c, (await lockConnection(tx, organisationId, id)).version)
        await changeState({ tx, organisationId, id })
        return answer(await getConnection(tx, organisationId, id))
      })
      wake.wake('outbox')
      return response
    })
  }

  app.openapi(endpoints.test, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    await db.inOrganisation(organisationId, (tx) => getConnection(tx, organisationId, id))
    const result = await testConnection({ organisationId, id })
    if (!result) throw new Conflict('test_unsupported', 'The connector has no harmless call to try')
    return c.json(result, 200)
  })

  return app
}

/** 403 where a key that a pairing made would give a connection its secrets. */
function refuseSecrets(principal: Principal, declared: readonly Setting[], given: object = {}): void {
  if (!principal.isFromPairing) return
  const named = declared.find(({ key, isSecret }) => isSecret && key in given)
  if (named) throw new Forbidden('insufficient_scope', `The key of a paired shop may not set ${named.key}`)
}

const toLimits = (limits: {
  rate_per_second?: number | null | undefined
  burst?: number | null | undefined
  concurrency?: number | null | undefined
}) => ({
  ...(limits.rate_per_second === undefined ? {} : { ratePerSecond: limits.rate_per_second }),
  ...(limits.burst === undefined ? {} : { burst: limits.burst }),
  ...(limits.concurrency === undefined ? {} : { concurrency: limits.concurrency }),
})
