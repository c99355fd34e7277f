import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import {
  makeOrganisation,
  settle,
  startTestRelay,
  type TestOrganisation,
  type TestRelay,
} from '../../relay/test/factories.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import { startFakePartner } from '../fakes/partner.ts'
import { sendCatalogue } from '../fakes/partner-sender.ts'
import type { Answer } from '../fakes/receiver.ts'
import { createShopSender } from '../fakes/shop.ts'

const crmSecret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
let database: TestDatabase
let relay: TestRelay
let organisation: TestOrganisation
let partner: Awaited<ReturnType<typeof startFakePartner>>
let crm: Awaited<ReturnType<typeof startFakeCrm>>
let answerOfPartner: Answer | null
let partnerConnection: string

beforeEach(async () => {
  answerOfPartner = null
  database = await createTestDatabase()
  relay = await startTestRelay(database)
  organisation = await makeOrganisation(database)
  crm = await startFakeCrm({ secret: crmSecret })
  partner = await startFakePartner({ apiKey: 'ours', answer: () => answerOfPartner })
  partnerConnection = (await organisation.connect('partner', { url: partner.url, api_key: 'ours', secret: 'theirs' }))
    .id
  await organisation.connect('crm', { url: crm.url, secret: crmSecret })
  await organisation.connect('woocommerce', { webhook_secret: 'shop-secret' })
})
afterEach(async () => {
  await relay.stop()
  await Promise.all([partner.close(), crm.close()])
  await database.drop()
})

const tell = async (item: object) => {
  const { status, body } = await sendCatalogue({
    baseUrl: relay.url,
    organisationId: organisation.id,
    apiKey: 'theirs',
    body: item,
  })
  expect(status).toBe(202)
  return body as { accepted: number; duplicates: number }
}
let modified = Date.UTC(2026, 10, 1)
const shopSays = async (topic: string, fields: object) => {
  modified += 60_000
  const date = new Date(modified).toISOString().slice(0, 19)
  const whole = {
    id: 87,
    name: 'Tea',
    type: 'simple',
    status: 'publish',
    sku: 'TEA',
    regular_price: '5.00',
    price: '5.00',
    date_modified_gmt: date,
  }
  const shop = createShopSender({ baseUrl: relay.url, organisationId: organisation.id, secret: 'shop-secret' })
  const { status } = await shop.send({ topic, body: topic.endsWith('.deleted') ? { id: 87 } : { ...whole, ...fields } })
  expect(status).toBe(202)
}
const products = async () =>
  ((await relay.get('/v1/products?deleted=true', organisation.key)).body as { data: Record<string, unknown>[] }).data
const lastAtPartner = () => partner.received.at(-1)?.body as Record<string, unknown>

test('R0.8 a state that waited for the partner never comes over what the partner said meanwhile', async () => {
  await shopSays('product.created', {})
  await settle(database)
  const { id } = lastAtPartner()
  answerOfPartner = { status: 500 }
  await shopSays('product.updated', { regular_price: '6.00', price: '6.00' })
  await settle(database)
  await tell({ id, nom: 'Partner’s tea' })
  await settle(database)
  answerOfPartner = null
  await database.advance(60_000)
  await settle(database)
  expect(lastAtPartner()).toMatchObject({ nom: 'Partner’s tea', prix: 6 })
  expect(await products()).toMatchObject([{ name: 'Partner’s tea', price: { amount: 600 } }])
})

test('R0.8 a partner that goes back to what it said before our change is heard', async () => {
  const item = { id: 1, nom: 'Forfait', prix_base: 5 }
  await tell(item)
  await settle(database)
  const [product] = await products()
  await database.admin`insert into mappings (organisation_id, connection_id, kind, external_id, id, agreed)
    select ${organisation.id}, c.id, 'product', '87', ${String(product?.id)}, '{}' from connections c where c.connector = 'woocommerce'`
  await shopSays('product.updated', { name: 'Renamed in the shop' })
  await settle(database)
  expect(lastAtPartner()).toMatchObject({ id: 1, nom: 'Renamed in the shop' })
  expect(await tell(item)).toMatchObject({ accepted: 1, duplicates: 0 })
  await settle(database)
  expect(await products()).toMatchObject([{ name: 'Forfait' }])
})

test('a deletion that the partner returns as we sent it revives nothing', async () => {
  await shopSays('product.created', {})
  await settle(database)
  await shopSays('product.deleted', {})
  await settle(database)
  const returned = lastAtPartner()
  expect(returned).toMatchObject({ supprime: true, isActive: false })
  await tell(returned)
  await settle(database)
  expect((await products())[0]?.deleted_at).not.toBeNull()
  expect(crm.received.map(({ body }) => (body as { type: string }).type)).toEqual([
    'product.created',
    'product.deleted',
  ])
})

test('the whole entity, returned as we sent it, changes nothing and tells nobody', async () => {
  await shopSays('product.created', { description: '<p>Fine &amp; dark</p>', stock_quantity: 3, manage_stock: true })
  await settle(database)
  const before = crm.received.length
  await tell(lastAtPartner())
  await settle(database)
  expect(crm.received.length).toBe(before)
  expect(await products()).toMatchObject([{ version: 1 }])
})

test('I4 one connection whose secrets do not open takes nothing from the others', async () => {
  await database.admin`update connections set secrets = 'v1.AAAA.AAAA.AAAA' where id = ${partnerConnection}`
  await shopSays('product.created', {})
  await expect.poll(() => crm.received.length, { timeout: 10_000 }).toBe(1)
})
