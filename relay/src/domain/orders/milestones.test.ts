import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import { customer, deletion, openOrders, order, type Said } from '../../../test/orders.ts'
import type { OrderFields } from '../../connectors/connector.ts'
import { newId } from '../../platform/ids.ts'

let database: TestDatabase
let shop: ReturnType<typeof openOrders>
let connectionId: string

beforeAll(async () => {
  database = await createTestDatabase()
  shop = openOrders(database, (await makeOrganisation(database)).id)
})
afterAll(() => database.drop())

const open = () => {
  connectionId = newId()
}
const say = (fields: OrderFields, more: Partial<Said> = {}) =>
  shop.apply({ connectionId, reading: order('7', fields), ...more })
const tell = (topic: string, values: Record<string, unknown> = {}, fields: OrderFields = {}, isStale = false) =>
  shop.apply({ connectionId, isStale, reading: order('7', fields, { topic, values, at: '2026-11-21T08:00:00Z' }) })
const told = async () => (await shop.listEvents(connectionId)).map(({ type }) => type)
const find = () => shop.find(connectionId, '7')

const pending: OrderFields = { status: 'pending', rawStatus: 'pending', currency: 'EUR', total: 1280, paidAt: null }
const paid: OrderFields = {
  ...pending,
  status: 'processing',
  rawStatus: 'processing',
  paidAt: new Date('2026-11-21T08:00:00Z'),
}
const canceled: OrderFields = { ...pending, status: 'canceled', rawStatus: 'cancelled' }
const refund = { externalId: '9', amount: 850, reason: 'Sachet percé', refundedAt: null }

test('R4.2: a paid order is told as created, paid and fulfillable at once, and what repeats is not told again', async () => {
  open()
  await say(paid)
  await say(paid)
  await tell('order.paid', {}, paid)
  expect(await told()).toEqual(['order.created', 'order.paid', 'order.fulfillable'])
  expect((await shop.listEvents(connectionId)).map((event) => event.entity_version)).toEqual([1, 1, 1])
})

test('R4.2: an order on hold is neither paid nor fulfillable until it is processing', async () => {
  open()
  await say({ ...pending, status: 'on_hold', rawStatus: 'on-hold' })
  expect(await told()).toEqual(['order.created'])
  await say(paid)
  expect((await told()).slice(1)).toEqual(['order.updated', 'order.paid', 'order.fulfillable'])
})

test('R4.2: paid on delivery is fulfillable before it is paid, and completed tells only the payment', async () => {
  open()
  await say({ ...paid, paidAt: null, paymentMethod: 'cod' })
  expect(await told()).toEqual(['order.created', 'order.fulfillable'])
  await say({ ...paid, status: 'completed', rawStatus: 'completed', paymentMethod: 'cod' })
  expect((await told()).slice(2)).toEqual(['order.updated', 'order.paid'])
})

test('R4.2: a draft is mirrored in silence, and is created as an order when it leaves that state', async () => {
  open()
  await say({ ...pending, status: 'draft', rawStatus: 'checkout-draft' })
  await say({ ...pending, status: 'draft', rawStatus: 'checkout-draft', total: 2130 })
  expect(await told()).toEqual([])
  expect(await find()).toMatchObject({ status: 'draft', total: 2130 })
  await say({ ...paid, total: 2130 })
  expect(await told()).toEqual(['order.created', 'order.paid', 'order.fulfillable'])
})

test('R4.2: steps that a fold went over are told by their facts: pending, processing, canceled', async () => {
  open()
  await say(canceled)
  await tell('order.status_changed', { from: 'pending', to: 'processing' }, paid, true)
  await tell('order.paid', {}, paid, true)
  await tell('order.status_changed', { from: 'processing', to: 'cancelled' }, canceled, true)
  // It was to be shipped once, but is canceled: whoever ships at the word must not hear it now.
  expect(new Set(await told())).toEqual(new Set(['order.created', 'order.canceled', 'order.updated', 'order.paid']))
  expect((await told()).filter((type) => type === 'order.canceled')).toHaveLength(1)
  expect(await find()).toMatchObject({ status: 'canceled' })
})

test('R4.2: an order is canceled again only after it was revived', async () => {
  open()
  await say(canceled)
  await say({ ...canceled, customerNote: 'Merci' })
  await say(pending)
  await say(canceled)
  await tell('order.status_changed', { from: 'pending', to: 'cancelled' }, canceled)
  const cancellations = (await told()).filter((type) => type === 'order.canceled')
  expect(cancellations).toHaveLength(2)
})

test('R4.2: each refund is told once with its amount, and one that is deleted lowers what was refunded', async () => {
  open()
  await say(paid)
  await say({ ...paid, refunds: [refund] })
  await tell('order.refunded', { refund: { id: 9 } }, { ...paid, refunds: [refund] })
  const events = await shop.listEvents(connectionId)
  const refunded = events.filter(({ type }) => type === 'order.refunded')
  expect(refunded).toHaveLength(1)
  expect(refunded[0]?.data).toMatchObject({
    refund: { external_id: '9', amount: { amount: 850, currency: 'EUR' }, reason: 'Sachet percé' },
    refunded_amount: { amount: 850, currency: 'EUR' },
  })
  expect(refunded[0]?.previous).toMatchObject({ refunded_amount: { amount: 0, currency: 'EUR' } })
  await tell('order.refund_deleted', { refund_id: '9' }, { ...paid, refunds: [refund] })
  expect((await told()).at(-1)).toBe('order.updated')
  expect(await find()).toMatchObject({ refundedAmount: 0, refunds: '[]' })
})

test('R4.2: a refund that only a fact tells, or only a late one, is told all the same', async () => {
  open()
  await say(paid)
  await tell('order.refunded', {
    refund: { id: '9', amount: { amount: 850, currency: 'EUR' }, reason: 'Sachet percé' },
  })
  expect(await find()).toMatchObject({ refundedAmount: 850 })
  await tell('order.refunded', { refund: { id: '8', amount: { amount: 100, currency: 'EUR' } } }, {}, true)
  expect(await find()).toMatchObject({ refundedAmount: 850 })
  expect((await told()).slice(3)).toEqual(['order.updated', 'order.refunded', 'order.refunded'])
})

test('R4.2: trash is deleted, restored is created anew, and milestones are not told twice', async () => {
  open()
  await say(paid)
  await shop.apply({ connectionId, reading: { ...order('7', {}), isInTrash: true } as never })
  expect(await find()).toMatchObject({ isInTrash: true, status: 'processing' })
  await shop.apply({ connectionId, reading: deletion('order', '7') })
  await say(paid)
  await shop.apply({ connectionId, reading: deletion('order', '7') })
  expect((await told()).slice(3)).toEqual(['order.deleted', 'order.created', 'order.deleted'])
})

test('R4.2: a payment that is known before the order is told when the order arrives, which is asked for once', async () => {
  open()
  await tell('order.paid')
  await tell('order.paid')
  expect(await told()).toEqual([])
  expect(await shop.listPullRequests(connectionId)).toEqual([
    { kind: 'order', external_id: '7', reason: 'fact_without_state' },
  ])
  await say(pending, { isStale: true })
  expect(await told()).toEqual([])
  await say(pending)
  expect(await told()).toEqual(['order.created', 'order.paid'])
  expect(await find()).toMatchObject({ status: 'pending', paidAt: new Date('2026-11-21T08:00:00Z') })
})

test('R4.2: a customer who is only mentioned is asked for once, and takes the id that the order gave him', async () => {
  open()
  await say({ ...paid, customerExternalId: '3' })
  await say({ ...paid, customerExternalId: '3', total: 1500 })
  expect(await shop.listPullRequests(connectionId)).toEqual([
    { kind: 'customer', external_id: '3', reason: 'mentioned_by_order' },
  ])
  await shop.apply({ connectionId, reading: customer('3', { email: 'Elodie@Exemple.test' }) })
  const created = (await shop.listEvents(connectionId)).find(({ type }) => type === 'customer.created')
  expect((await find()).customerId).toBe(created?.entity_id)
})

test('a known customer is not asked for, nor one that comes in the same batch', async () => {
  open()
  await shop.apply(
    { connectionId, reading: order('7', { ...paid, customerExternalId: '3' }) },
    { connectionId, reading: customer('3', { email: 'elodie@exemple.test' }) },
  )
  expect(await shop.listPullRequests(connectionId)).toEqual([])
})

test('notes come by list or by fact and stay', async () => {
  open()
  await say(paid)
  const note = { id: 12, text: 'Colis préparé', customer_note: false, author: 'system', date: '2026-11-21T09:00:00' }
  await tell('order.note_added', { note }, {}, true)
  await tell('order.note_added', { note }, {}, true)
  await say({ ...paid, total: 1 })
  expect(JSON.parse((await find()).notes)).toEqual([
    {
      external_id: '12',
      text: 'Colis préparé',
      is_for_customer: false,
      author: 'system',
      written_at: '2026-11-21T09:00:00.000Z',
    },
  ])
})
