import type { ProductFields, Reading, VariationFields } from '../src/connectors/connector.ts'
import { applyCatalogue } from '../src/domain/catalogue/apply-catalogue.ts'
import { listProducts } from '../src/domain/catalogue/list-products.ts'
import type { Context } from '../src/domain/context.ts'
import { createTransact } from '../src/domain/transact.ts'
import { newId } from '../src/platform/ids.ts'
import type { TestDatabase } from './database.ts'

type Said = { connectionId: string; reading: Reading; eventId?: string }
type Told = { type: string; entityId: string; connectionId: string | null; eventId: string | null; data: Shown }
type Shown = { id: string; name: string; variations: { name: string }[] }

export const product = (externalId: string, fields: ProductFields = {}): Reading => ({
  type: 'product',
  externalId,
  fields: { name: `product ${externalId}`, ...fields },
  attributes: {},
  agreed: { externalId },
})

export const variation = (externalId: string, parentExternalId: string, fields: VariationFields = {}): Reading => ({
  type: 'variation',
  externalId,
  parentExternalId,
  fields: { name: `variation ${externalId}`, ...fields },
  agreed: { externalId },
})

/** The catalogue of one organisation as the inbox uses it: one call is one batch in one transaction. */
export function openCatalogue(test: TestDatabase, organisationId: string) {
  const transact = createTransact({ db: test.db, wake: { wake: () => {} } as never, reactions: [] })
  const apply = (said: Said[], beforeCommit: (ctx: Context) => Promise<void> = async () => {}) =>
    transact(organisationId, async (ctx) => {
      const items = said.map((one) => ({
        currency: 'EUR',
        eventId: newId(),
        occurredAt: new Date(),
        isStale: false,
        ...one,
      }))
      await applyCatalogue({ ctx, items })
      await beforeCommit(ctx)
    })
  return {
    apply,
    /** Applies a batch and holds its transaction open until `commit` is called. */
    async hold(said: Said[]): Promise<{ commit: () => Promise<void> }> {
      const gate = Promise.withResolvers<void>()
      const ready = Promise.withResolvers<void>()
      const done = apply(said, () => {
        ready.resolve()
        return gate.promise
      })
      await Promise.race([ready.promise, done])
      return {
        commit() {
          gate.resolve()
          return done
        },
      }
    },
    async list() {
      const found = await test.db.inOrganisation(organisationId, (tx) =>
        listProducts(tx, organisationId, { after: null, limit: 200, withDeleted: true }),
      )
      return found.map(({ row, variations }) => ({
        ...row,
        variations: variations.flatMap(({ name, deletedAt }) => (deletedAt === null ? [name] : [])).sort(),
      }))
    },
    async listEvents(): Promise<Told[]> {
      return test.admin<Told[]>`
        select type, entity_id as "entityId", source_connection_id as "connectionId", source_event_id as "eventId",
          data::jsonb as data
        from events where organisation_id = ${organisationId}::uuid order by write_order`
    },
    async listLinks() {
      return test.admin<{ connectionId: string; kind: string; externalId: string; id: string }[]>`
        select connection_id as "connectionId", kind, external_id as "externalId", id
        from mappings where organisation_id = ${organisationId}::uuid order by kind, external_id`
    },
  }
}

/** Waits until `count` sessions of this database wait for a lock. */
export async function waitForLocks({ admin }: TestDatabase, count: number): Promise<void> {
  for (const until = Date.now() + 5_000; ; ) {
    const [row] = await admin`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    if (row?.waiting === count) return
    if (Date.now() > until) throw new Error(`${row?.waiting} wait for a lock, not ${count}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
