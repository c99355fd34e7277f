import type { Figure } from '../platform/metrics.ts'
import type { Reader } from './read-gauges.ts'

/** The last jobs of each connection: when they ended, what failed, and what a reconcile and a compare found otherwise than we had it. */
export const readSync: Reader = async (sql) => {
  const rows = await sql<
    { connector: string; kind: string; finished: number | null; failed: number; drift: number; broken: number }[]
  >`
    select c.connector, k.kind, extract(epoch from max(done.finished_at))::float8 as finished,
      coalesce(sum(done.failed), 0)::float8 as failed, coalesce(sum(done.changed + done.missing), 0)::float8 as drift,
      (count(*) filter (where newest.state = 'failed'))::float8 as broken
    from connections c cross join (values ('backfill'), ('reconcile'), ('compare'), ('push')) k(kind)
    cross join lateral (
      select state from jobs where organisation_id = c.organisation_id and connection_id = c.id and kind = k.kind
      order by started_at desc nulls last limit 1
    ) newest
    left join lateral (
      select finished_at, failed, changed, missing from (
        select * from jobs where organisation_id = c.organisation_id and connection_id = c.id and kind = k.kind
        order by started_at desc nulls last limit 20
      ) j where state = 'done' order by started_at desc limit 1
    ) done on true
    group by c.connector, k.kind order by c.connector, k.kind`
  const driftOf = new Map<string, number>()
  const figures = rows.flatMap(({ connector, kind, finished, failed, drift, broken }): Figure[] => {
    const labels = { connector, kind }
    const figures: Figure[] = [
      { name: 'passerelle_sync_errors', help: 'Things that the last job could not apply', labels, value: failed },
      { name: 'passerelle_sync_failed_jobs', help: 'Connections whose last job failed', labels, value: broken },
    ]
    if (finished !== null) {
      const help = 'When a job of this kind last ended well'
      figures.push({ name: 'passerelle_sync_last_success_timestamp_seconds', help, labels, value: finished })
    }
    if (kind === 'reconcile' || kind === 'compare') driftOf.set(connector, (driftOf.get(connector) ?? 0) + drift)
    return figures
  })
  const help = 'Things that the last reconcile and the last compare found otherwise than we had them'
  const name = 'passerelle_reconcile_drift_entities'
  return [...figures, ...[...driftOf].map(([connector, value]) => ({ name, help, labels: { connector }, value }))]
}

export const readSynced: Reader = async (sql) => {
  const rows = await sql<{ connector: string; kind: string; n: number }[]>`
    select c.connector, m.kind, sum(m.n)::float8 as n
    from connections c cross join lateral (
      select kind, count(*) as n from mappings where organisation_id = c.organisation_id and connection_id = c.id group by kind
    ) m group by c.connector, m.kind order by c.connector, m.kind`
  const help = 'Things that we and the other side know each other by'
  return rows.map(({ connector, kind, n }) => ({
    name: 'passerelle_synced_entities',
    help,
    labels: { connector, kind },
    value: n,
  }))
}

export const readPulls: Reader = async (sql) => {
  const [row] = await sql<{ waiting: number; abandoned: number }[]>`
    select coalesce(sum(p.waiting), 0)::float8 as waiting, coalesce(sum(p.abandoned), 0)::float8 as abandoned
    from organisations o cross join lateral (
      select count(*) filter (where due_at is not null) as waiting, count(*) filter (where due_at is null) as abandoned
      from pull_requests where organisation_id = o.id
    ) p`
  return [
    { name: 'passerelle_waiting_pulls', help: 'Single things to be read at their source', value: row?.waiting ?? 0 },
    { name: 'passerelle_abandoned_pulls', help: 'Of them, those that were given up', value: row?.abandoned ?? 0 },
  ]
}
