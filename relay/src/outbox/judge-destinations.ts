import type { Tx } from '../platform/db.ts'
import { type Breaker, nextBreaker, readSignal } from './breaker.ts'
import { type Decision, decideNext, decideWhileOpen } from './decide-next.ts'
import { enqueueChanges } from './enqueue-changes.ts'
import type { Attempt } from './record-attempts.ts'

type Connection = {
  id: string
  connector: string
  name: string
  version: number
  state: 'active' | 'paused' | 'disabled'
  reason: string | null
  breaker: Breaker
}
type Row = {
  id: string
  connector: string
  name: string
  version: number
  state: Connection['state']
  reason: string | null
  breaker_state: Breaker['state']
  breaker_opens: number
  failure_streak: number
  misconfigured_streak: number
  opened_at: Date | null
  first_failure_at: Date | null
  not_before: Date | null
  now: Date
}

export type Judgement = {
  decisions: Map<Attempt, Decision>
  /** Connections to which nothing may be sent at present. */
  held: Set<string>
  /** Writes what became of the connections; the news of it goes to all other destinations. */
  write: () => Promise<void>
}

/**
 * Decides what becomes of each delivery, and of the destinations by what they answered, in the order of the answers. Rows of
 * connections are locked, and written, only where an answer says something new of them.
 */
export async function judgeDestinations(
  tx: Tx,
  organisationId: string,
  attempts: readonly Attempt[],
): Promise<Judgement> {
  const rows = await readRows(tx, organisationId, attempts)
  const [{ now = new Date() } = {}] = rows
  const before = new Map(rows.map((row) => [row.id, toConnection(row)]))
  const after = new Map(before)
  const news = new Map<string, 'connection.paused' | 'connection.recovered'>()
  const decisions = new Map<Attempt, Decision>()
  for (const attempt of attempts) {
    const { result, delivery, claimed } = attempt
    const connection = after.get(claimed.connectionId)
    if (!connection) continue
    const { breaker } = connection
    const signal = readSignal(result, breaker, delivery.failureCount)
    const { after: next, change, isHopeless } = nextBreaker(breaker, signal, { now, chance: Math.random() })
    const decision =
      breaker.state === 'closed'
        ? decideNext(result, delivery.failureCount, Math.random())
        : decideWhileOpen(result, Math.max(0, (next.notBefore?.getTime() ?? 0) - now.getTime()))
    decisions.set(attempt, decision)
    const stop = decision.connection ?? (isHopeless ? { state: 'paused' as const, reason: 'failing_for_long' } : null)
    const isStopped = stop !== null && connection.state === 'active'
    // Nothing is written of a row that told nothing new: it was read unlocked, and may say something else by now.
    if (isStopped || next !== breaker) {
      after.set(connection.id, { ...connection, ...(isStopped ? stop : {}), breaker: next })
    }
    if (isStopped || change === 'opened') news.set(connection.id, 'connection.paused')
    else if (change === 'closed' && connection.state === 'active') news.set(connection.id, 'connection.recovered')
  }
  const changed = [...after.values()].filter((connection) => before.get(connection.id) !== connection)
  return {
    decisions,
    held: new Set([...after.values()].filter((connection) => isHeld(connection, now)).map(({ id }) => id)),
    async write() {
      for (const connection of changed) await writeConnection(tx, organisationId, connection, news.has(connection.id))
      await enqueueChanges(
        tx,
        organisationId,
        changed.flatMap((connection) => {
          const type = news.get(connection.id)
          return type ? [toChange(type, connection)] : []
        }),
      )
    },
  }
}

const isHeld = ({ state, breaker }: Connection, now: Date) =>
  state !== 'active' || breaker.state !== 'closed' || (breaker.notBefore !== null && breaker.notBefore > now)

/** Good answers of a healthy destination change nothing of it, and its row, which all replicas share, stays unlocked. */
async function readRows({ sql }: Tx, organisationId: string, attempts: readonly Attempt[]): Promise<Row[]> {
  const ids = [...new Set(attempts.map(({ claimed }) => claimed.connectionId))]
  const select = (lock: ReturnType<Tx['sql']>) => sql<Row[]>`
    select id, connector, name, version, state, reason, breaker_state, breaker_opens, failure_streak, misconfigured_streak,
      opened_at, first_failure_at, not_before, app_now() as now
    from connections where organisation_id = ${organisationId}::uuid and id = any(${ids}::uuid[]) order by id ${lock}`
  const rows = await select(sql``)
  const isHealthy = rows.every((row) => row.breaker_state === 'closed' && row.failure_streak === 0)
  return isHealthy && attempts.every(({ result }) => result.kind === 'delivered')
    ? rows
    : select(sql`for no key update`)
}

const toConnection = (row: Row): Connection => ({
  id: row.id,
  connector: row.connector,
  name: row.name,
  version: row.version,
  state: row.state,
  reason: row.reason,
  breaker: {
    state: row.breaker_state,
    opens: row.breaker_opens,
    failureStreak: row.failure_streak,
    misconfiguredStreak: row.misconfigured_streak,
    openedAt: row.opened_at,
    firstFailureAt: row.first_failure_at,
    notBefore: row.not_before,
  },
})

async function writeConnection(tx: Tx, organisationId: string, connection: Connection, isNews: boolean): Promise<void> {
  const { id, state, reason, breaker } = connection
  await tx.sql`
    update connections set state = ${state}, reason = ${reason}, paused_at = case when ${state} = 'active' then null else coalesce(paused_at, app_now()) end,
      breaker_state = ${breaker.state}, breaker_opens = ${breaker.opens}, failure_streak = ${breaker.failureStreak},
      misconfigured_streak = ${breaker.misconfiguredStreak}, opened_at = ${breaker.openedAt}, first_failure_at = ${breaker.firstFailureAt},
      not_before = ${breaker.notBefore}, version = version + ${isNews ? 1 : 0}
    where organisation_id = ${organisationId}::uuid and id = ${id}::uuid`
}

function toChange(type: string, connection: Connection) {
  const { id, connector, name, state, reason, breaker } = connection
  const data = {
    id,
    connector,
    name,
    state,
    reason,
    breaker: {
      state: breaker.state,
      opens: breaker.opens,
      next_try_at: breaker.state === 'closed' ? null : (breaker.notBefore?.toISOString() ?? null),
    },
  }
  return {
    type,
    entity: { kind: 'connection', id, version: connection.version + 1 },
    data: JSON.stringify(data),
    previous: '{}',
    source: { connectionId: id, eventId: null },
  }
}
