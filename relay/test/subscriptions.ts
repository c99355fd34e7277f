import type { Subscription } from '@passerelle/shared-types/api/subscriptions'
import type { Fact, Reading } from '../src/connectors/connector.ts'
import { read } from '../src/connectors/woocommerce/read.ts'
import { readTimelines } from '../src/connectors/woocommerce/recorded.ts'
import { applyOrders } from '../src/domain/orders/apply-orders.ts'
import { applySubscriptions } from '../src/domain/subscriptions/apply-subscriptions.ts'
import { listSubscriptions } from '../src/domain/subscriptions/list-subscriptions.ts'
import { onOrderChanged } from '../src/domain/subscriptions/on-order-changed.ts'
import { toSubscriptionJson } from '../src/domain/subscriptions/to-subscription-json.ts'
import { createTransact } from '../src/domain/transact.ts'
import { decideFate, type Newest } from '../src/inbox/decide-fate.ts'
import { newId } from '../src/platform/ids.ts'
import type { TestDatabase } from './database.ts'

type Json = Record<string, unknown>
export type Noun = 'order' | 'subscription'
/** One thing that a shop says, as its inbox would hold it; `value` null is a deletion. */
export type Saying = { noun: Noun; externalId: string; version: number; at: Date; value: Json | null; fact?: Fact }
export type Told = { type: string; externalId: string; data: Subscription; previous: Json; connectionId: string | null }

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

export function readSaying({ noun, externalId, value, fact }: Saying): Reading {
  if (value === null) return { type: 'deletion', noun, externalId }
  const topic = `${noun}.updated`
  const result = read({ topic, kind: noun, externalId, raw: encode(value), currency: 'EUR' })
  if (result.kind !== 'reading') throw new Error(JSON.stringify(result))
  return fact ? ({ ...result.reading, fact } as Reading) : result.reading
}

/**
 * Orders and subscriptions of one organisation as the inbox applies them, each source with its own newest versions; its timers
 * ring when told. Stands in for inbox and clock, which have tests of their own.
 */
export function openSubscriptions(test: TestDatabase, organisationId: string) {
  const transact = createTransact({ db: test.db, wake: { wake: () => {} } as never, reactions: [onOrderChanged] })
  const apply = (
    connectionId: string,
    readings: { reading: Reading; occurredAt: Date; isStale?: boolean }[],
    beforeCommit: () => Promise<void> = async () => {},
  ) =>
    transact(organisationId, async (ctx) => {
      const items = readings.map((one) => ({ connectionId, currency: 'EUR', eventId: newId(), isStale: false, ...one }))
      const isOrder = ({ reading }: (typeof items)[number]) =>
        reading.type === 'order' || (reading.type === 'deletion' && reading.noun === 'order')
      const orders = items.filter(isOrder)
      const others = items.filter((item) => !isOrder(item))
      if (orders.length > 0) await applyOrders({ ctx, items: orders })
      if (others.length > 0) await applySubscriptions({ ctx, items: others })
      await beforeCommit()
    })
  return {
    apply,
    /** The database's clock from now on. */
    async setNow(at: Date): Promise<void> {
      await test.admin`update test_clock set shift = ${at.toISOString()}::timestamptz - clock_timestamp()`
    },
    /** Brings what a source says, one by one, where it is news. */
    openSource(connectionId: string) {
      const newest = new Map<string, Newest>()
      return async (saying: Saying): Promise<void> => {
        const key = `${saying.noun} ${saying.externalId}`
        const decided = decideFate(newest.get(key) ?? { hash: null, version: null }, {
          hash: JSON.stringify(saying.value),
          version: saying.value === null ? null : saying.version,
          isDelete: saying.value === null,
          isFact: saying.fact !== undefined,
          isNamed: true,
        })
        newest.set(key, decided.newest)
        if (decided.fate !== 'accepted' && decided.fate !== 'stale') return
        await apply(connectionId, [
          { reading: readSaying(saying), occurredAt: saying.at, isStale: decided.fate === 'stale' },
        ])
      }
    },
    /** Timers that are due come back, as long as any is. */
    async ring(): Promise<number> {
      for (let rung = 0; ; rung++) {
        const due = await test.admin<{ name: string; entity_id: string }[]>`
          delete from timers where organisation_id = ${organisationId}::uuid and due_at <= app_now() returning name, entity_id`
        if (due.length === 0) return rung
        for (const { name, entity_id: entityId } of due) {
          const reading: Reading = { type: 'timer', name, entityKind: 'subscription', entityId, payload: {} }
          await apply('00000000-0000-0000-0000-000000000000', [{ reading, occurredAt: new Date() }])
        }
      }
    },
    async list(connectionId: string): Promise<Subscription[]> {
      const rows = await test.db.inOrganisation(organisationId, (tx) =>
        listSubscriptions(tx, organisationId, { after: null, limit: 200, connectionId, withDeleted: true }),
      )
      return rows.map((row) => JSON.parse(toSubscriptionJson(row)))
    },
    async listEvents(connectionId: string): Promise<Told[]> {
      const rows = await test.admin<{ type: string; data: string; previous: string; source: string | null }[]>`
        select type, data::text, previous::text, source_connection_id as source from events
        where organisation_id = ${organisationId}::uuid and entity_kind = 'subscription' order by write_order`
      return rows
        .map(({ type, data, previous, source }) => ({
          type,
          data: JSON.parse(data) as Subscription,
          previous: JSON.parse(previous),
          connectionId: source,
        }))
        .filter(({ data }) => data.connection_id === connectionId)
        .map((told) => ({ ...told, externalId: told.data.external_id }))
    },
  }
}

/** What each step of a recorded life cycle left: the representations read right after it, and who changed a status in it. */
export type Step = { step: number; label: string; at: Date; sayings: Saying[]; hooks: StatusHook[] }
type StatusHook = { externalId: string; from: string; to: string; actor: 'customer' | 'shop' | 'system'; at: Date }

/** The steps of a recorded life cycle of a subscription. */
export function readSteps(name: string): Step[] {
  const lines = readTimelines().find((timeline) => timeline.name === name)?.lines
  if (!lines) throw new Error(`no timeline ${name}`)
  const steps = new Map<number, Step>()
  const types = new Map<number, string>()
  let version = 0
  for (const line of lines) {
    const step = line.step as number
    if (line.line === 'request') {
      const at = new Date(Math.ceil((line.t as number) + (line.ms as number) / 1000) * 1000)
      steps.set(step, { step, label: String(line.label), at, sayings: [], hooks: [] })
      types.set(step, String(line.type))
    }
    const entry = steps.get(step)
    if (!entry) continue
    const hook = String(line.hook ?? '')
    const args = (line.args ?? []) as [unknown, string, string]
    if (hook === 'woocommerce_subscription_status_changed') {
      const actor = types.get(step) === 'cron' ? 'system' : 'shop'
      const at = new Date((line.t as number) * 1000)
      entry.hooks.push({ externalId: String(args[0]), from: args[1], to: args[2], actor, at })
    }
    if (hook.startsWith('woocommerce_customer_changed_subscription_to_')) {
      for (const one of entry.hooks) one.actor = 'customer'
    }
    const noun = /\/(order|subscription)s\/(\d+)$/.exec(String(line.read ?? ''))
    if (line.line === 'state' && noun?.[1] && noun[2]) {
      version++
      const value = line.status === 200 ? (line.body as Json) : null
      entry.sayings.push({ noun: noun[1] as Noun, externalId: noun[2], version, at: entry.at, value })
    }
  }
  return [...steps.values()]
}
