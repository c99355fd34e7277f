import type { Status } from './read-status.ts'

/** The same for a person: one table per question. */
export function formatStatus(status: Status): string {
  const { inbox, deliveries, feed, organisations, connections } = status
  const queues = [
    ['queue', 'oldest', 'counts'],
    ['inbox', tellAge(inbox.oldest_pending_seconds), tellCounts(inbox.by_state)],
    ['deliveries', tellAge(deliveries.oldest_due_seconds), tellCounts(deliveries.by_state)],
    ['feed', tellAge(feed.oldest_unplaced_seconds), ''],
  ]
  const byOrganisation = [
    ['organisation', 'id', 'inbox', 'oldest', 'deliveries', 'oldest'],
    ...organisations.map(({ name, id, ...of }) => [
      name,
      id,
      tellCounts(of.inbox.by_state),
      tellAge(of.inbox.oldest_seconds),
      tellCounts(of.deliveries.by_state),
      tellAge(of.deliveries.oldest_seconds),
    ]),
  ]
  const byConnection = [
    ['connection', 'id', 'connector', 'state', 'breaker', 'to apply', 'to send', 'last seen', 'last delivered'],
    ...connections.map((one) => [
      one.name,
      one.id,
      one.connector,
      one.reason === null ? one.state : `${one.state} (${one.reason})`,
      one.breaker,
      String(one.waiting_events),
      String(one.waiting_deliveries),
      one.last_seen_at?.toISOString() ?? '–',
      one.last_delivered_at?.toISOString() ?? '–',
    ]),
  ]
  const note = status.is_complete ? [] : ['Counting everything took too long: the counts are of what is not finished.']
  return [queues, byOrganisation, byConnection].map(toTable).concat(note).join('\n\n')
}

const tellAge = (seconds: number | null) => (seconds === null ? '–' : `${seconds} s`)
const tellCounts = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([state, n]) => `${state} ${n}`)
    .join(', ') || '–'

/** Names come from outside: what moves a terminal's cursor is left out. */
const printable = (text: string) => text.replaceAll(/\p{Cc}/gu, '\ufffd')

function toTable(rows: string[][]): string {
  const clean = rows.map((row) => row.map(printable))
  const widths = clean[0]?.map((_, n) => Math.max(...clean.map((row) => row[n]?.length ?? 0))) ?? []
  return clean
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
