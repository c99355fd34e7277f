import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, startTestRelay, type TestRelay } from '../../test/factories.ts'

let database: TestDatabase
let relay: TestRelay

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

test('a body that comes slowly meets the connection as it is once the last of it is there', async () => {
  const organisation = await makeOrganisation(database)
  const secret = 'core-webhook-secret'
  const { id } = await organisation.connect('woocommerce', { webhook_secret: secret })
  const body = JSON.stringify({ id: 7, name: 'Thé', type: 'simple', status: 'publish' })
  const status = await new Promise((resolve, reject) => {
    const slow = request(
      `${relay.url}/webhooks/woocommerce/${organisation.id}/${id}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-wc-webhook-topic': 'product.updated',
          'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
        },
      },
      (answer) => resolve(answer.statusCode),
    )
    slow.on('error', reject)
    slow.write(body.slice(0, 9))
    const finish = async () => {
      await sleep(200)
      await database.admin`update connections set settings = settings || '{"plugin":"paired"}' where id = ${id}`
      slow.end(body.slice(9))
    }
    finish().catch(reject)
  })
  expect(status).toBe(202)
  const rows = await database.admin`select state, reason from inbox_events where connection_id = ${id}`
  expect(rows).toMatchObject([{ state: 'superseded', reason: 'plugin_sends' }])
})
