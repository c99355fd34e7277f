import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../src/connectors/index.ts'
import { pauseConnection, resumeConnection } from '../src/connections/change-state.ts'
import { enqueueChanges } from '../src/outbox/enqueue-changes.ts'
import { pruneFeed } from '../src/outbox/prune-feed.ts'
import { recordAttempts } from '../src/outbox/record-attempts.ts'
import { claimDeliveries, findDueConnections } from '../src/outbox/claim-deliveries.ts'
import { loadDeliveries } from '../src/outbox/load-deliveries.ts'
import { retryDelivery } from '../src/outbox/retry-delivery.ts'
import { sequenceFeed } from '../src/outbox/sequence-feed.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { makeOrganisation } from './factories.ts'
import { openOutbox, toChange, until } from './outbox.ts'

let database: TestDatabase
beforeAll(async () => { database = await createTestDatabase() })
afterAll(() => database.drop())

async function receiver() {
  const seen: { n: number; type: string }[] = []
  const state = { answer: (_: number) => 200 }
  const server = createServer((req, res) => {
    let text = ''
    req.on('data', (d) => (text += d))
    req.on('end', () => {
      const body = JSON.parse(text)
      const status = state.answer(body.data?.n)
      if (status === 200) seen.push({ n: body.data?.n, type: body.type })
      res.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r))
  return { url: `http://127.0.0.1:${(server.address() as any).port}/`, seen, state, close: () => server.close() }
}
const find = (name: string) => connectors.find((c) => c.name === name)

test('A fold + replay of an old dead one', async () => {
  const organisation = await makeOrganisation(database)
  const r = await receiver()
  const { id } = await organisation.connect('crm', { url: r.url })
  const outbox = openOutbox(database, organisation.id)
  const [entity = ''] = outbox.newEntities(1)
  r.state.answer = () => 422
  outbox.start()
  await outbox.tell([{ entity, n: 1 }])
  await until(() => outbox.count(), (c) => Object.keys(c).some((k) => k.startsWith('dead')))
  r.state.answer = () => 200
  const at = { organisationId: organisation.id, id }
  await database.db.inOrganisation(organisation.id, (tx) => pauseConnection({ tx, ...at }))
  await outbox.tell([{ entity, n: 2 }])
  const [dead] = await database.admin`select id from deliveries where state = 'dead' and organisation_id = ${organisation.id}`
  await database.db.inOrganisation(organisation.id, (tx) => retryDelivery({ tx, organisationId: organisation.id, id: dead!.id }, find))
  await database.advance(2 * 3_600_000)
  await database.db.inOrganisation(organisation.id, (tx) => resumeConnection({ tx, ...at }))
  outbox.wake()
  await sleep(1500)
  console.log('A received', r.seen, await outbox.count())
  await outbox.stop(); r.close()
})

test('B one 410 blocks the pruning for ever', async () => {
  const organisation = await makeOrganisation(database)
  const r = await receiver()
  await organisation.connect('crm', { url: r.url })
  const outbox = openOutbox(database, organisation.id)
  const [entity = '', ...more] = outbox.newEntities(6)
  r.state.answer = () => 410
  outbox.start()
  await outbox.tell([{ entity, n: 1 }])
  await sleep(500)
  await outbox.tell(more.map((e) => ({ entity: e, n: 1 })))
  await sequenceFeed(database.db, organisation.id)
  await database.advance(365 * 86_400_000)
  const gone = await database.db.inOrganisation(organisation.id, (tx) => pruneFeed(tx, organisation.id))
  console.log('B', await database.admin`select name,state,reason from connections where organisation_id=${organisation.id}`, await outbox.count(), 'pruned after a year', gone, await database.admin`select count(*)::int from events where organisation_id=${organisation.id}`)
  await outbox.stop(); r.close()
})

test('C two events in one call: second from the destination itself', async () => {
  const organisation = await makeOrganisation(database)
  const r = await receiver()
  const { id } = await organisation.connect('partner', { url: r.url, secret: 'k' })
  const outbox = openOutbox(database, organisation.id)
  const [entity = ''] = outbox.newEntities(1)
  const one = toChange({ entity, n: 1 })
  const two = { ...toChange({ entity, n: 2 }), source: { connectionId: id, eventId: null } }
  await database.db.inOrganisation(organisation.id, (tx) => enqueueChanges(tx, organisation.id, [one, two]))
  console.log('C', await database.admin`select d.state,d.reason,d.seq,e.entity_version from deliveries d join events e on e.id=d.event_id where d.organisation_id=${organisation.id}`)
  await outbox.stop(); r.close()
})

test('D prune while a retry commits', async () => {
  const organisation = await makeOrganisation(database)
  const r = await receiver()
  const { id } = await organisation.connect('crm', { url: r.url })
  const outbox = openOutbox(database, organisation.id)
  const [entity = ''] = outbox.newEntities(1)
  r.state.answer = () => 422
  outbox.start()
  await outbox.tell([{ entity, n: 1 }])
  await until(() => outbox.count(), (c) => Object.keys(c).some((k) => k.startsWith('dead')))
  await outbox.pause()
  await sequenceFeed(database.db, organisation.id)
  await database.advance(31 * 86_400_000)
  const [dead] = await database.admin`select id from deliveries where state = 'dead' and organisation_id = ${organisation.id}`
  let pruning: Promise<number> | undefined
  await database.db.inOrganisation(organisation.id, async (tx) => {
    await retryDelivery({ tx, organisationId: organisation.id, id: dead!.id }, find)
    pruning ??= database.db.inOrganisation(organisation.id, (t) => pruneFeed(t, organisation.id))
    await sleep(500)
  })
  console.log('D pruned', await pruning, await outbox.count(), await database.admin`select last_seq, done_seq, due_at from delivery_heads where connection_id=${id}`)
  await outbox.stop(); r.close()
})

test('E zombie and holder record at once', async () => {
  const organisation = await makeOrganisation(database)
  const { id } = await organisation.connect('crm', { url: 'http://127.0.0.1:9/' })
  const outbox = openOutbox(database, organisation.id)
  const [entity = ''] = outbox.newEntities(1)
  await outbox.tell([{ entity, n: 1 }])
  const take = async () => {
    const due = (await database.db.asSystem(findDueConnections)).find((d) => d.connectionId === id)!
    const { claimed } = await database.db.asSystem((sql) => claimDeliveries(sql, due, 10))
    const [one] = await database.db.inOrganisation(organisation.id, (tx) => loadDeliveries(tx, claimed, { pushes: 'events', foldBefore: null, readsBack: false }))
    return { ...one!, result: { kind: 'delivered' as const, exchange: { kind: 'response' as const, status: 200, headers: {}, body: '', durationMs: 1 } } as any, isReadBack: false, startedAt: new Date(), durationMs: 1, secrets: [] }
  }
  const zombie = await take()
  await database.advance(30_000)
  const holder = await take()
  let second: Promise<unknown> | undefined
  await database.db.inOrganisation(organisation.id, async (tx) => {
    await recordAttempts(tx, organisation.id, [zombie])
    second ??= database.db.inOrganisation(organisation.id, (t) => recordAttempts(t, organisation.id, [holder])).catch((e) => `REJECTED ${e.code} ${e.message}`)
    await sleep(400)
  })
  console.log('E', JSON.stringify(await second), await outbox.count())
  await outbox.stop()
})
