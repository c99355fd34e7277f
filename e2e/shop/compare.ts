import type { TestDatabase } from '../../relay/test/database.ts'
import type { Shop } from './lab/start-shop.ts'

type Thing = Record<string, unknown>
export type Dump = Record<'product' | 'variation' | 'order' | 'subscription' | 'customer', Record<string, Thing | null>>
type Row = { kind: string; external_id: string; topic: string; state: string; data: Thing | null }

/** What changes from one look to the next, and links, whose form depends on how they are asked for. */
const unsteady = new Set(['_links', 'related_ids'])
/**
 * WooCommerce takes it away some time after a purchase; WooCommerce Subscriptions writes its caches as it reads, and WordPress its
 * notes on the trash where orders are kept as posts too. None of them tells.
 */
const isHousekeeping = ({ key }: { key?: unknown }) =>
  key === '_debug_log_source_pending_deletion' ||
  /^_subscription_\w+_order_ids_cache$|^_wp_(?:trash_meta|desired_post)_/.test(String(key))
/** Read from those caches, where they are; the relay reads `last_payment_date_gmt`. */
const fromCaches = new Set(['date_paid', 'date_paid_gmt'])

/** As it is to be compared. WooCommerce shows a customer's `meta_data` to administrators alone: it is not told. */
function steady(kind: string, thing: Thing | null | undefined): Thing | null {
  if (!thing) return null
  const { meta_data: meta, ...rest } = thing
  const kept = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !unsteady.has(name) && !(kind === 'subscription' && fromCaches.has(name))),
  )
  if (kind === 'customer' || !Array.isArray(meta)) return kept
  return { ...kept, meta_data: meta.filter((one) => !isHousekeeping(one)) }
}

/**
 * Every difference between what the shop holds and what the relay was told of it last, in words; nothing where they are in step.
 * A thing that was deleted must be told as deleted. The versions of a restored shop went back: there the last that was told counts.
 */
export async function findDifferences(
  database: TestDatabase,
  shop: Shop,
  connectionId: string,
  { isComplete = false, isRestored = false } = {},
): Promise<string[]> {
  const dump = await shop.step<Dump>('dump')
  const told = await readTold(database, connectionId, isRestored)
  const differences: string[] = []
  for (const [kind, things] of Object.entries(dump)) {
    for (const [id, thing] of Object.entries(Array.isArray(things) ? {} : things)) {
      const last = told.get(`${kind} ${id}`)
      told.delete(`${kind} ${id}`)
      if (!last) {
        if (isComplete) differences.push(`${kind} ${id} was never told`)
      } else if (last.topic.endsWith('.deleted')) differences.push(`${kind} ${id} was told as deleted, and is there`)
      else differences.push(...compare(`${kind} ${id}`, steady(kind, thing), steady(kind, last.data)))
    }
  }
  for (const [name, last] of told) {
    if (!last.topic.endsWith('.deleted') && last.kind !== 'ping')
      differences.push(`${name} is gone, and ${last.topic} was told last`)
  }
  return differences
}

function compare(name: string, shop: Thing | null, told: Thing | null): string[] {
  if (!shop || !told)
    return shop === told
      ? []
      : [`${name}: the shop has ${shop ? 'it' : 'nothing'}, told was ${told ? 'it' : 'nothing'}`]
  return [...new Set([...Object.keys(shop), ...Object.keys(told)])].flatMap((field) => {
    const [here, there] = [JSON.stringify(shop[field]), JSON.stringify(told[field])]
    return here === there ? [] : [`${name} ${field}: in the shop ${here?.slice(0, 200)}, told ${there?.slice(0, 200)}`]
  })
}

/** The newest state that was told of each thing; a fact without data tells none. */
async function readTold({ admin }: TestDatabase, connectionId: string, isRestored: boolean): Promise<Map<string, Row>> {
  const rows = await admin<Row[]>`
    select distinct on (kind, external_id) kind, external_id, topic, state,
      convert_from(raw, 'UTF8')::json -> 'data' as data
    from inbox_events
    where connection_id = ${connectionId}::uuid and external_id is not null and state not in ('superseded', 'quarantined')
      and (topic like '%.deleted' or convert_from(raw, 'UTF8')::json ->> 'data' is not null)
    order by kind, external_id,
      case when ${isRestored} then 0 else (convert_from(raw, 'UTF8')::json -> 'entity' ->> 'version')::bigint end desc, seq desc`
  return new Map(rows.map((row) => [`${row.kind} ${row.external_id}`, row]))
}
