import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../../test/factories.ts'
import { openSubscriptions, readSteps } from '../../../test/subscriptions.ts'

let database: TestDatabase
let organisation: TestOrganisation
let mirror: ReturnType<typeof openSubscriptions>

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  mirror = openSubscriptions(database, organisation.id)
})
afterAll(() => database.drop())

const names = ['edited-by-shop','gift','payment-method']
test.each(names)('%s', async (name) => {
  const { id } = await organisation.connect('woocommerce', { webhook_secret: 'x' })
  const say = mirror.openSource(id)
  let seen = 0
  const out = []
  for (const step of readSteps(`subscription-${name}`)) {
    await mirror.setNow(step.at)
    await mirror.ring()
    for (const saying of step.sayings) await say(saying)
    const events = await mirror.listEvents(id)
    out.push([step.step, step.label, ...events.slice(seen).map((e) => `${e.externalId} ${e.type} ${e.data.status}(${e.data.reason}) ${e.data.next_charge_at} ${Object.keys(e.previous)}`)])
    seen = events.length
  }
  console.log(name, out)
})
