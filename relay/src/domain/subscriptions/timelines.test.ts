import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../../test/factories.ts'
import { openSubscriptions, readSteps, type Saying, type Step } from '../../../test/subscriptions.ts'

let database: TestDatabase
let organisation: TestOrganisation
let mirror: ReturnType<typeof openSubscriptions>

beforeAll(async () => {
  database = await createTestDatabase()
  organisation = await makeOrganisation(database)
  mirror = openSubscriptions(database, organisation.id)
})
afterAll(() => database.drop())

type Options = { toSayings?: (step: Step) => Saying[]; minutesAfter?: Record<number, number> }

/**
 * What readers are told in each step, where anything is: `topic status(reason)`, of the subscription `332` as `332: …`. The
 * clock stands where the recording's stood; `minutesAfter` lets time pass after a step.
 */
async function play(name: string, { toSayings = (step) => step.sayings, minutesAfter = {} }: Options = {}) {
  const { id } = await organisation.connect('woocommerce', { webhook_secret: 'x' })
  const say = mirror.openSource(id)
  const told: Record<string, string[]> = {}
  let seen = 0
  const note = async (key: string) => {
    const events = await mirror.listEvents(id)
    const news = events.slice(seen).map(({ externalId, type, data }) => {
      const reason = data.reason === null ? '' : `(${data.reason})`
      return `${externalId}: ${type.replace('subscription.', '')} ${data.status}${reason}`
    })
    seen = events.length
    if (news.length > 0) told[key] = news
  }
  for (const step of readSteps(name)) {
    await mirror.setNow(step.at)
    for (const saying of toSayings(step)) await say(saying)
    await note(String(step.step))
    const minutes = minutesAfter[step.step]
    if (minutes === undefined) continue
    await mirror.setNow(new Date(step.at.getTime() + minutes * 60_000))
    await mirror.ring()
    await note(`${step.step} +${minutes} min`)
  }
  return { told, events: await mirror.listEvents(id), list: () => mirror.list(id) }
}

/** As the plugin tells them: each change of status is a step of its own, beside the state at the end of the request. */
function withSteps({ sayings, hooks }: Step): Saying[] {
  return sayings.flatMap((saying) => {
    const told = hooks.filter(({ externalId }) => saying.noun === 'subscription' && externalId === saying.externalId)
    if (saying.value === null) return [saying]
    const facts = told.map(({ from, to, actor, at }) => ({
      ...saying,
      fact: { topic: 'subscription.status_changed', values: { from, to, actor }, occurredAt: at },
    }))
    return [...facts, saying]
  })
}

const bought = (id: string) => [`${id}: created active`, `${id}: activated active`]

describe('R4.2 recorded lives of subscriptions', () => {
  test('a monthly one: a renewal that is accepted never leaves active, one that is declined is past due, a pause is none', async () => {
    const { told, events } = await play('subscription-life')
    const lives = {
      1: bought('328'),
      2: ['328: updated active'],
      3: ['328: past_due past_due(payment)'],
      4: ['328: activated active'],
      5: ['328: paused paused(shop)'],
      6: ['328: resumed active'],
      7: ['328: updated active'],
      8: ['328: updated active'],
      10: ['328: updated active'],
      11: ['328: updated active'],
      12: ['328: canceled canceled'],
      14: ['328: updated canceled(trashed)'],
      15: ['328: updated canceled(deleted)'],
    }
    expect(told).toEqual(lives)
    const [, , , pastDue] = events
    expect(pastDue?.data).toMatchObject({ next_charge_at: null, retry_at: '2026-11-21T20:34:03.000Z' })
    // The shop keeps the date of the charge that failed.
    expect(pastDue?.data.source.next_payment_at).toBe('2026-11-21T08:34:01.000Z')
    const toTheEnd = events.find(({ data }) => data.cancel_at !== null)
    expect(toTheEnd?.data).toMatchObject({ next_charge_at: null, cancel_at: '2027-02-01T09:00:00.000Z', ends_at: null })
    expect(toTheEnd?.previous).toMatchObject({ next_charge_at: '2027-02-01T09:00:00.000Z', cancel_at: null })
    expect(events.map(({ data }) => data.version)).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  })

  test('the same as a plugin tells it: a pause of the customer is his, and the steps of a renewal are no news', async () => {
    const plain = await play('subscription-life')
    const { told, events } = await play('subscription-life', { toSayings: withSteps })
    expect(told).toEqual({ ...plain.told, 5: ['328: paused paused(customer)'] })
    expect(events.find(({ data }) => data.status === 'paused')?.data.paused_at).toMatch(/^2026-11-21T08:34:07/)
  })

  test('a bank transfer: pending until it arrives, and a renewal that waits is past due after 30 minutes', async () => {
    const lives = {
      1: ['357: created pending'],
      2: ['357: activated active'],
      // The recording moves all dates back before it renews.
      3: ['357: updated active'],
      4: ['357: updated active'],
    }
    expect((await play('subscription-manual-renewal')).told).toEqual(lives)
    expect((await play('subscription-manual-renewal', { minutesAfter: { 3: 29 } })).told).toEqual(lives)
    expect((await play('subscription-manual-renewal', { minutesAfter: { 3: 30 } })).told).toEqual({
      ...lives,
      '3 +30 min': ['357: past_due past_due(manual_renewal_due)'],
      4: ['357: activated active'],
    })
  })

  test('early renewals move the next charge, and who subscribes again is linked to what he had', async () => {
    const { told, list } = await play('subscription-early-renewal-resubscribe')
    expect(told).toEqual({
      1: bought('351'),
      2: ['351: updated active'],
      4: ['351: updated active'],
      5: ['351: canceled canceled'],
      7: ['351: updated canceled', ...bought('355')],
    })
    const [old, next] = (await list()).sort((a, b) => Number(a.external_id) - Number(b.external_id))
    expect(old?.successor_id).toBe(next?.id)
    expect(next?.previous_id).toBe(old?.id)
  })

  test('one of two payments expires', async () => {
    const { told, list } = await play('subscription-expired')
    expect(told).toEqual({ 1: bought('343'), 2: ['343: updated active'], 3: ['343: expired expired'] })
    expect(await list()).toMatchObject([{ next_charge_at: null, ends_at: '2026-11-21T08:34:30.000Z' }])
  })

  test('a switch keeps the subscription and changes what is in it', async () => {
    const { told, list } = await play('subscription-switch')
    expect(told).toEqual({
      1: bought('335'),
      3: ['335: updated active'],
      5: ['335: updated active'],
      6: bought('339'),
      8: ['339: updated active'],
    })
    const { interval, total, flags } = (await list()).find(({ external_id }) => external_id === '339')!
    expect({ interval, total, flags }).toEqual({ interval: 2, total: { amount: 6230, currency: 'EUR' }, flags: [] })
  })

  test('trash and deletion cancel, and what comes back from the trash says what it is then', async () => {
    const { told, list } = await play('subscription-trash-delete')
    expect(told).toEqual({
      1: bought('360'),
      2: ['360: canceled canceled(trashed)'],
      3: ['360: updated canceled'],
      4: bought('362'),
      5: ['362: updated active'],
      7: ['362: canceled canceled(deleted)'],
      8: bought('365'),
      9: ['365: canceled canceled(deleted)'],
    })
    expect((await list()).map(({ deleted_at }) => deleted_at !== null)).toEqual([false, true, true])
  })

  test('edited by the shop: pauses are its own, and a plain "cancelled" cancels though its dates stay', async () => {
    const { told, list } = await play('subscription-edited-by-shop')
    expect(told).toEqual({
      1: bought('332'),
      ...Object.fromEntries([2, 3, 4, 6, 10].map((step) => [step, ['332: updated active']])),
      7: ['332: paused paused(shop)'],
      8: ['332: resumed active'],
      11: ['332: paused paused(shop)'],
      12: ['332: resumed active'],
      14: ['332: canceled canceled'],
    })
    expect(await list()).toMatchObject([{ next_charge_at: null, source: { raw_status: 'cancelled' } }])
    expect((await list())[0]?.source.next_payment_at).not.toBeNull()
  })

  test('a gift, and changes of the payment method', async () => {
    expect((await play('subscription-gift')).told).toEqual({ 1: bought('348'), 2: ['348: updated active'] })
    const { told, events } = await play('subscription-payment-method')
    expect(told).toEqual({
      1: bought('346'),
      ...Object.fromEntries([2, 3, 4, 5].map((step) => [step, ['346: updated active']])),
    })
    expect(events.map(({ previous }) => Object.keys(previous))).toEqual([
      [],
      [],
      ['payment_method', 'payment_title'],
      ['payment_method', 'payment_title'],
      ['is_manual'],
      ['is_manual'],
    ])
  })
})
