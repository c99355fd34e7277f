import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import { admit, openOrders, order, type Played } from '../../../test/orders.ts'
import type { OrderFields, OrderRefund, OrderStatus } from '../../connectors/connector.ts'
import { newId } from '../../platform/ids.ts'
import { toOrderJson } from './to-order-json.ts'

const milestones = ['order.paid', 'order.refunded', 'order.canceled']

let database: TestDatabase
let shop: ReturnType<typeof openOrders>

beforeAll(async () => {
  database = await createTestDatabase()
  shop = openOrders(database, (await makeOrganisation(database)).id)
})
afterAll(() => database.drop())

type Act = 'pay' | 'hold' | 'complete' | 'cancel' | 'revive' | 'refund' | 'unrefund' | 'note' | 'edit'
const acts = fc.array(
  fc.constantFrom<Act>('pay', 'hold', 'complete', 'cancel', 'revive', 'refund', 'unrefund', 'note', 'edit'),
  { minLength: 1, maxLength: 8 },
)
const goals: Partial<Record<Act, OrderStatus>> = {
  pay: 'processing',
  hold: 'on_hold',
  complete: 'completed',
  cancel: 'canceled',
  revive: 'pending',
}

/** What a shop's plugin would tell of such a life: a fact per step and the state after it, numbered as they happened. */
function live(life: Act[]): Played[] {
  const events: Played[] = []
  let fields: OrderFields = { status: 'pending', rawStatus: 'pending', total: 1280, refunds: [], paidAt: null }
  const at = () => new Date(Date.UTC(2026, 10, 21, 8, 0, events.length))
  const add = (topic?: string, values: Record<string, unknown> = {}) => {
    const fact = topic === undefined ? undefined : { topic, values, at: at().toISOString() }
    events.push({ reading: order('7', fields, fact), version: events.length + 1, isFact: fact !== undefined, at: at() })
  }
  const step = (to: OrderStatus) => {
    const from = fields.status
    if (from === to) return
    const isPaidNow = (to === 'processing' || to === 'completed') && fields.paidAt === null
    fields = { ...fields, status: to, rawStatus: to, ...(isPaidNow && { paidAt: at() }) }
    add('order.status_changed', { from, to })
    if (isPaidNow) add('order.paid')
  }
  add()
  life.forEach((act, n) => {
    const goal = goals[act]
    const refunds: OrderRefund[] = fields.refunds ?? []
    if (goal) step(goal)
    else if (act === 'refund') {
      const refund = { externalId: String(90 + n), amount: 100 + n, reason: null, refundedAt: null }
      fields = { ...fields, refunds: [...refunds, refund] }
      add('order.refunded', { refund: { id: refund.externalId, amount: refund.amount } })
    } else if (act === 'unrefund') {
      const gone = refunds.at(-1)
      fields = { ...fields, refunds: refunds.slice(0, -1) }
      if (gone) add('order.refund_deleted', { refund_id: gone.externalId })
    } else if (act === 'note') add('order.note_added', { note: { id: 500 + n, text: `note ${n}` } })
    else fields = { ...fields, total: 1280 + n }
    add()
  })
  return events
}

async function play(events: Played[]) {
  const connectionId = newId()
  for (const said of admit(connectionId, events)) await shop.apply(said)
  const row = await shop.find(connectionId, '7')
  const { id, version, created_at, updated_at, connection_id, fulfillable_at, ...shown } = JSON.parse(toOrderJson(row))
  const told = (await shop.listEvents(connectionId)).map(({ type }) => type)
  return {
    shown,
    milestones: told.filter((type) => milestones.includes(type)).sort(),
    fulfillable: told.filter((type) => type === 'order.fulfillable').length,
  }
}

const scrambled = acts.chain((life) => {
  const events = live(life)
  const all = events.map((_, n) => n)
  return fc
    .array(fc.constantFrom(...all), { maxLength: 6 })
    .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }))
    .map((places) => ({ life, events, mixed: places.map((n) => events[n] as Played) }))
})

test('R4.2: facts and numbered states commute: any order and any repetition end in one order and the same milestones', async () => {
  await fc.assert(
    fc.asyncProperty(scrambled, async ({ events, mixed }) => {
      const [inOrder, scattered] = [await play(events), await play(mixed)]
      expect({ ...scattered, fulfillable: null }).toEqual({ ...inOrder, fulfillable: null })
      // It asks for an act: told once at most, only where it was ever so, and surely where it is so now.
      expect(scattered.fulfillable).toBeLessThanOrEqual(inOrder.fulfillable)
      expect(inOrder.fulfillable).toBeLessThanOrEqual(1)
      if (inOrder.shown.status === 'processing') expect(scattered.fulfillable).toBe(1)
    }),
    { numRuns: 60, seed: 4, endOnFailure: true },
  )
}, 60_000)
