import type { Subscription } from '@passerelle/shared-types/api/subscriptions'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitForLocks } from '../../../test/catalogue.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../../test/factories.ts'
import { openSubscriptions, readSaying, readSteps, type Saying } from '../../../test/subscriptions.ts'

let database: TestDatabase
let organisation: TestOrganisation
let mirror: ReturnType<typeof openSubscriptions>

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  mirror = openSubscriptions(database, organisation.id)
})
afterAll(() => database.drop())

const connect = async () => (await organisation.connect('woocommerce', { webhook_secret: 'x' })).id
const minutesAfter = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000)

/** Ids of ours differ from run to run; when and how often something was told depends on the order. */
function comparable(list: Subscription[]) {
  return list
    .map(
      ({ id: _, version: __, created_at: ___, updated_at: ____, paused_at: _____, connection_id: ______, ...kept }) =>
        JSON.parse(JSON.stringify(kept).replaceAll(/"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]+"/g, '"an id"')),
    )
    .sort((a, b) => (a.external_id < b.external_id ? -1 : 1))
}

/** Says it all at one moment and lets half an hour pass. */
async function endOf(sayings: Saying[], now: Date) {
  const id = await connect()
  const say = mirror.openSource(id)
  await mirror.setNow(now)
  for (const saying of sayings) await say(saying)
  await mirror.setNow(minutesAfter(now, 31))
  await mirror.ring()
  return { end: comparable(await mirror.list(id)), events: await mirror.listEvents(id) }
}

/** Any order, any of them twice, and any that a newer one of the same thing makes old left out. */
const tellings = (sayings: Saying[]) =>
  fc
    .tuple(fc.shuffledSubarray(sayings, { minLength: sayings.length }), fc.subarray(sayings), fc.subarray(sayings))
    .map(([shuffled, twice, left]) => {
      const isOld = (one: Saying) =>
        sayings.some((s) => s.noun === one.noun && s.externalId === one.externalId && s.version > one.version)
      return [...shuffled.filter((one) => !(left.includes(one) && isOld(one))), ...twice]
    })

describe('R4.2 the order of telling does not matter', () => {
  const lives = ['life', 'manual-renewal', 'early-renewal-resubscribe', 'expired', 'switch', 'edited-by-shop']
  test.each(lives)('the recorded life %s: shuffled, folded and repeated it ends the same', async (name) => {
    const steps = readSteps(`subscription-${name}`)
    const sayings = steps.flatMap((step) => step.sayings).filter(({ value }) => value !== null)
    const now = steps.at(-1)!.at
    const { end } = await endOf(sayings, now)
    await fc.assert(
      fc.asyncProperty(tellings(sayings), async (told) => {
        expect((await endOf(told, now)).end).toEqual(end)
      }),
      { numRuns: 5 },
    )
  })

  test('R4.2 a renewal seen in its middle is no news beyond its date, whatever arrives when', async () => {
    const [first, second] = readSteps('subscription-life')
    const [parent, active] = first!.sayings
    const [renewed, paid] = second!.sayings
    const placedAt = String(paid!.value!.date_created_gmt)
    const dueBefore = '2026-11-21T08:34:00'
    const of = (saying: Saying, version: number, value: object): Saying => ({
      ...saying,
      version,
      value: { ...saying.value, ...value },
    })
    const sayings = [
      of(parent!, 1, {}),
      of(active!, 1, { next_payment_date_gmt: dueBefore }),
      of(renewed!, 2, {
        status: 'on-hold',
        start_date_gmt: active!.value!.start_date_gmt,
        next_payment_date_gmt: dueBefore,
        last_payment_date_gmt: placedAt,
      }),
      of(paid!, 1, { status: 'pending', date_paid_gmt: null }),
      of(paid!, 2, {}),
      of(renewed!, 3, { start_date_gmt: active!.value!.start_date_gmt }),
    ]
    const inOrder = await endOf(sayings, second!.at)
    const told = inOrder.events.map(({ type, previous }) => [type, Object.keys(previous)])
    expect(told).toEqual([
      ['subscription.created', []],
      ['subscription.activated', []],
      ['subscription.updated', ['next_charge_at', 'source']],
    ])
    const calm = new Set(['subscription.created', 'subscription.activated', 'subscription.updated'])
    await fc.assert(
      fc.asyncProperty(tellings(sayings), async (telling) => {
        const { end, events } = await endOf(telling, second!.at)
        expect(end).toEqual(inOrder.end)
        expect(events.filter(({ type }) => !calm.has(type))).toEqual([])
        expect(events.filter(({ type }) => type === 'subscription.activated')).toHaveLength(1)
      }),
      { numRuns: 25 },
    )
  })

  test('steps of the plugin commute: the newest says who paused, whatever came before it', async () => {
    const [first] = readSteps('subscription-life')
    const [parent, active] = first!.sayings
    const changed = (to: string, actor: string, version: number): Saying => ({
      ...active!,
      version,
      value: { ...active!.value, status: to },
      fact: {
        topic: 'subscription.status_changed',
        values: { from: 'x', to, actor },
        occurredAt: minutesAfter(first!.at, version),
      },
    })
    const sayings = [
      parent!,
      changed('on-hold', 'shop', 2),
      changed('active', 'shop', 3),
      changed('on-hold', 'customer', 4),
      { ...changed('on-hold', 'customer', 5), fact: undefined } as unknown as Saying,
    ]
    await fc.assert(
      fc.asyncProperty(tellings(sayings), async (telling) => {
        const whole = telling.includes(sayings[3]!) ? telling : [...telling, sayings[3]!]
        expect((await endOf(whole, first!.at)).end).toMatchObject([{ status: 'paused', reason: 'customer' }])
      }),
      { numRuns: 15 },
    )
  })
})

test('R4.2 an order and its subscription applied at the same moment find each other', async () => {
  const step = readSteps('subscription-life')[2]!
  const [held, declined] = step.sayings
  // Without the retry only the failed order tells that money is owed; the other case is the order that began it.
  const failed = { ...declined!, value: { ...declined!.value, customer_id: 0, status: 'failed' } }
  const onHold = {
    ...held!,
    value: { ...held!.value, customer_id: 0, payment_retry_date_gmt: '', next_payment_date_gmt: '2027-01-01T00:00:00' },
  }
  const parent = {
    ...declined!,
    externalId: '327',
    value: { ...declined!.value, customer_id: 0, id: 327, status: 'on-hold', meta_data: [] },
  }
  for (const [order, expected] of [
    [failed, { status: 'past_due', reason: 'payment' }],
    [parent, { status: 'pending', reason: 'awaiting_payment' }],
  ] as const) {
    const id = await connect()
    await mirror.setNow(minutesAfter(step.at, 60))
    const apply = (saying: Saying, beforeCommit?: () => Promise<void>) =>
      mirror.apply(id, [{ reading: readSaying(saying), occurredAt: step.at }], beforeCommit)
    // Both are named already and guests', so that neither waits for the other over an id or a question.
    await apply(order)
    await apply(onHold)
    for (const table of ['subscriptions', 'subscription_log', 'order_subscriptions', 'orders']) {
      await database.admin.unsafe(`delete from ${table} where organisation_id = '${organisation.id}'`)
    }
    const gate = Promise.withResolvers<void>()
    const ready = Promise.withResolvers<void>()
    const first = apply(onHold, () => {
      ready.resolve()
      return gate.promise
    })
    await Promise.race([ready.promise, first])
    const second = apply(order)
    await Promise.race([waitForLocks(database, 1), second])
    gate.resolve()
    await Promise.all([first, second])
    expect(await mirror.list(id)).toMatchObject([expected])
  }
})
