import type { Customer } from '@passerelle/shared-types/api/customers'
import type { Order } from '@passerelle/shared-types/api/orders'
import type { Subscription } from '@passerelle/shared-types/api/subscriptions'
import type { TestRelay } from '../../relay/test/factories.ts'
import type { Dump } from './compare.ts'
import type { PairedShop } from './lab/pair-shop.ts'

/** Everything that a list of the relay's API holds. */
export async function listAll<T>(relay: TestRelay, { organisation }: PairedShop, path: string): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await relay.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`, organisation.key)
    const page = body as { data: T[]; next_cursor: string | null }
    items.push(...page.data)
    cursor = page.next_cursor === null ? null : `&cursor=${encodeURIComponent(page.next_cursor)}`
  }
  return items
}

type Thing = Record<string, unknown>
const minor = (text: unknown) => Math.round(Number(text) * 100)

/** What a caller of the relay's API sees differently from the shop, in words: which things there are, and what they say first. */
export async function findApiDifferences(relay: TestRelay, paired: PairedShop, dump: Dump): Promise<string[]> {
  const [orders, subscriptions, customers] = await Promise.all([
    listAll<Order>(relay, paired, '/v1/orders'),
    listAll<Subscription>(relay, paired, '/v1/subscriptions'),
    listAll<Customer>(relay, paired, '/v1/customers'),
  ])
  const money = ({ status, total }: Thing) => [status, minor(total)]
  return [
    ...compare('order', dump.order, money, orders, (order) => [order.raw_status, order.total.amount]),
    ...compare('subscription', dump.subscription, money, subscriptions, ({ source, total }) => [
      source.raw_status,
      total.amount,
    ]),
    ...compare(
      'customer',
      dump.customer,
      ({ email, role }) => [email, role],
      customers,
      ({ email, role }) => [email, role],
    ),
  ]
}

function compare<T extends { external_id: string | null; deleted_at: string | null }>(
  noun: string,
  shop: Record<string, Thing | null>,
  lookThere: (thing: Thing) => unknown[],
  items: T[],
  lookHere: (item: T) => unknown[],
): string[] {
  const alive = new Map(items.filter((item) => item.deleted_at === null).map((item) => [item.external_id ?? '', item]))
  const differences = Object.entries(shop).flatMap(([id, thing]) => {
    const item = alive.get(id)
    alive.delete(id)
    if (!item || !thing) return [`${noun} ${id} is not there`]
    const [held, seen] = [JSON.stringify(lookThere(thing)), JSON.stringify(lookHere(item))]
    return held === seen ? [] : [`${noun} ${id}: the shop has ${held}, the API says ${seen}`]
  })
  return [...differences, ...[...alive.keys()].map((id) => `${noun} ${id} is there, and gone from the shop`)]
}
