import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../../test/factories.ts'
import { openSubscriptions, readSaying, readSteps, type Saying } from '../../../test/subscriptions.ts'
import type { Reading } from '../../connectors/connector.ts'

let database: TestDatabase
let organisation: TestOrganisation
let mirror: ReturnType<typeof openSubscriptions>

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  mirror = openSubscriptions(database, organisation.id)
})
afterAll(() => database.drop())

const [bought] = readSteps('subscription-life')
const [order, subscription] = bought!.sayings
const at = bought!.at
const minutesAfter = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
/** As the shop writes an instant: in UTC, without saying so. */
const gmt = (minutes: number) => minutesAfter(minutes).toISOString().slice(0, 19)
const meta = (key: string, value: unknown) => ({ meta_data: [{ id: 1, key, value }] })

const orderOf = (id: number, value: object): Saying => ({
  ...order!,
  externalId: String(id),
  value: { ...order!.value, id, ...value },
})
const subscriptionOf = (id: number, value: object): Saying => ({
  ...subscription!,
  externalId: String(id),
  value: { ...subscription!.value, id, ...value },
})

async function open() {
  const { id } = await organisation.connect('woocommerce', { webhook_secret: 'x' })
  await mirror.setNow(at)
  return {
    say: (...sayings: Saying[]) =>
      mirror.apply(
        id,
        sayings.map((saying) => ({ reading: readSaying(saying), occurredAt: at })),
      ),
    apply: (reading: Reading) => mirror.apply(id, [{ reading, occurredAt: at }]),
    list: async () => (await mirror.list(id)).sort((a, b) => Number(a.external_id) - Number(b.external_id)),
    topics: async () => (await mirror.listEvents(id)).map(({ type }) => type.replace('subscription.', '')),
  }
}

const turns: [string, (sayings: Saying[]) => Saying[]][] = [
  ['in order', (sayings) => sayings],
  ['backwards', (sayings) => sayings.toReversed()],
]

test.each(turns)(
  'R4.2 a switch into another subscription links both by the order of the switch, %s',
  async (_, turn) => {
    const shop = await open()
    const sayings = [
      order!,
      subscriptionOf(328, { status: 'switched' }),
      orderOf(400, meta('_subscription_switch', '328')),
      subscriptionOf(401, { parent_id: 400 }),
    ]
    for (const saying of turn(sayings)) await shop.say(saying)
    const [old, next] = await shop.list()
    expect(old).toMatchObject({ status: 'canceled', reason: 'switched', successor_id: next?.id, previous_id: null })
    expect(next).toMatchObject({ status: 'active', successor_id: null, previous_id: old?.id })
  },
)

test.each(turns)(
  'R4.2 who is taken up again and who takes up are linked when only one says so, %s',
  async (_, turn) => {
    const shop = await open()
    const sayings = [subscriptionOf(328, { status: 'cancelled' }), subscriptionOf(401, { resubscribed_from: '328' })]
    for (const saying of turn(sayings)) await shop.say(saying)
    const [old, next] = await shop.list()
    expect([old?.successor_id, next?.previous_id]).toEqual([next?.id, old?.id])
  },
)

test('R4.2 an order to renew what is paused resumes nothing before it is paid', async () => {
  const shop = await open()
  await shop.say(order!, subscription!)
  await shop.say(subscriptionOf(328, { status: 'on-hold' }))
  await shop.say(
    orderOf(410, {
      status: 'pending',
      date_paid_gmt: null,
      date_created_gmt: gmt(1),
      ...meta('_subscription_renewal', '328'),
    }),
  )
  expect(await shop.list()).toMatchObject([{ status: 'paused', reason: 'shop', next_charge_at: null }])
  await mirror.setNow(minutesAfter(31))
  await mirror.ring()
  expect(await shop.topics()).toEqual(['created', 'activated', 'paused', 'past_due'])
})

test('R4.2 a renewal that was paid during an outage is no pause while the shop catches up', async () => {
  const shop = await open()
  const renewal = { date_created_gmt: gmt(1), ...meta('_subscription_renewal', '328') }
  const dates = { next_payment_date_gmt: gmt(0), last_payment_date_gmt: gmt(1) }
  const held = { status: 'on-hold', ...dates, ...meta('_subscription_renewal_order_ids_cache', [410]) }
  await shop.say(order!, subscription!)
  await mirror.setNow(minutesAfter(120))
  await shop.say(subscriptionOf(328, held))
  await shop.say(orderOf(410, { status: 'pending', date_paid_gmt: null, ...renewal }))
  expect(await shop.list()).toMatchObject([{ status: 'past_due', reason: 'payment' }])
  await shop.say(orderOf(410, { status: 'processing', date_paid_gmt: gmt(3), ...renewal }))
  expect(await shop.list()).toMatchObject([{ status: 'past_due', reason: 'payment' }])
  await shop.say(subscription!)
  expect(await shop.topics()).toEqual(['created', 'activated', 'past_due', 'activated'])
})

test('R4.2 one that the shop took up long ago is created and not activated', async () => {
  const shop = await open()
  await mirror.setNow(minutesAfter(8 * 24 * 60))
  await shop.say(order!, subscription!)
  expect(await shop.topics()).toEqual(['created'])
})

test('R4.2 nothing is terminal: what was canceled, deleted or expired comes back as the shop says', async () => {
  const shop = await open()
  const deletion: Reading = { type: 'deletion', noun: 'subscription', externalId: '328' }
  await shop.apply(deletion)
  expect(await shop.list()).toEqual([])
  await shop.say(order!, subscription!)
  await shop.say(subscriptionOf(328, { status: 'cancelled' }))
  await shop.say(subscription!)
  await shop.apply(deletion)
  // What lies in the trash does not bring it back.
  await shop.say(subscriptionOf(328, { status: 'trash' }))
  expect(await shop.list()).toMatchObject([{ status: 'canceled', reason: 'deleted' }])
  await shop.say(subscription!)
  await shop.say(subscriptionOf(328, { status: 'expired' }))
  await shop.say(subscription!)
  expect(await shop.list()).toMatchObject([
    { status: 'active', deleted_at: null, next_charge_at: '2026-12-21T08:33:58.000Z' },
  ])
  const [back, gone] = ['activated', 'canceled']
  expect(await shop.topics()).toEqual(['created', back, gone, back, gone, back, 'expired', back])
})

test('R4.2 a step that carries no state begins nothing, and of a known one it says the state', async () => {
  const shop = await open()
  const step: Reading = {
    type: 'subscription',
    externalId: '328',
    fields: {},
    agreed: {},
    fact: {
      topic: 'subscription.status_changed',
      values: { from: 'active', to: 'on-hold', actor: 'customer' },
      occurredAt: at,
    },
  }
  await shop.apply(step)
  expect(await shop.list()).toEqual([])
  await shop.say(order!, subscription!)
  await shop.apply(step)
  expect(await shop.list()).toMatchObject([{ status: 'paused', reason: 'customer', paused_at: at.toISOString() }])
})
