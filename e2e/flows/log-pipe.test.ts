import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDatabase } from '../../relay/test/database.ts'
import { findFreePort } from '../../relay/test/factories.ts'
import { createRelayChild, type RelayChild } from '../relay-child.ts'
import { createEnvironment } from '../stack.ts'
import { type Lab, makeLab, settleDeliveries } from './lab.ts'

let database: TestDatabase
let relay: RelayChild
let lab: Lab

beforeAll(async () => {
  const made = await createEnvironment()
  database = made.database
  relay = createRelayChild({ environment: { ...made.environment, LOG_LEVEL: 'trace' }, port: await findFreePort() })
  await relay.start()
  lab = await makeLab(database, relay.url)
})
afterAll(async () => {
  relay.kill('SIGKILL')
  await relay.waitForExit()
  await lab.close()
  await database.drop()
})

test('F44 nobody reads the log any more: calls are answered, events applied and told, and it stops as it should', async () => {
  await lab.shop.send([{ id: 1, n: 1 }])
  await settleDeliveries(database)
  relay.closeOutput()
  for (let n = 2; n <= 30; n++) {
    const [answer] = await lab.shop.send([{ id: 1, n }])
    expect(answer?.status).toBe(202)
    // Refusals are what is logged at the door.
    expect((await lab.shop.post('{')).status).toBe(400)
  }
  await settleDeliveries(database)
  expect(lab.crm.received.at(-1)?.raw).toContain('item.woocommerce.1.30;')
  expect(relay.isAlive()).toBe(true)
  relay.kill('SIGTERM')
  expect(await relay.waitForExit()).toMatchObject({ code: 0 })
})
