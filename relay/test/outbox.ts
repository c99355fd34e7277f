import type { Connector, HttpExchange, HttpRequest } from '../src/connectors/connector.ts'
import { connectors } from '../src/connectors/index.ts'
import { enqueueChanges } from '../src/outbox/enqueue-changes.ts'
import { createOutboxWorker } from '../src/outbox/worker.ts'
import { createDeliver } from '../src/platform/deliver.ts'
import { newId } from '../src/platform/ids.ts'
import { createLogger } from '../src/platform/logger.ts'
import type { TestDatabase } from './database.ts'
import { loopback } from './factories.ts'

export type Told = { entity: string; n: number; type?: string; kind?: string; eventId?: string }

/** One event about an entity, as the domain tells it: `n` is its version and its mark. */
export const toChange = ({ entity, n, type = 'product.updated', kind = 'product', eventId }: Told) => ({
  type,
  entity: { kind, id: entity, version: n },
  data: JSON.stringify({ id: entity, n }),
  previous: '{}',
  source: { connectionId: null, eventId: eventId ?? null },
})

/** The outbox alone on a test database: events are told to it, and its worker sends them by real HTTP. */
export function openOutbox(
  test: TestDatabase,
  organisationId: string,
  {
    known = connectors,
    timeoutMs = 15_000,
    wrap = (http) => http,
  }: {
    known?: readonly Connector[]
    timeoutMs?: number
    wrap?: (http: (request: HttpRequest) => Promise<HttpExchange>) => (request: HttpRequest) => Promise<HttpExchange>
  } = {},
) {
  const http = createDeliver({ allowedPrivateNetworks: loopback, timeoutMs })
  const makeWorker = () =>
    createOutboxWorker({
      ...test,
      io: { http: wrap(http), now: () => new Date() },
      findConnector: (name) => known.find((connector) => connector.name === name),
      logger: createLogger(process.env.TEST_LOG_LEVEL ?? 'silent'),
      pollMs: 20,
    })
  let worker = makeWorker()
  return {
    newEntities: (count: number) => Array.from({ length: count }, () => newId()),
    async tell(told: Told[]): Promise<void> {
      await test.db.inOrganisation(organisationId, (tx) =>
        enqueueChanges(tx, organisationId, told.map(toChange), known ? { known } : {}),
      )
      worker.wake()
    },
    start: () => worker.start(),
    wake: () => worker.wake(),
    /** Ends the worker; a later `start` begins with a new one. */
    async pause() {
      await worker.stop()
      worker = makeWorker()
    },
    async stop() {
      await worker.stop()
      await http.close()
    },
    /** States of all deliveries, counted, with their reasons. */
    async count(): Promise<Record<string, number>> {
      const rows = await test.admin<{ name: string; n: number }[]>`
        select concat_ws(' ', state, reason) as name, count(*)::int as n from deliveries
        where organisation_id = ${organisationId}::uuid group by 1 order by 1`
      return Object.fromEntries(rows.map(({ name, n }) => [name, n]))
    },
    async connection(id: string) {
      const [row] = await test.admin<
        {
          state: string
          reason: string | null
          breaker_state: string
          breaker_opens: number
          not_before: Date | null
          isWaiting: boolean
        }[]
      >`select state, reason, breaker_state, breaker_opens, not_before, not_before > app_now() as "isWaiting" from connections where id = ${id}::uuid`
      if (!row) throw new Error('no such connection')
      return row
    },
  }
}

/** Waits until `isTrue`, at most `timeoutMs`; fails with what was last seen. */
export async function until<T>(
  look: () => T | Promise<T>,
  isTrue: (seen: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  for (const end = Date.now() + timeoutMs; ; ) {
    const seen = await look()
    if (isTrue(seen)) return seen
    if (Date.now() > end) throw new Error(`never came: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
