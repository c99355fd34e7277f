import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation, settle, startTestRelay, type TestOrganisation, type TestRelay } from './factories.ts'

let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  organisation = await makeOrganisation(database)
  await organisation.connect('partner', { url: 'http://127.0.0.1:9/', secret: 'their-key' })
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

test('R0.1 R0.2 a partner’s product goes through the inbox and is readable over the API', async () => {
  const answer = await fetch(`${relay.url}/webhooks/catalogue/${organisation.id}`, {
    method: 'POST',
    headers: { 'x-api-key': 'their-key', 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, nom: 'Forfait Illimité', prix_base: 5.9, categorie: 'Téléphonie' }),
  })
  expect(answer.status).toBe(202)
  await settle(database)
  const { body } = await relay.get('/v1/products', organisation.key)
  expect(body).toMatchObject({
    data: [{ name: 'Forfait Illimité', base_price: { amount: 590, currency: 'EUR' }, partner_category: 'Téléphonie' }],
  })
})
