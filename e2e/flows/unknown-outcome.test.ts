import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectors } from '../../relay/src/connectors/index.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { creating } from '../../relay/test/fake-connector.ts'
import { openOutbox, until } from '../../relay/test/outbox.ts'
import { type CreatingFake, startCreatingFake } from '../fakes/creating.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import { startFakePartner } from '../fakes/partner.ts'

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
let database: TestDatabase
let organisation: TestOrganisation
let outbox: ReturnType<typeof openOutbox>

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  organisation = await makeOrganisation(database)
  outbox = openOutbox(database, organisation.id, { known: [...connectors, creating] })
})
afterEach(() => outbox.stop())
afterAll(() => database.drop())

describe('a destination without idempotency that loses its answer', () => {
  let fake: CreatingFake
  let entity: string
  let connectionId: string
  let loseAnswer: (n: number) => boolean
  let cannotRead: boolean

  beforeEach(async () => {
    loseAnswer = (n) => n === 1
    cannotRead = false
    fake = await startCreatingFake({ loseAnswer: (n) => loseAnswer(n), cannotRead: () => cannotRead })
    connectionId = (await organisation.connect('crm', { url: fake.url, secret })).id
    await database.admin`update connections set connector = 'creating' where id = ${connectionId}::uuid`
    entity = outbox.newEntities(1)[0] ?? ''
  })
  afterEach(() => fake.close())

  const outcomes = async () => {
    const rows = await database.admin<{ outcome: string }[]>`
      select a.outcome from delivery_attempts a where a.organisation_id = ${organisation.id}::uuid order by a.started_at, a.number`
    return rows.map(({ outcome }) => outcome)
  }
  const settled = () =>
    until(
      () => outbox.count(),
      (count) => Object.keys(count).every((name) => /^(delivered|skipped)/.test(name)),
    )
  const mapping = () =>
    database.admin`select external_id, agreed::jsonb as agreed from mappings where connection_id = ${connectionId}::uuid`
  const methods = () => fake.calls.map(({ method }) => method)

  test('is looked through before anything is sent again: one thing there, linked, delivered', async () => {
    await outbox.tell([{ entity, n: 1 }])
    outbox.start()
    await until(outcomes, (seen) => seen.length === 1)
    expect(await outbox.count()).toEqual({ 'unknown connection_reset': 1 })
    await database.advance(2_000)
    await settled()
    expect(fake.held).toHaveLength(1)
    expect(methods()).toEqual(['POST', 'GET'])
    expect(await outcomes()).toEqual(['unknown', 'read_back'])
    expect(await mapping()).toEqual([{ external_id: '1', agreed: { id: '1' } }])
  })

  test('is not sent to as long as it cannot be looked through', async () => {
    cannotRead = true
    await outbox.tell([{ entity, n: 1 }])
    outbox.start()
    for (let tries = 1; tries <= 3; tries++) {
      await until(outcomes, (seen) => seen.length === tries)
      await database.advance(6_000)
    }
    expect(methods().filter((method) => method === 'POST')).toHaveLength(1)
    cannotRead = false
    await database.advance(60_000)
    await settled()
    expect(fake.held).toHaveLength(1)
    expect((await outcomes()).at(-1)).toBe('read_back')
  })

  test('is sent the newest state where a newer one came meanwhile, over what the lost call left', async () => {
    await outbox.tell([{ entity, n: 1 }])
    outbox.start()
    await until(outcomes, (seen) => seen.length === 1)
    await outbox.tell([{ entity, n: 2 }])
    await database.advance(2_000)
    await settled()
    expect(methods()).toEqual(['POST', 'GET', 'PUT'])
    expect(fake.held).toMatchObject([{ reference: entity, data: { n: 2 } }])
    expect(await outcomes()).toEqual(['unknown', 'delivered'])
    expect(await mapping()).toMatchObject([{ external_id: '1' }])
    expect(await outbox.count()).toEqual({ delivered: 1, 'skipped replaced_by_newer': 1 })
  })

  test('F3 a worker killed before it could send leaves an open question: absent there, it is sent', async () => {
    loseAnswer = () => false
    await outbox.tell([{ entity, n: 1 }])
    await database.admin`update deliveries set state = 'unknown', reason = 'under_way' where connection_id = ${connectionId}::uuid`
    outbox.start()
    await settled()
    expect(methods()).toEqual(['GET', 'POST'])
    expect(fake.held).toHaveLength(1)
  })
})

test('R4.2 only what a connector takes is kept for it: a partner hears of products alone, a CRM of everything', async () => {
  const crm = await startFakeCrm({ secret })
  const partner = await startFakePartner({ apiKey: 'their-key' })
  await organisation.connect('crm', { url: crm.url, secret })
  const hears = await organisation.connect('partner', { url: partner.url, api_key: 'their-key' })
  const [product = '', order = ''] = outbox.newEntities(2)
  await outbox.tell([
    { entity: product, n: 1, type: 'product.deleted' },
    { entity: order, n: 1, type: 'order.created', kind: 'order' },
  ])
  const kinds = await database.admin`select entity_kind from deliveries where connection_id = ${hears.id}::uuid`
  expect(kinds).toEqual([{ entity_kind: 'product' }])
  outbox.start()
  await until(
    () => crm.received.length,
    (n) => n === 2,
  )
  await until(
    () => partner.attempts.length,
    (n) => n === 1,
  )
  await Promise.all([crm.close(), partner.close()])
})

test('B52 what came through two relays goes out as having come through three', async () => {
  const crm = await startFakeCrm({ secret })
  const { id } = await organisation.connect('crm', { url: crm.url, secret })
  const [entity = '', own = '', eventId = ''] = outbox.newEntities(3)
  await database.admin`
    insert into inbox_events (organisation_id, id, connection_id, kind, topic, raw, hash, state, hop)
    values (${organisation.id}, ${eventId}, ${id}, 'product', 'product.updated', '', '', 'applied', 2)`
  await outbox.tell([
    { entity, n: 1, eventId },
    { entity: own, n: 1 },
  ])
  outbox.start()
  await until(
    () => crm.received.length,
    (n) => n === 2,
  )
  const hops = crm.received.map(({ headers, body }) => [
    (body as { entity: { id: string } }).entity.id,
    headers['passerelle-hop'],
  ])
  expect(hops.toSorted()).toEqual(
    [
      [entity, '3'],
      [own, '1'],
    ].toSorted(),
  )
  await crm.close()
})
