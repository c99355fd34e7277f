import type { Company, CreatedKey, Key, Organisation } from '@passerelle/shared-types/api/organisations'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { actOnce, type Sealer } from '../../platform/act-once.ts'
import { type Api, createApi } from '../../platform/api.ts'
import { requireVersion } from '../../platform/conditions.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { cutPage, type Page, readPage } from '../../platform/paging.ts'
import { sendList, sendOne } from '../../platform/wire.ts'
import { changeOrganisation } from './change-organisation.ts'
import { requireReach } from './check-reach.ts'
import { createKeyIn } from './create-key.ts'
import * as endpoints from './endpoints.ts'
import { getKey } from './get-key.ts'
import { getCompany, getOrganisation } from './get-organisation.ts'
import { apiKeys, companies, type organisations } from './tables.ts'

export function organisationRoutes({ db }: { db: Db }): Api {
  const app = createApi()

  app.openapi(endpoints.getOrganisation, async (c) => {
    const { organisationId } = c.get('principal')
    const row = await db.inOrganisation(organisationId, (tx) => getOrganisation(tx, organisationId))
    return sendOne(c, { version: row.version, body: toOrganisation(row) })
  })

  app.openapi(endpoints.changeOrganisation, (c) => {
    const { organisationId: id } = c.get('principal')
    const { name, time_zone: timeZone } = c.req.valid('json')
    return actOnce(c, db.inOrganisation, async (tx: Tx) => {
      await tx.sql`select from organisations where id = ${id}::uuid for update`
      requireVersion(c, (await getOrganisation(tx, id)).version)
      await changeOrganisation(tx, { id, name, timeZone })
      const row = await getOrganisation(tx, id)
      return { body: toOrganisation(row), headers: { etag: `"${row.version}"` } }
    })
  })

  return app
}

export function companyRoutes({ db }: { db: Db }): Api {
  const app = createApi()
  const answer = (row: typeof companies.$inferSelect) => ({
    body: toCompany(row),
    headers: { etag: `"${row.version}"` },
  })

  app.openapi(endpoints.listCompanies, async (c) => {
    const { organisationId } = c.get('principal')
    const page = readPage(c.req.valid('query'))
    const found = await db.inOrganisation(organisationId, (tx) => selectCompanies(tx, organisationId, page))
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toCompany), nextCursor })
  })

  app.openapi(endpoints.getCompany, async (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const row = await db.inOrganisation(organisationId, (tx) => getCompany(tx, organisationId, id))
    return sendOne(c, { version: row.version, body: toCompany(row) })
  })

  app.openapi(endpoints.createCompany, (c) => {
    const { organisationId } = c.get('principal')
    const { name } = c.req.valid('json')
    return actOnce(c, db.inOrganisation, async (tx: Tx) => {
      const id = newId()
      await tx.orm.insert(companies).values({ organisationId, id, name })
      const { body, headers } = answer(await getCompany(tx, organisationId, id))
      return { status: 201, body, headers: { ...headers, location: `/v1/companies/${id}` } }
    })
  })

  app.openapi(endpoints.renameCompany, (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    const { name } = c.req.valid('json')
    return actOnce(c, db.inOrganisation, async (tx: Tx) => {
      requireVersion(c, (await getCompany(tx, organisationId, id, { isLocked: true })).version)
      await tx.orm
        .update(companies)
        .set({ name, version: sql`version + 1` })
        .where(and(eq(companies.organisationId, organisationId), eq(companies.id, id)))
      return answer(await getCompany(tx, organisationId, id))
    })
  })

  return app
}

/** `sealAnswers` hides the answer with a key in it where it is kept for repeated calls. */
export function keyRoutes({
  db,
  sealAnswers,
}: {
  db: Db
  sealAnswers: (organisationId: string) => (tx: Tx) => Promise<Sealer>
}): Api {
  const app = createApi()

  app.openapi(endpoints.listKeys, async (c) => {
    const { organisationId } = c.get('principal')
    const page = readPage(c.req.valid('query'))
    const found = await db.inOrganisation(organisationId, (tx) => selectKeys(tx, organisationId, page))
    const { rows, nextCursor } = cutPage(found, page)
    return sendList(c, { data: rows.map(toKey), nextCursor })
  })

  app.openapi(endpoints.createKey, (c) => {
    const { organisationId, keyId } = c.get('principal')
    const { scopes, networks, expires_at: expiresAt } = c.req.valid('json')
    const act = async (tx: Tx) => {
      const { id, key } = await createKeyIn(tx, { organisationId, scopes: [...new Set(scopes)], networks, expiresAt })
      const made = await getKey(tx, organisationId, id)
      await requireReach(tx, await getKey(tx, organisationId, keyId), made)
      const body: CreatedKey = { ...toKey(made), key }
      return { status: 201, body }
    }
    return actOnce(c, db.inOrganisation, act, { sealWith: sealAnswers(organisationId) })
  })

  app.openapi(endpoints.revokeKey, (c) => {
    const { organisationId } = c.get('principal')
    const { id } = c.req.valid('param')
    return actOnce(c, db.inOrganisation, async (tx: Tx) => {
      await getKey(tx, organisationId, id)
      await tx.sql`
        update api_keys set revoked_at = coalesce(revoked_at, app_now()) where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
      return { body: toKey(await getKey(tx, organisationId, id)) }
    })
  })

  return app
}

const selectCompanies = (tx: Tx, organisationId: string, { after, limit }: Page) =>
  tx.orm
    .select()
    .from(companies)
    .where(and(eq(companies.organisationId, organisationId), after ? gt(companies.id, after) : undefined))
    .orderBy(asc(companies.id))
    .limit(limit + 1)

const selectKeys = (tx: Tx, organisationId: string, { after, limit }: Page) =>
  tx.orm
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.organisationId, organisationId), after ? gt(apiKeys.id, after) : undefined))
    .orderBy(asc(apiKeys.id))
    .limit(limit + 1)

const toOrganisation = (row: typeof organisations.$inferSelect): Organisation => ({
  id: row.id,
  version: row.version,
  name: row.name,
  time_zone: row.timeZone,
  currency: row.currency,
  created_at: row.createdAt.toISOString(),
})

const toCompany = (row: typeof companies.$inferSelect): Company => ({
  id: row.id,
  version: row.version,
  name: row.name,
  created_at: row.createdAt.toISOString(),
})

const toKey = (row: typeof apiKeys.$inferSelect): Key => ({
  id: row.id,
  prefix: row.prefix,
  scopes: row.scopes as Key['scopes'],
  networks: row.networks,
  expires_at: row.expiresAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
})
