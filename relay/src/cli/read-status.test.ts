import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { makeOrganisation, startTestRelay } from '../../test/factories.ts'
import { formatStatus } from './format-status.ts'
import { readStatus } from './read-status.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('R1.8 I6 status tells, by organisation and connection, what waits and since when, what is held and why', async () => {
  const relay = await startTestRelay(database, { role: 'ingest' })
  const [busy, idle] = [await makeOrganisation(database, 'Busy\u001b[2J'), await makeOrganisation(database, 'Idle')]
  const settings = { url: 'http://127.0.0.1:9/', secret: 'theirs', api_key: 'ours-of-the-partner' }
  const partner = await busy.connect('partner', settings, 'Their catalogue')
  await idle.connect('crm', { url: 'http://127.0.0.1:9/' })
  for (const price of [1, 2, 3]) {
    const answer = await fetch(`${relay.url}/webhooks/catalogue/${busy.id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'theirs' },
      body: JSON.stringify({ id: 7, nom: 'Lampe', prix_base: price }),
    })
    expect(answer.status).toBe(202)
  }
  await relay.stop()
  await database.admin`update connections set state = 'paused', reason = 'unauthorized' where id = ${partner.id}`
  await database.advance(60_000)

  const status = await readStatus(database.db)
  expect(status).toMatchObject({
    inbox: { by_state: { pending: 3 } },
    deliveries: { by_state: {}, oldest_due_seconds: null },
    feed: { oldest_unplaced_seconds: null },
    organisations: [
      { id: busy.id, inbox: { by_state: { pending: 3 } }, deliveries: { by_state: {} } },
      { id: idle.id, name: 'Idle', inbox: { by_state: {}, oldest_seconds: null } },
    ],
    connections: [
      {
        id: partner.id,
        connector: 'partner',
        state: 'paused',
        reason: 'unauthorized',
        breaker: 'closed',
        waiting_events: 3,
        waiting_deliveries: 0,
        last_seen_at: expect.any(Date),
        last_delivered_at: null,
      },
      { connector: 'crm', state: 'active', waiting_events: 0, last_seen_at: null },
    ],
    is_complete: true,
  })
  expect(status.inbox.oldest_pending_seconds).toBeGreaterThanOrEqual(60)
  expect(status.organisations[0]?.inbox.oldest_seconds).toBeGreaterThanOrEqual(60)

  const text = formatStatus(status)
  expect(text).toMatch(/^inbox +6\d(\.\d)? s +pending 3$/m)
  expect(text).toMatch(/^Their catalogue +[0-9a-f-]{36} +partner +paused \(unauthorized\) +closed +3 +0 +\d{4}-.+ –$/m)
  expect(text).not.toMatch(/\p{Cc}(?<!\n)/u)
  expect(text).not.toContain('ours-of-the-partner')
})
