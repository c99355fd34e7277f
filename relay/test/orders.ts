import type { OrderFields, Reading } from '../src/connectors/connector.ts'
import type { Application } from '../src/domain/context.ts'
import { modules, takesReading } from '../src/domain/index.ts'
import { findOrders, getOrderByExternalId } from '../src/domain/orders/get-order.ts'
import { createTransact } from '../src/domain/transact.ts'
import { decideFate, type Newest } from '../src/inbox/decide-fate.ts'
import { newId } from '../src/platform/ids.ts'
import type { TestDatabase } from './database.ts'

type Fact = { topic: string; values?: Record<string, unknown>; at?: string }
export type Said = { connectionId: string; reading: Reading; isStale?: boolean; occurredAt?: Date }
/** An event of one order as a source numbers it. */
export type Played = { reading: Reading; version: number; isFact: boolean; at: Date }
export type Told = { type: string; entity_id: string; entity_version: number; data: never; previous: never }

export const order = (externalId: string, fields: OrderFields = {}, fact?: Fact): Reading => ({
  type: 'order',
  externalId,
  fields,
  agreed: { externalId },
  ...(fact && {
    fact: {
      topic: fact.topic,
      values: fact.values ?? {},
      occurredAt: fact.at === undefined ? null : new Date(fact.at),
    },
  }),
})

export const customer = (externalId: string, fields: Extract<Reading, { type: 'customer' }>['fields']): Reading => ({
  type: 'customer',
  externalId,
  fields,
  agreed: { externalId },
})

export const deletion = (noun: 'order' | 'customer', externalId: string): Reading => ({
  type: 'deletion',
  noun,
  externalId,
})

/**
 * What the inbox would let through of these events of one entity, arriving in this order: an old snapshot is superseded, of an
 * old fact only the step counts.
 */
export function admit(connectionId: string, events: Played[]): Said[] {
  let newest: Newest = { hash: null, version: null }
  return events.flatMap(({ reading, version, isFact, at }) => {
    const isDelete = reading.type === 'deletion'
    const decided = decideFate(newest, { hash: JSON.stringify(reading), version, isDelete, isFact })
    newest = decided.newest
    if (decided.fate !== 'accepted' && decided.fate !== 'stale') return []
    return [{ connectionId, reading, isStale: decided.fate === 'stale', occurredAt: at }]
  })
}

/** Orders and customers of one organisation as the inbox applies them: one call is one batch in one transaction. */
export function openOrders(test: TestDatabase, organisationId: string) {
  const transact = createTransact({ db: test.db, wake: { wake: () => {} } as never, reactions: [] })
  return {
    apply: (...said: Said[]) =>
      transact(organisationId, async (ctx) => {
        const items = said.map(
          (one): Application => ({
            currency: 'EUR',
            eventId: newId(),
            occurredAt: new Date(),
            isStale: false,
            ...one,
          }),
        )
        for (const module of modules) {
          const mine = items.filter(({ reading }) => takesReading(module, reading))
          if (mine.length > 0) await module.apply({ ctx, items: mine })
        }
      }),
    find: (connectionId: string, externalId: string) =>
      test.db.inOrganisation(organisationId, (tx) =>
        getOrderByExternalId(tx, organisationId, { connectionId, externalId }),
      ),
    findAll: (ids: string[]) => test.db.inOrganisation(organisationId, (tx) => findOrders(tx, organisationId, ids)),
    /** What was told of the orders and customers of a connection, in order. */
    listEvents: (connectionId: string) =>
      test.admin<Told[]>`
        select type, entity_id, entity_version, data::jsonb as data, previous::jsonb as previous from events
        where organisation_id = ${organisationId}::uuid and source_connection_id = ${connectionId}::uuid order by write_order`,
    listPullRequests: (connectionId: string) =>
      test.admin<{ kind: string; external_id: string; reason: string }[]>`
        select kind, external_id, reason from pull_requests
        where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid order by kind, external_id`,
  }
}
