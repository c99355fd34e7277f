import { setTimeout as sleep } from 'node:timers/promises'
import { takeCall } from '../connections/take-call.ts'
import type { Io } from '../connectors/connector.ts'
import type { Db } from '../platform/db.ts'

/** How long one call waits for its turn; then it counts as failed, and the page is read later. */
const patienceMs = 10_000

/** The same way out, in which each call takes its turn in the connection's rate budget. */
export function spaceCalls(db: Db, io: Io, at: { organisationId: string; connectionId: string }): Io {
  return {
    ...io,
    async http(request) {
      for (const startedAt = performance.now(); ; ) {
        const waitMs = await db.inOrganisation(at.organisationId, (tx) =>
          takeCall(tx, at.organisationId, at.connectionId),
        )
        if (waitMs === 0) return io.http(request)
        const durationMs = performance.now() - startedAt
        if (durationMs + waitMs > patienceMs)
          return { kind: 'failed', code: 'rate_budget_spent', detail: 'no call is left', durationMs, wasSent: false }
        await sleep(waitMs)
      }
    },
  }
}
