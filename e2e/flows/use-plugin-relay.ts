import { afterAll, afterEach, beforeAll } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { FakePluginOptions } from '../fakes/plugin.ts'
import { makePluginLab, type PluginLab } from './plugin-lab.ts'

export type PluginRelay = {
  readonly database: TestDatabase
  readonly relay: TestRelay
  startLab: (options?: Partial<FakePluginOptions>) => Promise<PluginLab>
}

/**
 * A relay for the tests of one file, and shops that are closed after the test that opened them. `pausesShops`: the relay does not
 * go on asking those. `isRestarted`: a relay of its own for each test, since callers from one address may pair twenty times a minute.
 */
export function usePluginRelay({ pausesShops = false, isRestarted = false } = {}): PluginRelay {
  let database: TestDatabase
  let relay: TestRelay
  const open: PluginLab[] = []
  beforeAll(async () => {
    database = await createTestDatabase()
    relay = await startTestRelay(database)
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map((lab) => lab.close()))
    if (pausesShops) await database.admin`update connections set state = 'paused' where connector = 'woocommerce'`
    if (!isRestarted) return
    await relay.stop()
    relay = await startTestRelay(database)
  })
  afterAll(async () => {
    await relay.stop()
    await database.drop()
  })
  return {
    get database() {
      return database
    },
    get relay() {
      return relay
    },
    async startLab(options = {}) {
      const lab = await makePluginLab(database, relay.url, options)
      open.push(lab)
      return lab
    },
  }
}
