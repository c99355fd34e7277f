import type { Db } from '../platform/db.ts'

export type Status = {
  inbox: { by_state: Record<string, number>; oldest_pending_seconds: number | null }
  deliveries: { by_state: Record<string, number>; oldest_due_seconds: number | null }
  connections: {
    id: string
    organisation_id: string
    connector: string
    name: string
    state: string
    reason: string | null
  }[]
}

/** Queue ages, counts by state, connections: across organisations, for the operator. */
export async function readStatus(db: Db): Promise<Status> {
  return db.asSystem(async (sql) => {
    const [inbox, deliveries, ages, connections] = await Promise.all([
      sql<{ state: string; n: number }[]>`select state, count(*) as n from inbox_events group by 1 order by 1`,
      sql<{ state: string; n: number }[]>`select state, count(*) as n from deliveries group by 1 order by 1`,
      sql<{ inbox: number | null; outbox: number | null }[]>`
        select (select extract(epoch from app_now() - min(due_at))::float8 from inbox_heads where due_at <= app_now()) as inbox,
          (select extract(epoch from app_now() - min(due_at))::float8 from delivery_heads where due_at <= app_now()) as outbox`,
      sql<
        Status['connections']
      >`select id, organisation_id, connector, name, state, reason from connections order by organisation_id, id`,
    ])
    const counts = (rows: { state: string; n: number }[]) =>
      Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]))
    const age = (seconds: number | null | undefined) => (seconds == null ? null : Math.round(seconds * 10) / 10)
    return {
      inbox: { by_state: counts(inbox), oldest_pending_seconds: age(ages[0]?.inbox) },
      deliveries: { by_state: counts(deliveries), oldest_due_seconds: age(ages[0]?.outbox) },
      connections: [...connections],
    }
  })
}
