import type { Sql } from '../platform/db.ts'

export type Silent = {
  organisationId: string
  connectionId: string
  installationId: string
  /** It is due because numbers are missing, and not only because it fell silent. */
  hasGap: boolean
  /** Until when nobody else asks it, as the database wrote it. */
  lease: string
}

export type Patience = { gapGraceSeconds: number; silenceSeconds: number; askEverySeconds: number }

const leaseSeconds = 90

type Row = {
  organisation_id: string
  connection_id: string
  installation_id: string
  has_gap: boolean
  lease: string
}

/**
 * Leases shops that are to be asked for their outbox: where a number has been missing for a while, and where nothing was pushed
 * for longer than a living shop is silent. Those that have waited longest come first.
 */
export async function claimSilent(sql: Sql, patience: Patience, limit: number): Promise<Silent[]> {
  const rows = await sql<Row[]>`
    update installations i set ask_due_at = app_now() + make_interval(secs => ${leaseSeconds})
    where i.ctid = any(array(
      select i.ctid from installations i join connections c on c.organisation_id = i.organisation_id and c.id = i.connection_id
      where c.state = 'active' and (i.ask_due_at is null or i.ask_due_at <= app_now())
        and (i.gap_since <= app_now() - make_interval(secs => ${patience.gapGraceSeconds})
          or (coalesce(i.last_push_at, i.paired_at) <= app_now() - make_interval(secs => ${patience.silenceSeconds})
            and (i.asked_at is null or i.asked_at <= app_now() - make_interval(secs => ${patience.askEverySeconds}))))
      order by i.ask_due_at nulls first limit ${limit} for update of i skip locked))
    returning i.organisation_id, i.connection_id, i.installation_id, i.ask_due_at::text as lease,
      coalesce(i.gap_since <= app_now() - make_interval(secs => ${patience.gapGraceSeconds}), false) as has_gap`
  return rows.map((row) => ({
    organisationId: row.organisation_id,
    connectionId: row.connection_id,
    installationId: row.installation_id,
    hasGap: row.has_gap,
    lease: row.lease,
  }))
}
