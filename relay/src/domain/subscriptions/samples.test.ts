import { Subscription } from '@passerelle/shared-types/api/subscriptions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../../test/factories.ts'
import { openSubscriptions, readSaying, type Saying } from '../../../test/subscriptions.ts'
import { readEntries } from '../../connectors/woocommerce/recorded.ts'

type Json = Record<string, unknown>
type Entry = { name: string; subscription: Json; related_orders: { order: Json }[] }

let database: TestDatabase
let organisation: TestOrganisation
let mirror: ReturnType<typeof openSubscriptions>

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  mirror = openSubscriptions(database, organisation.id)
})
afterAll(() => database.drop())

const entries = readEntries('subscriptions') as unknown as Entry[]
const at = new Date('2026-11-21T08:32:00Z')
const toSaying = (noun: Saying['noun'], value: Json): Saying => ({
  noun,
  externalId: String(value.id),
  version: 1,
  at,
  value,
})
const orders = [
  ...new Map(entries.flatMap((entry) => entry.related_orders.map(({ order }) => [order.id, order] as const))).values(),
].map((order) => toSaying('order', order))
const subscriptions = entries.map(({ subscription }) => toSaying('subscription', subscription))

/** What each of the 33 means two minutes after it was recorded; `active` where it is not named. */
const expected: Record<string, string> = {
  pending: 'pending',
  hold_customer: 'paused(shop)',
  hold_failed: 'past_due(payment)',
  hold_exhausted: 'past_due(payment)',
  hold_shop: 'paused(shop)',
  cancelled_end: 'canceled',
  cancelled_shop: 'canceled',
  cancelled_setstatus: 'canceled',
  expired: 'expired',
  switched: 'canceled(switched)',
  trash: 'canceled(trashed)',
  resub_old: 'canceled',
}
const anHourLater: Record<string, string> = {
  ...expected,
  hold_in_progress: 'past_due(payment)',
  hold_manual: 'past_due(manual_renewal_due)',
}

async function statuses(connectionId: string): Promise<Record<string, string>> {
  const list = await mirror.list(connectionId)
  for (const one of list) Subscription.parse(one)
  const byId = new Map(list.map((one) => [one.external_id, one.reason ? `${one.status}(${one.reason})` : one.status]))
  const all = entries.map(({ name, subscription }) => [name, byId.get(String(subscription.id))] as const)
  return Object.fromEntries(all.filter(([, status]) => status !== 'active')) as Record<string, string>
}

test.each([
  ['orders first', [orders, subscriptions]],
  ['subscriptions first', [subscriptions, orders]],
])('R4.2 33 recorded subscriptions in every status of the shop, in bulk, %s', async (_, parts) => {
  const { id } = await organisation.connect('woocommerce', { webhook_secret: 'x' })
  await mirror.setNow(at)
  for (const sayings of parts) {
    await mirror.apply(
      id,
      sayings.map((saying) => ({ reading: readSaying(saying), occurredAt: at })),
    )
  }
  expect(await statuses(id)).toEqual(expected)
  const list = await mirror.list(id)
  expect(list).toHaveLength(33)
  const named = new Map(
    entries.map(({ name, subscription }) => [name, list.find((s) => s.external_id === String(subscription.id))]),
  )
  expect(named.get('trial')?.flags).toEqual(['trial'])
  expect(named.get('hold_in_progress')).toMatchObject({ flags: [], next_charge_at: '2026-11-21T08:30:34.000Z' })
  expect(named.get('pending_cancel')).toMatchObject({ cancel_at: '2026-12-21T08:30:41.000Z', next_charge_at: null })
  expect(named.get('hold_failed')?.retry_at).toBe('2026-11-21T20:30:22.000Z')
  expect(named.get('resub_new')?.previous_id).toBe(named.get('resub_old')?.id)
  expect(named.get('resub_old')?.successor_id).toBe(named.get('resub_new')?.id)
  for (const one of list) if (one.status !== 'active') expect(one.next_charge_at).toBeNull()

  await mirror.setNow(new Date(at.getTime() + 3_600_000))
  await mirror.ring()
  expect(await statuses(id)).toEqual(anHourLater)

  // The same once more says nothing new.
  const told = await mirror.listEvents(id)
  for (const sayings of parts) {
    await mirror.apply(
      id,
      sayings.map((saying) => ({ reading: readSaying(saying), occurredAt: at })),
    )
  }
  expect(await mirror.listEvents(id)).toHaveLength(told.length)
  await mirror.setNow(new Date('2026-12-30T00:00:00Z'))
  await mirror.ring()
  const trial = (await mirror.list(id)).find(({ external_id }) => external_id === named.get('trial')?.external_id)
  expect(trial?.flags).toEqual([])
})

test('R4.2 what is named and did not come is asked for once', async () => {
  const { id } = await organisation.connect('woocommerce', { webhook_secret: 'x' })
  const entry = entries.find(({ name }) => name === 'hold_in_progress')!
  const saying = toSaying('subscription', entry.subscription)
  const asked = () => database.admin`
    select kind, external_id from pull_requests where connection_id = ${id}::uuid order by kind, external_id`
  await mirror.setNow(at)
  const tell = () => mirror.apply(id, [{ reading: readSaying(saying), occurredAt: at }])
  await tell()
  const customer = String(entry.subscription.customer_id)
  expect(await asked()).toEqual([
    { kind: 'customer', external_id: customer },
    { kind: 'order', external_id: '229' },
    { kind: 'order', external_id: '231' },
  ])
  await database.admin`delete from pull_requests where connection_id = ${id}::uuid`
  await tell()
  expect(await asked()).toEqual([])
})

test('R4.2 an unknown word of the shop keeps the status, says so, and a draft is nothing', async () => {
  const { id } = await organisation.connect('woocommerce', { webhook_secret: 'x' })
  const [entry] = entries
  const say = (status: string) =>
    mirror.apply(id, [
      { reading: readSaying(toSaying('subscription', { ...entry!.subscription, status })), occurredAt: at },
    ])
  await mirror.setNow(at)
  await say('draft')
  expect(await mirror.list(id)).toEqual([])
  await say('active')
  const [before] = await mirror.list(id)
  await say('like-on-hold')
  const [after] = await mirror.list(id)
  expect(after).toMatchObject({ status: 'active', flags: ['unknown_status'], next_charge_at: before?.next_charge_at })
  await say('draft')
  expect(await mirror.list(id)).toEqual([after])
  await say('active')
  expect(await mirror.list(id)).toMatchObject([{ status: 'active', flags: [] }])
})
