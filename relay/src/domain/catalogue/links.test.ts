import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCatalogue, product, variation, waitForLocks } from '../../../test/catalogue.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import { saveMappings } from '../../mapping/save-mappings.ts'
import { newId } from '../../platform/ids.ts'

let database: TestDatabase
let organisationId: string
let shop: string
let partner: string
let catalogue: ReturnType<typeof openCatalogue>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  const organisation = await makeOrganisation(database)
  organisationId = organisation.id
  shop = (await organisation.connect('woocommerce', { webhook_secret: 'shop-secret' })).id
  partner = (await organisation.connect('partner', { url: 'http://127.0.0.1:9/' })).id
  catalogue = openCatalogue(database, organisationId)
})

const link = (id: string, externalId: string) =>
  database.db.inOrganisation(organisationId, (tx) =>
    saveMappings(tx, organisationId, [{ connectionId: partner, kind: 'product', externalId, id, agreed: {} }]),
  )

test('I1: two that make the same new product at once make one, and the later one’s news is in it', async () => {
  const first = [{ connectionId: partner, reading: product('7', { name: 'Tea', supplier: 'Acme' }) }]
  const second = [{ connectionId: partner, reading: product('7', { name: 'Green tea' }) }]
  const held = await catalogue.hold(first)
  const beaten = catalogue.apply(second)
  await waitForLocks(database, 1)
  await held.commit()
  await beaten
  const [only, ...others] = await catalogue.list()
  expect(others).toEqual([])
  expect(only).toMatchObject({ name: 'Green tea', supplier: 'Acme', version: 2 })
  expect(await catalogue.listLinks()).toMatchObject([{ externalId: '7', id: only?.id }])
})

test('I1: the same holds of a variation, and of a link that an answer to a push makes meanwhile', async () => {
  await catalogue.apply([{ connectionId: shop, reading: product('10', { kind: 'variable' }) }])
  const [parent] = await catalogue.list()
  const held = await catalogue.hold([{ connectionId: shop, reading: variation('11', '12') }])
  const beaten = catalogue.apply([{ connectionId: shop, reading: variation('11', '13') }])
  await waitForLocks(database, 1)
  await held.commit()
  await beaten

  let answered = false
  const linked = Promise.withResolvers<void>()
  const news = [{ connectionId: partner, reading: product('theirs-1', { name: 'Theirs' }) }]
  const asked = database.db.inOrganisation(organisationId, async (tx) => {
    await saveMappings(tx, organisationId, [
      { connectionId: partner, kind: 'product', externalId: 'theirs-1', id: parent?.id ?? '', agreed: {} },
    ])
    linked.resolve()
    while (!answered) await new Promise((resolve) => setTimeout(resolve, 5))
  })
  await linked.promise
  const late = catalogue.apply(news)
  await waitForLocks(database, 1)
  answered = true
  await asked
  await late
  expect(await catalogue.list()).toMatchObject([{ id: parent?.id, name: 'Theirs' }])
})

test('a partner that told of its own id keeps that link when it speaks of the product by ours', async () => {
  await catalogue.apply([{ connectionId: shop, reading: product('87') }])
  const [ours] = await catalogue.list()
  const id = ours?.id ?? ''
  expect(await link(id, 'theirs-1')).toBe(1)
  await catalogue.apply([{ connectionId: partner, reading: product(id, { name: 'By our id' }) }])
  expect(await catalogue.list()).toMatchObject([{ id, name: 'By our id' }])
  expect(await catalogue.listLinks()).toMatchObject([{ externalId: '87' }, { externalId: 'theirs-1' }])
})

test('one that told of its new id before it answered leaves two products, each whole and with its link', async () => {
  await catalogue.apply([{ connectionId: shop, reading: product('87', { name: 'Ours' }) }])
  await catalogue.apply([{ connectionId: partner, reading: product('theirs-1', { name: 'Theirs' }) }])
  const [ours, theirs] = await catalogue.list()
  expect(await link(ours?.id ?? '', 'theirs-1')).toBe(0)
  await catalogue.apply([{ connectionId: partner, reading: product('theirs-1', { name: 'Theirs, later' }) }])
  expect(await catalogue.list()).toMatchObject([{ name: 'Ours' }, { name: 'Theirs, later' }])
  expect(await catalogue.listLinks()).toMatchObject([
    { connectionId: shop, externalId: '87', id: ours?.id },
    { connectionId: partner, externalId: 'theirs-1', id: theirs?.id },
  ])
})

test('what two connections change at once is told to both', async () => {
  await catalogue.apply([{ connectionId: shop, reading: product('87', { name: 'Tea' }) }])
  const [ours] = await catalogue.list()
  await link(ours?.id ?? '', '7')
  const eventId = newId()
  for (const connections of [
    [shop, partner],
    [partner, shop],
  ]) {
    const price = connections[0] === shop ? 900 : 1_000
    await catalogue.apply(
      connections.map((connectionId) => ({
        connectionId,
        eventId,
        reading: connectionId === shop ? product('87', { price }) : product('7', { name: 'Tea', supplier: `${price}` }),
      })),
    )
    expect((await catalogue.listEvents()).at(-1)).toMatchObject({ connectionId: null, eventId })
  }
  await catalogue.apply([{ connectionId: partner, reading: product('7', { name: 'Its own' }), eventId }])
  expect((await catalogue.listEvents()).at(-1)).toMatchObject({ connectionId: partner, eventId })
  const states = await database.admin<{ state: string }[]>`
    select d.state from deliveries d join events e on e.id = d.event_id and e.source_connection_id is null
    where d.connection_id = ${partner}::uuid`
  expect(states).toEqual([{ state: 'pending' }, { state: 'pending' }])
})
