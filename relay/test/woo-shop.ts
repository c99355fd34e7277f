import { readFileSync } from 'node:fs'

export type ShopKind = 'product' | 'variation' | 'order' | 'customer' | 'subscription'
export type ShopItem = Record<string, unknown> & { id: number }

/** What stands in a shop, by kind and id; `version` grows with each change, as the plugin counts. */
export type WooShop = {
  get: (kind: ShopKind, id: number) => ShopItem | undefined
  /** In the order of ids, the trash included. */
  list: (kind: ShopKind) => ShopItem[]
  /** Adds or replaces; the change is of `modifiedAt`, or as the item says. */
  put: (kind: ShopKind, item: ShopItem, modifiedAt?: Date) => void
  /** Lays members over an item, as of `modifiedAt`. */
  change: (kind: ShopKind, id: number, members: Record<string, unknown>, modifiedAt?: Date) => void
  /** Deletes for good. */
  remove: (kind: ShopKind, id: number) => void
  versionOf: (kind: ShopKind, id: number) => number
}

const folder = new URL('../../shared-types/fixtures/woocommerce/', import.meta.url)

/** A shop with nothing in it. */
export function makeShop(): WooShop {
  const items = new Map<string, ShopItem>()
  const versions = new Map<string, number>()
  const keyOf = (kind: ShopKind, id: number) => `${kind} ${id}`
  const put: WooShop['put'] = (kind, item, modifiedAt) => {
    const key = keyOf(kind, item.id)
    const date = modifiedAt && { date_modified_gmt: modifiedAt.toISOString().slice(0, 19) }
    items.set(key, { ...item, ...date })
    versions.set(key, (versions.get(key) ?? 0) + 1)
  }
  return {
    put,
    get: (kind, id) => items.get(keyOf(kind, id)),
    list: (kind) =>
      [...items]
        .filter(([key]) => key.startsWith(`${kind} `))
        .map(([, item]) => item)
        .sort((a, b) => a.id - b.id),
    change: (kind, id, members, modifiedAt = new Date()) => {
      const item = items.get(keyOf(kind, id))
      if (!item) throw new Error(`The shop has no ${kind} ${id}`)
      put(kind, { ...item, ...members }, modifiedAt)
    },
    remove: (kind, id) => {
      items.delete(keyOf(kind, id))
    },
    versionOf: (kind, id) => versions.get(keyOf(kind, id)) ?? 0,
  }
}

type Entry = {
  product: ShopItem
  variations?: ShopItem[]
  order: ShopItem
  customer?: ShopItem
  subscription: ShopItem
  related_orders: { order: ShopItem }[]
}

const readEntries = (name: string): Entry[] => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')).entries

/** The recorded shop: 55 products, 35 variations, 21 customers, 33 subscriptions, and all orders of these and of their own. */
export function makeRecordedShop(): WooShop {
  const shop = makeShop()
  for (const { product, variations = [] } of readEntries('catalogue')) {
    shop.put('product', product)
    for (const variation of variations) shop.put('variation', variation)
  }
  for (const { customer } of readEntries('customers')) if (customer) shop.put('customer', customer)
  for (const { order } of readEntries('orders')) shop.put('order', order)
  for (const { subscription, related_orders } of readEntries('subscriptions')) {
    shop.put('subscription', subscription)
    for (const { order } of related_orders) if (!shop.get('order', order.id)) shop.put('order', order)
  }
  return shop
}
