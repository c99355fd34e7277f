import type { TestDatabase } from '../relay/test/database.ts'
import type { Receiver } from './fakes/receiver.ts'

/** One version of one entity that a producer sent; `mark` stands in its name and nowhere else. */
export type Sent = {
  connectionId: string
  externalId: string
  /** Place among the versions of its entity, in the order of the source. */
  n: number
  mark: string
  /** Answered with 2xx at least once. */
  isAcknowledged: boolean
}

export type Report = { lost: string[]; duplicate: string[]; reordered: string[]; stuck: string[] }

export const clean: Report = { lost: [], duplicate: [], reordered: [], stuck: [] }

export const markOf = (door: string, externalId: string | number, n: number) => `item.${door}.${externalId}.${n};`
const findMark = (text: string) => /item\.[\w-]+\.[\w-]+\.\d+;/.exec(text)?.[0] ?? null
const versionOf = (mark: string | null) => Number(/(\d+);$/.exec(mark ?? '')?.[1] ?? -1)

type EventRow = { id: string; entity: string; version: number; position: number | null; source: string | null }
type Order = { key: string; value: number }

/**
 * Holds the producers' ledger against the relay's tables and the ledgers of receivers that take every event, and names what is
 * lost, duplicate, out of order or stuck. `allowedRepeats` is how often one webhook id may arrive again (after a crash between
 * a call and its record: once).
 */
export async function check({
  database: { admin },
  organisationId,
  sent,
  receivers,
  allowedRepeats = 0,
}: {
  database: TestDatabase
  organisationId: string
  sent: Sent[]
  receivers: { connectionId: string; ledger: Receiver }[]
  allowedRepeats?: number
}): Promise<Report> {
  const report: Report = { lost: [], duplicate: [], reordered: [], stuck: [] }
  const inbox = await admin<{ id: string; state: string; reason: string | null; raw: Buffer }[]>`
    select id, state, reason, raw from inbox_events where organisation_id = ${organisationId}::uuid order by id`
  const products = await admin<{ entity: string; external: string; name: string }[]>`
    select p.id as entity, m.connection_id || ' ' || m.external_id as external, p.name from mappings m
    join products p on p.organisation_id = m.organisation_id and p.id = m.id
    where m.organisation_id = ${organisationId}::uuid and m.kind = 'product'`
  const events: EventRow[] = await admin<EventRow[]>`
    select id, entity_id as entity, entity_version as version, position::int as position, source_event_id as source
    from events where organisation_id = ${organisationId}::uuid order by write_order`

  const stored = new Map<string, number>()
  for (const row of inbox) {
    const mark = findMark(row.raw.toString())
    if (mark === null) continue
    stored.set(
      mark,
      (stored.get(mark) ?? 0) + (row.state === 'superseded' && row.reason === 'older_than_newest' ? 0 : 1),
    )
    if (!['applied', 'superseded'].includes(row.state)) report.stuck.push(`inbox ${mark} is ${row.state} ${row.reason}`)
  }
  for (const [mark, times] of stored)
    if (times > 1) report.duplicate.push(`inbox ${mark} stands ${times} times in line`)

  const nameOf = new Map(products.map((row) => [row.external, row.name]))
  for (const [external, versions] of Map.groupBy(sent, (one) => `${one.connectionId} ${one.externalId}`)) {
    const acknowledged = versions.filter((one) => one.isAcknowledged)
    for (const one of acknowledged) if (!stored.has(one.mark)) report.lost.push(`inbox ${one.mark}`)
    const newest = Math.max(-1, ...acknowledged.map((one) => one.n))
    const shown = versionOf(findMark(nameOf.get(external) ?? ''))
    if (shown < newest) report.lost.push(`product ${external} shows ${shown} and not ${newest}`)
  }

  findRepeats(events, (event) => `${event.entity} ${event.version}`, 'event', report)
  findRepeats(
    events.filter((event) => event.source !== null),
    (event) => `${event.entity} of ${event.source}`,
    'event',
    report,
  )
  findDisorder(
    'write order',
    events.map((event) => ({ key: event.entity, value: event.version })),
    report,
  )
  const placed = events
    .filter((event) => event.position !== null)
    .sort((a, b) => Number(a.position) - Number(b.position))
  findDisorder(
    'feed',
    placed.map((event) => ({ key: event.entity, value: event.version })),
    report,
  )
  for (const [n, event] of placed.entries()) {
    if (event.position !== n + 1) report.lost.push(`feed position ${n + 1} is ${event.position}`)
  }
  for (const event of events)
    if (event.position === null) report.stuck.push(`event ${event.id} has no place in the feed`)

  for (const { connectionId, ledger } of receivers) {
    const due = await admin<{ event: string; state: string; reason: string | null }[]>`
      select event_id as event, state, reason from deliveries
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and state not in ('skipped', 'dead')`
    checkReceiver({ due, ledger, allowedRepeats, events }, report)
  }
  return report
}

function checkReceiver(
  args: {
    due: { event: string; state: string; reason: string | null }[]
    ledger: Receiver
    allowedRepeats: number
    events: EventRow[]
  },
  report: Report,
): void {
  const { due, ledger, allowedRepeats, events } = args
  const times = new Map<string, number>()
  for (const call of ledger.received) times.set(call.webhookId, (times.get(call.webhookId) ?? 0) + 1)
  for (const { event, state, reason } of due) {
    if (state !== 'delivered') report.stuck.push(`delivery of ${event} is ${state} ${reason}`)
    else if (!times.has(event)) report.lost.push(`delivery of ${event}`)
  }
  for (const [id, count] of times)
    if (count > 1 + allowedRepeats) report.duplicate.push(`call ${id} arrived ${count} times`)
  const byId = new Map(events.map((event) => [event.id, event]))
  const firsts = [...new Set(ledger.received.map((call) => call.webhookId))].flatMap((id) => byId.get(id) ?? [])
  findDisorder(
    'calls',
    firsts.map((event) => ({ key: event.entity, value: event.version })),
    report,
  )
}

function findRepeats(rows: EventRow[], keyOf: (row: EventRow) => string, what: string, report: Report): void {
  for (const [key, same] of Map.groupBy(rows, keyOf)) {
    if (same.length > 1) report.duplicate.push(`${what} ${key} stands ${same.length} times`)
  }
}

function findDisorder(what: string, rows: Order[], report: Report): void {
  for (const [key, values] of Map.groupBy(rows, (row) => row.key)) {
    for (const [n, { value }] of values.entries()) {
      const before = values[n - 1]
      if (before && value <= before.value) report.reordered.push(`${what} of ${key}: ${value} after ${before.value}`)
    }
  }
}

/** Numbers from 0 to 1 that a seed makes again. The seed is `E2E_SEED`, else a new one; print it with what failed. */
export function createRandom(seed = Number(process.env.E2E_SEED ?? Math.floor(Math.random() * 2 ** 31))) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  return { seed, next, below: (limit: number) => Math.floor(next() * limit) }
}
