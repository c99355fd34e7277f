import { describe, expect, test, vi } from 'vitest'
import { findDifferences } from './compare.ts'
import { whyNoShop } from './lab/find-shop.ts'
import { drainAll, inStep } from './lab/pair-shop.ts'
import { useShop } from './lab/use-shop.ts'
import { liveCustomers } from './live/live-customers.ts'
import { liveOrders } from './live/live-orders.ts'
import { liveProducts } from './live/live-products.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })
const reason = whyNoShop({ needsWooCommerce: true })
if (reason) console.log(`The restored shop is skipped: ${reason}.`)

describe.skipIf(reason !== null)('a real shop that is restored from a backup', () => {
  const lab = useShop()

  test('R4.2 comes back in step by itself, with its numbers and its versions behind the relay’s', async () => {
    const { database, shop, paired } = lab()
    const sold = await liveProducts(shop)
    await drainAll(shop)
    await shop.step('back_up')
    const customers = await liveCustomers(shop)
    await liveOrders(shop, sold, customers)
    await shop.rest('PUT', `/wc/v3/products/${sold.other}`, { name: 'Oubliée avec la sauvegarde' })
    await drainAll(shop)
    await inStep(database)

    await shop.step('restore')
    await shop.rest('PUT', `/wc/v3/products/${sold.simple}`, { name: 'Après la sauvegarde' })
    await shop.step('order', { items: [[sold.simple, 1]], pay: true })
    await drainAll(shop)
    await inStep(database)
    await vi.waitFor(
      async () =>
        expect(
          await findDifferences(database, shop, paired.connectionId, { isComplete: true, isRestored: true }),
        ).toEqual([]),
      { timeout: 60_000, interval: 1_000 },
    )
    const rows = await shop.step<{ state: string }[]>('rows')
    expect(rows.filter(({ state }) => state !== '3')).toEqual([])
  })
})
