import type { Sql } from '../platform/db.ts'

export type Silent = {
  organisationId: string
  connectionId: string
  installationId: string
  highest: number
  /** It is due because numbers are missing, and not only because it fell silent. */
  hasGap: boolean
}

export type Patience = { gapGraceSeconds: number; silenceSeconds: number; askEverySeconds: number }

const claimSize = 5
const shortestWait = 15
const longestWait = 300

type Row = {
  organisation_id: string
  connection_id: string
  installation_id: string
  highest: number
  has_gap: boolean
}

/**
 * Takes shops that are to be asked for their outbox: where a number has been missing for a while, and where nothing was pushed
 * for longer than a living shop is silent. One that could not be asked is asked less and less often.
 */
export async function claimSilent(sql: Sql, patience: Patience): Promise<Silent[]> {
  const rows = await sql<Row[]>`
    update installations i set asked_at = app_now()
    from (
      select i.organisation_id, i.connection_id,
        coalesce(i.gap_since <= app_now() - make_interval(secs => ${patience.gapGraceSeconds}), false) as has_gap
      from installations i join connections c on c.organisation_id = i.organisation_id and c.id = i.connection_id
      where c.state = 'active' and (i.asked_at is null or i.asked_at <= app_now() - make_interval(
          secs => least(${longestWait}, ${shortestWait} * power(2, least(i.ask_failures, 10)))))
        and (i.gap_since <= app_now() - make_interval(secs => ${patience.gapGraceSeconds})
          or (coalesce(i.last_push_at, i.paired_at) <= app_now() - make_interval(secs => ${patience.silenceSeconds})
            and (i.asked_at is null or i.asked_at <= app_now() - make_interval(secs => ${patience.askEverySeconds}))))
      order by i.asked_at nulls first limit ${claimSize} for update of i skip locked
    ) d
    where i.organisation_id = d.organisation_id and i.connection_id = d.connection_id
    returning i.organisation_id, i.connection_id, i.installation_id, i.highest, d.has_gap`
  return rows.map((row) => ({
    organisationId: row.organisation_id,
    connectionId: row.connection_id,
    installationId: row.installation_id,
    highest: row.highest,
    hasGap: row.has_gap,
  }))
}
