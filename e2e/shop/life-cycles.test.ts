import type { Order } from '@passerelle/shared-types/api/orders'
import { describe, expect, test, vi } from 'vitest'
import { type Dump, findDifferences } from './compare.ts'
import { findApiDifferences, listAll } from './compare-api.ts'
import { whyNoShop } from './lab/find-shop.ts'
import { drainAll, inStep } from './lab/pair-shop.ts'
import { useShop } from './lab/use-shop.ts'
import { liveCustomers } from './live/live-customers.ts'
import { liveOrders } from './live/live-orders.ts'
import { liveProducts } from './live/live-products.ts'
import { liveSubscriptions } from './live/live-subscriptions.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })
const reason = whyNoShop({ needsWooCommerce: true })
if (reason) console.log(`The life cycles of a real shop are skipped: ${reason}.`)

describe.skipIf(reason !== null).each([
  { name: 'orders in tables of their own', isHpos: true, isSynced: false },
  { name: 'orders as posts', isHpos: false, isSynced: false },
  { name: 'orders in both', isHpos: true, isSynced: true },
])('a real shop, $name', ({ isHpos, isSynced }) => {
  const lab = useShop({ isHpos, isSynced })

  test('R1.4 R4.2 after all its life cycles the relay has exactly what the shop holds, and every fact came once', async () => {
    const { database, relay, shop, paired } = lab()
    const sold = await liveProducts(shop)
    const customers = await liveCustomers(shop)
    await liveOrders(shop, sold, customers)
    if (shop.hasSubscriptions) await liveSubscriptions(shop, customers)
    // Nobody who browses, buys, pays or edits waits for a call of ours: only pairing has made one so far.
    expect(shop.calls().filter((call) => call.includes(relay.url) && !call.startsWith('pair '))).toEqual([])
    await shop.step('run_queue')
    // Where orders are kept in both, WooCommerce writes as it reads: it does so now, and not between the looks that follow.
    await shop.step('dump')
    await drainAll(shop)
    await inStep(database)

    expect(await findDifferences(database, shop, paired.connectionId)).toEqual([])
    const dump = await shop.step<Dump>('dump')
    expect(await findApiDifferences(relay, paired, dump)).toEqual([])
    const rows = await shop.step<{ event_id: string; state: string; sequence: string; code: string | null }[]>('rows')
    expect(rows.filter(({ state }) => state !== '3')).toEqual([])
    const numbers = rows.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, n) => n + 1))
    const stored = await database.admin<{ id: string }[]>`
      select source_event_id as id from inbox_events where connection_id = ${paired.connectionId}::uuid and source_event_id is not null`
    expect(stored.map(({ id }) => id).sort()).toEqual(rows.map((row) => row.event_id).sort())
    const paid = await database.admin<{ entity_id: string }[]>`
      select entity_id from events where organisation_id = ${paired.organisation.id}::uuid and type = 'order.paid'`
    const orders = await listAll<Order>(relay, paired, '/v1/orders?deleted=true')
    expect(paid.map((row) => row.entity_id).sort()).toEqual(
      orders
        .filter((order) => order.paid_at !== null)
        .map(({ id }) => id)
        .sort(),
    )
    expect(await shop.step('php', { code: `return get_option('woocommerce_custom_orders_table_enabled');` })).toBe(
      isHpos ? 'yes' : 'no',
    )
    expect(shop.complaints()).toEqual([])
  })
})
