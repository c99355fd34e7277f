import { afterAll, beforeAll } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../relay/test/database.ts'
import { startTestRelay, type TestRelay } from '../../../relay/test/factories.ts'
import { type PairedShop, pairShop } from './pair-shop.ts'
import { type Shop, type ShopOptions, startShop } from './start-shop.ts'

/** A shop that is paired with a relay, for the tests of one block. */
export type ShopLab = { database: TestDatabase; relay: TestRelay; shop: Shop; paired: PairedShop }

/** To be called in a block of tests: the lab is there while they run. */
export function useShop(options: ShopOptions = {}): () => ShopLab {
  let lab: Partial<ShopLab> = {}
  beforeAll(async () => {
    const database = await createTestDatabase()
    lab = { database }
    const relay = await startTestRelay(database)
    lab = { database, relay }
    const shop = await startShop(options)
    lab = { database, relay, shop }
    lab = { database, relay, shop, paired: await pairShop(database, relay.url, shop) }
  })
  afterAll(async () => {
    await lab.shop?.stop()
    await lab.relay?.stop()
    await lab.database?.drop()
  })
  return () => lab as ShopLab
}
