import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation } from '../../../test/factories.ts'
import { admit, deletion, openOrders, type Played } from '../../../test/orders.ts'
import type { Fact, OrderSnapshot } from '../../connectors/connector.ts'
import { read } from '../../connectors/woocommerce/read.ts'
import { readTimelines } from '../../connectors/woocommerce/recorded.ts'
import { newId } from '../../platform/ids.ts'
import { toOrderJson } from './to-order-json.ts'

type Line = { line: string; step: number; t?: number; hook?: string; args?: unknown[]; read?: string; body?: unknown }
type Body = { id?: number; status?: unknown }

const timelines = new Map(readTimelines().map(({ name, lines }) => [name, lines as unknown as Line[]]))

const c = 'order.created'
const u = 'order.updated'
const p = 'order.paid'
const f = 'order.fulfillable'
const r = 'order.refunded'
const x = 'order.canceled'
const d = 'order.deleted'

/** By order: what its states alone come to, and the milestones that its steps add where a state went over them. */
const expected: Record<string, Record<string, { states: string[]; stepsAdd?: string[] }>> = {
  'order-blocks-checkout-completed': { 327: { states: [c, p, f, u] } },
  'order-bulk-and-timer': {
    347: { states: [c, p], stepsAdd: [f] },
    351: { states: [c, p], stepsAdd: [f] },
    352: { states: [c, x] },
  },
  'order-classic-checkout-cancelled': { 329: { states: [c, u, p, f, u, x] }, 330: { states: [c, p, f] } },
  'order-edited-in-admin': { 343: { states: [c, u, u, u, u, u, p, f] } },
  'order-failed-then-paid': { 339: { states: [c, u, p, f] } },
  'order-refunds': {
    331: { states: [c, p, f, r, u, r, u, u, r] },
    335: { states: [c, p, r] },
    337: { states: [c, p, f] },
  },
  'order-rest-life': { 344: { states: [c, u, u, u, u, p, f, u] } },
  'order-trash-untrash-delete': { 340: { states: [c, p, f, d, c, d, c, d] } },
}

let database: TestDatabase
let shop: ReturnType<typeof openOrders>

beforeAll(async () => {
  database = await createTestDatabase()
  shop = openOrders(database, (await makeOrganisation(database)).id)
})
afterAll(() => database.drop())

const snapshotOf = (body: unknown, externalId: string): OrderSnapshot => {
  const raw = new TextEncoder().encode(JSON.stringify(body))
  const result = read({ topic: 'order.updated', kind: 'order', externalId, raw, currency: 'EUR' })
  if (result.kind !== 'reading' || result.reading.type !== 'order') throw new Error(JSON.stringify(result))
  return result.reading
}

/** The states of an order, numbered; where it was not to be found any more, its deletion. */
function statesOf(lines: Line[], id: string): Played[] {
  return lines.flatMap((line): Played[] => {
    const bodies = (Array.isArray(line.body) ? line.body : [line.body]) as (Body | undefined)[]
    if (line.line !== 'state' || /\/(refunds|notes)/.test(line.read ?? '')) return []
    const at = timeOf(lines, line.step)
    const version = line.step * 1000 + 999
    const body = bodies.find((one) => String(one?.id) === id)
    if (body) return [{ reading: snapshotOf(body, id), version, isFact: false, at }]
    const isGone = line.read?.endsWith(`/orders/${id}`) === true
    return isGone ? [{ reading: deletion('order', id), version, isFact: false, at }] : []
  })
}

const timeOf = (lines: Line[], step: number) =>
  new Date((lines.find((line) => line.line === 'request' && line.step === step)?.t ?? 0) * 1000)

/** What a plugin that listens to the recorded hooks would tell of an order: each step with the state after its request. */
function stepsOf(lines: Line[], id: string): Played[] {
  const states = statesOf(lines, id)
  return lines.flatMap((line, n): Played[] => {
    const fact = line.line === 'hook' ? toFact(line, id) : null
    const state = states.find(({ version }) => Math.floor(version / 1000) === line.step)?.reading
    if (fact === null || state?.type !== 'order') return []
    const reading = { ...state, fact }
    return [{ reading, version: line.step * 1000 + (n % 900), isFact: true, at: fact.occurredAt ?? new Date(0) }]
  })
}

function toFact({ hook, args = [], t = 0 }: Line, id: string): Fact | null {
  const occurredAt = new Date(t * 1000)
  const [first, second, third] = args
  if (hook === 'woocommerce_refund_deleted' && String(second) === id)
    return { topic: 'order.refund_deleted', values: { refund_id: String(first) }, occurredAt }
  if (String(first) !== id) return null
  if (hook === 'woocommerce_order_status_changed')
    return { topic: 'order.status_changed', values: { from: second, to: third }, occurredAt }
  if (hook === 'woocommerce_payment_complete') return { topic: 'order.paid', values: {}, occurredAt }
  if (hook === 'woocommerce_order_refunded')
    return { topic: 'order.refunded', values: { refund: { id: String(second) } }, occurredAt }
  return null
}

/** Plays events one by one through what the inbox admits, to a shop of its own. */
async function play(events: Played[], id: string) {
  const connectionId = newId()
  for (const said of admit(connectionId, events)) await shop.apply(said)
  const told = (await shop.listEvents(connectionId)).map(({ type }) => type)
  const {
    id: _,
    version,
    created_at,
    updated_at,
    connection_id,
    customer_id,
    deleted_at,
    lines,
    ...order
  } = JSON.parse(toOrderJson(await shop.find(connectionId, id)))
  return { told, milestones: milestonesOf(told), order: { ...order, isDeleted: deleted_at !== null } }
}

const milestonesOf = (told: string[]) => told.filter((type) => [p, f, r, x].includes(type)).sort()

/** The same for the same seed. */
function shuffled<T>(items: T[], seed: number): T[] {
  let state = seed
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state
  }
  return items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

const cases = Object.entries(expected).flatMap(([name, orders]) =>
  Object.entries(orders).map(([id, wanted]) => ({ name, id, lines: timelines.get(name) ?? [], ...wanted })),
)

describe.each(cases)('R4.2: $name, order $id', ({ id, lines, states: told, stepsAdd = [] }) => {
  const states = statesOf(lines, id)
  const isGone = states.at(-1)?.reading.type === 'deletion'

  test('its states in order', async () => {
    expect((await play(states, id)).told).toEqual(told)
  })

  test('each state three times over', async () => {
    expect(
      (
        await play(
          states.flatMap((state) => [state, state, state]),
          id,
        )
      ).told,
    ).toEqual(told)
  })

  test('folded to the newest', async () => {
    const last = await play(states.slice(isGone ? -2 : -1), id)
    const { fulfillable_at, canceled_at, ...order } = (await play(states, id)).order
    expect(last.order).toMatchObject(order)
  })

  test('its steps and states, in any order and repeated: one end, the same milestones', async () => {
    const events = [...states, ...stepsOf(lines, id)].sort((a, b) => a.version - b.version)
    const end = isGone ? events.splice(-1) : []
    const inOrder = await play([...events, ...end], id)
    expect(inOrder.milestones).toEqual(milestonesOf([...told, ...stepsAdd]))
    for (const seed of [1, 2, 3]) {
      const mixed = shuffled([...events, ...events.slice(0, 5)], seed)
      const again = await play([...mixed, ...end], id)
      // `order.fulfillable` asks for an act: it is told only while it is true, and not of what came after that alone.
      const apart = (types: string[]) => types.filter((type) => type !== f)
      expect(apart(again.milestones)).toEqual(apart(inOrder.milestones))
      expect(inOrder.milestones).toEqual(expect.arrayContaining(again.milestones))
      const { fulfillable_at: _again, ...order } = again.order
      expect(inOrder.order).toMatchObject(order)
      if (inOrder.order.status === 'processing') expect(again.milestones).toContain(f)
    }
  })
})
