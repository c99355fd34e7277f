import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrderStatus } from '../../connectors/connector.ts'
import { debounceMs, type Last, mapWooStatus, type WooOrder, type WooState } from './map-woo-status.ts'

const now = new Date('2026-11-21T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const ahead = (minutes: number) => ago(-minutes)
const day = 24 * 60

const order = (status: OrderStatus, more: Partial<WooOrder> = {}): WooOrder => ({
  externalId: '20',
  status,
  rawStatus: status,
  paidAt: null,
  placedAt: ago(10),
  ...more,
})
const paidOrder = (more: Partial<WooOrder> = {}) =>
  order('processing', { paidAt: ago(30 * day), placedAt: ago(30 * day), ...more })

type Case = {
  woo?: Partial<WooState>
  parent?: WooOrder | null
  renewal?: WooOrder | null
  isRenewalMissing?: boolean
  last?: Last | null
}

const read = (
  rawStatus: string,
  { woo = {}, parent = paidOrder(), renewal = null, isRenewalMissing = false, last = null }: Case = {},
) =>
  mapWooStatus({
    woo: {
      rawStatus,
      isDeleted: false,
      isManual: false,
      startedAt: ago(30 * day),
      trialEndAt: null,
      nextPaymentAt: ahead(30 * day),
      paymentRetryAt: null,
      lastPaymentAt: ago(30 * day),
      endAt: null,
      failedRenewalExternalId: null,
      renewalExternalId: null,
      hasParentOrder: true,
      heldBy: null,
      behindSince: null,
      ...woo,
    },
    parent,
    renewal,
    isRenewalMissing,
    now,
    last,
  })
/** On hold for a renewal: the schedule still stands at the date that the order was made for. */
const due = { nextPaymentAt: ago(10), lastPaymentAt: ago(10) }

const nothing = { reason: null, flags: [], nextChargeAt: null, cancelAt: null, settlesAt: null }
const active = { ...nothing, status: 'active' }
const pastDue = (reason: string) => ({ ...nothing, status: 'past_due', reason })
const paused = (reason: string) => ({ ...nothing, status: 'paused', reason })

describe('R4.2 each row of the mapping', () => {
  test('pending is pending', () => {
    expect(read('pending', { parent: order('on_hold') })).toEqual({ ...nothing, status: 'pending' })
  })

  test('active is active, and the shop says when the next charge is', () => {
    expect(read('active')).toEqual({ ...active, nextChargeAt: ahead(30 * day) })
    expect(read('active', { woo: { nextPaymentAt: null } })).toEqual(active)
  })

  test('active is on trial until the trial ends, and is read again then', () => {
    const trial = read('active', { woo: { trialEndAt: ahead(5) } })
    expect(trial).toMatchObject({ status: 'active', flags: ['trial'], settlesAt: ahead(5) })
    expect(read('active', { woo: { trialEndAt: now } })).toMatchObject({ flags: [], settlesAt: null })
  })

  test('on hold with a first order that was never paid waits for it', () => {
    const waiting = { ...nothing, status: 'pending', reason: 'awaiting_payment' }
    for (const status of ['pending', 'on_hold', 'failed', 'canceled'] as const) {
      expect(read('on-hold', { parent: order(status) })).toEqual(waiting)
    }
    // It was made a moment ago, and its order is on its way.
    const fresh = read('on-hold', { parent: null, woo: { startedAt: ago(10) } })
    expect(fresh).toEqual({ ...waiting, settlesAt: ahead(20) })
  })

  test('on hold with an unpaid renewal younger than 30 minutes is active, with the same next charge', () => {
    for (const status of ['pending', 'on_hold', 'unknown'] as const) {
      const renewing = { ...active, flags: ['renewing'], nextChargeAt: ago(10), settlesAt: ahead(20) }
      expect(read('on-hold', { renewal: order(status), woo: due })).toEqual(renewing)
      expect(read('on-hold', { renewal: order(status), woo: { ...due, isManual: true } })).toEqual(renewing)
    }
    const last = { placedAt: new Date(now.getTime() - debounceMs + 1) }
    expect(read('on-hold', { renewal: order('pending', last) })).toMatchObject({ status: 'active' })
  })

  test('on hold with a renewal unpaid after 30 minutes is past due', () => {
    const old = order('pending', { placedAt: ago(30) })
    expect(read('on-hold', { renewal: old, woo: due })).toEqual(pastDue('payment'))
    expect(read('on-hold', { renewal: old, woo: { ...due, isManual: true } })).toEqual(pastDue('manual_renewal_due'))
  })

  test('on hold with a failed renewal is past due at once: by its status, by the mark of the shop, by a retry', () => {
    expect(read('on-hold', { renewal: order('failed'), woo: due })).toEqual(pastDue('payment'))
    expect(read('on-hold', { renewal: order('pending'), woo: { ...due, failedRenewalExternalId: '20' } })).toEqual(
      pastDue('payment'),
    )
    expect(read('on-hold', { renewal: order('pending'), woo: { ...due, paymentRetryAt: ahead(day) } })).toEqual(
      pastDue('payment'),
    )
    expect(read('on-hold', { renewal: null, woo: { ...due, paymentRetryAt: ahead(day) } })).toEqual(pastDue('payment'))
  })

  test('on hold with a disputed order is past due for the dispute; only the latest cycle counts (F18)', () => {
    const asked = order('on_hold', { paidAt: ago(9) })
    expect(read('on-hold', { renewal: asked })).toEqual(pastDue('dispute'))
    expect(read('on-hold', { renewal: order('unknown', { rawStatus: 'disputed' }) })).toEqual(pastDue('dispute'))
    expect(read('on-hold', { parent: asked })).toEqual(pastDue('dispute'))
    expect(read('on-hold', { parent: asked, renewal: paidOrder() })).toEqual(paused('shop'))
  })

  test('on hold with nothing to pay is paused, by the customer where his own step was told', () => {
    expect(read('on-hold')).toEqual(paused('shop'))
    expect(read('on-hold', { woo: { heldBy: 'customer' } })).toEqual(paused('customer'))
    expect(read('on-hold', { woo: { heldBy: 'system' } })).toEqual(paused('shop'))
    for (const renewal of [paidOrder(), order('refunded'), order('canceled'), order('completed')]) {
      expect(read('on-hold', { renewal })).toEqual(paused('shop'))
    }
    expect(read('on-hold', { parent: null, woo: { hasParentOrder: false } })).toEqual(paused('shop'))
  })

  test('pending-cancel is active until the end that the shop names, and is charged no more', () => {
    const woo = { endAt: ahead(9 * day), nextPaymentAt: ahead(day) }
    expect(read('pending-cancel', { woo })).toEqual({ ...active, cancelAt: ahead(9 * day) })
  })

  test('the ends: cancelled, expired, switched, trash, deleted', () => {
    expect(read('cancelled')).toEqual({ ...nothing, status: 'canceled' })
    expect(read('expired')).toEqual({ ...nothing, status: 'expired' })
    expect(read('switched')).toEqual({ ...nothing, status: 'canceled', reason: 'switched' })
    expect(read('trash')).toEqual({ ...nothing, status: 'canceled', reason: 'trashed' })
    for (const rawStatus of ['active', 'on-hold', 'trash', 'wished-for']) {
      const gone = read(rawStatus, { woo: { isDeleted: true } })
      expect(gone).toEqual({ ...nothing, status: 'canceled', reason: 'deleted' })
    }
  })

  test('an unknown word keeps what was, and says so', () => {
    const last = { status: 'past_due', reason: 'payment', nextChargeAt: null, cancelAt: null } as const
    expect(read('like-on-hold', { last, renewal: order('failed') })).toEqual({
      ...last,
      flags: ['unknown_status'],
      settlesAt: null,
    })
    expect(read('like-on-hold')).toEqual({ ...nothing, status: 'pending', flags: ['unknown_status'] })
  })
})

describe('R4.2 orders that come later than the subscription', () => {
  test('a renewal that is listed and did not come shows in the dates', () => {
    const missing = { isRenewalMissing: true, woo: { ...due, renewalExternalId: '21' } }
    expect(read('on-hold', missing)).toMatchObject({ status: 'active', flags: ['renewing'], settlesAt: ahead(20) })
    const older = { ...missing, woo: { ...missing.woo, nextPaymentAt: ago(31), lastPaymentAt: ago(30) } }
    expect(read('on-hold', older)).toEqual(pastDue('payment'))
    // The schedule moved on: it was paid.
    const paid = { ...missing, woo: { ...missing.woo, nextPaymentAt: ahead(30 * day) } }
    expect(read('on-hold', paid)).toEqual(paused('shop'))
  })

  test('a renewal that is paid, while the shop has not said active again, is no pause', () => {
    const renewal = order('processing', { paidAt: ago(1), placedAt: ago(2) })
    const woo = { nextPaymentAt: ago(3), lastPaymentAt: ago(2) }
    expect(read('on-hold', { renewal, woo })).toMatchObject({
      status: 'active',
      flags: ['renewing'],
      settlesAt: ahead(29),
    })
    expect(read('on-hold', { renewal, woo: { ...woo, heldBy: 'customer' } })).toEqual(paused('customer'))
    expect(read('on-hold', { renewal, woo: { ...woo, nextPaymentAt: ahead(day) } })).toEqual(paused('shop'))
    const late = order('processing', { paidAt: ago(30), placedAt: ago(40) })
    const held = { ...woo, nextPaymentAt: ago(41) }
    expect(read('on-hold', { renewal: late, woo: held })).toEqual(paused('shop'))
    // Paid long ago, and told only now.
    expect(read('on-hold', { renewal: late, woo: { ...held, behindSince: ago(5) } })).toMatchObject({
      status: 'active',
      flags: ['renewing'],
      settlesAt: ahead(25),
    })
  })
})

const dates = fc.option(
  fc.integer({ min: -400, max: 400 }).map((n) => ahead(n * 7)),
  { nil: null },
)
const statuses = fc.constantFrom(
  'draft',
  'pending',
  'on_hold',
  'processing',
  'completed',
  'canceled',
  'refunded',
  'failed',
  'unknown',
) as fc.Arbitrary<OrderStatus>
const orders = fc.option(
  fc.record({
    externalId: fc.constantFrom('20', '21'),
    status: statuses,
    rawStatus: fc.constantFrom('x', 'disputed'),
    paidAt: dates,
    placedAt: dates,
  }),
  { nil: null },
)
const words = fc.constantFrom(
  'pending',
  'active',
  'on-hold',
  'pending-cancel',
  'cancelled',
  'expired',
  'switched',
  'trash',
  'custom',
  '',
)
const states: fc.Arbitrary<WooState> = fc.record({
  rawStatus: words,
  isDeleted: fc.boolean(),
  isManual: fc.boolean(),
  startedAt: dates,
  trialEndAt: dates,
  nextPaymentAt: dates,
  paymentRetryAt: dates,
  lastPaymentAt: dates,
  endAt: dates,
  failedRenewalExternalId: fc.constantFrom(null, '20'),
  renewalExternalId: fc.constantFrom(null, '20', '21'),
  hasParentOrder: fc.boolean(),
  heldBy: fc.constantFrom(null, 'customer', 'shop', 'system'),
  behindSince: fc.option(fc.integer({ min: 0, max: 60 }).map(ago), { nil: null }),
})
const worlds = fc.record({ woo: states, parent: orders, renewal: orders, isRenewalMissing: fc.boolean() })

test('R4.2 whatever is said, the next charge is null unless it is active without an end, and stale dates never show', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const outcome = mapWooStatus({ ...world, now, last: null })
      if (outcome.status !== 'active' || outcome.cancelAt !== null) expect(outcome.nextChargeAt).toBeNull()
      if (outcome.nextChargeAt !== null) expect(outcome.nextChargeAt).toEqual(world.woo.nextPaymentAt)
      if (outcome.settlesAt !== null) expect(outcome.settlesAt.getTime()).toBeGreaterThan(now.getTime())
    }),
    { numRuns: 2_000 },
  )
})

test('R4.2 what it says holds until it settles, and a renewal under way is over after 30 minutes', () => {
  fc.assert(
    fc.property(worlds, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (world, part) => {
      const first = mapWooStatus({ ...world, now, last: null })
      const until = first.settlesAt?.getTime() ?? now.getTime() + 400 * day * 60_000
      const between = new Date(Math.min(until - 1, Math.floor(now.getTime() + (until - now.getTime()) * part)))
      expect(mapWooStatus({ ...world, now: between, last: null })).toEqual(first)
      let at = now
      let outcome = first
      for (let n = 0; outcome.settlesAt !== null && n < 5; n++) {
        at = outcome.settlesAt
        outcome = mapWooStatus({ ...world, now: at, last: null })
      }
      expect(outcome).toMatchObject({ settlesAt: null })
      expect(outcome.flags).not.toContain('renewing')
    }),
    { numRuns: 2_000 },
  )
})
