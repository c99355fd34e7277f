import type { MiddlewareHandler } from 'hono'
import type { Connector } from '../connectors/connector.ts'
import type { Transact } from '../domain/transact.ts'
import type { Store } from '../inbox/store-events.ts'
import type { Metrics } from '../platform/metrics.ts'

/** The stations know nothing of metrics: what passes between them is measured on the way. */

export function measureTransact(transact: Transact, { applyDuration }: Metrics): Transact {
  return async (organisationId, run) => {
    const end = applyDuration.startTimer()
    try {
      return await transact(organisationId, run)
    } finally {
      end()
    }
  }
}

export function measureStore(store: Store, { ingestEvents }: Metrics): Store {
  return async (call) => {
    const results = await store(call)
    for (const result of results) ingestEvents.inc({ outcome: result })
    return results
  }
}

/** Counts each call of a connector to its destination; one that throws counts as `failed`. */
export function measureConnectors(
  findConnector: (name: string) => Connector | undefined,
  { deliveryAttempts, deliveryDuration }: Metrics,
): (name: string) => Connector | undefined {
  const measured = new Map<string, Connector>()
  const measure = (connector: Connector): Connector => {
    const { push, name } = connector
    if (!push) return connector
    return {
      ...connector,
      async push(call) {
        const end = deliveryDuration.startTimer({ destination_type: name })
        let outcome = 'failed'
        try {
          const result = await push(call)
          outcome = result.kind
          return result
        } finally {
          end()
          deliveryAttempts.inc({ destination_type: name, outcome })
        }
      },
    }
  }
  return (name) => {
    const found = measured.get(name) ?? findConnector(name)
    if (found && !measured.has(name)) measured.set(name, measure(found))
    return measured.get(name)
  }
}

/** For the doors, `doors` being the connector behind each. What a caller makes up is counted as `other`. */
export function measureRequests(
  doors: Readonly<Record<string, string>>,
  { ingestRequests, ingestDuration, lastSeen }: Metrics,
): MiddlewareHandler {
  return async (c, next) => {
    const end = ingestDuration.startTimer()
    await next()
    end()
    const [, first = '', second = ''] = c.req.path.split('/')
    const name = first === 'webhooks' ? second : 'batches'
    const connector = Object.hasOwn(doors, name) ? doors[name] : undefined
    ingestRequests.inc({ door: connector === undefined ? 'other' : name, status: c.res.status })
    if (connector !== undefined && c.res.status < 300) lastSeen.set(connector, Date.now() / 1_000)
  }
}
