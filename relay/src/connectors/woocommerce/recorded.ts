import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { deliveries } from './fixtures.ts'

type Json = Record<string, unknown>
/** A representation as a real shop gave it, and where it was found. */
export type Recorded = { source: string; value: Json }
export type RecordedShop = { orders: Recorded[]; customers: Recorded[]; subscriptions: Recorded[] }

const folder = new URL('../../../../shared-types/fixtures/woocommerce/', import.meta.url)
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Entries of `orders.json`, `customers.json` or `subscriptions.json`. */
export function readEntries(name: 'orders' | 'customers' | 'subscriptions'): Json[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')).entries
}

/** Every line of every recorded life cycle, in order. */
export function readTimelines(): { name: string; lines: Json[] }[] {
  const files = readdirSync(new URL('timelines/', folder)).sort()
  return files.map((file) => {
    const text = gunzipSync(readFileSync(new URL(`timelines/${file}`, folder))).toString('utf8')
    const lines = text.trim().split('\n')
    return { name: file.replace('.jsonl.gz', ''), lines: lines.map((line): Json => JSON.parse(line)) }
  })
}

/** Every order, customer and subscription found anywhere in the recordings. */
export function readRecordedShop(): RecordedShop {
  const shop: RecordedShop = { orders: [], customers: [], subscriptions: [] }
  const collect = (source: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) collect(source, item)
    if (!isObject(value)) return
    if ('line_items' in value && 'status' in value) {
      shop['billing_period' in value ? 'subscriptions' : 'orders'].push({ source, value })
    } else if ('is_paying_customer' in value) shop.customers.push({ source, value })
    for (const member of Object.values(value)) collect(source, member)
  }
  for (const name of ['orders', 'customers', 'subscriptions'] as const) collect(`${name}.json`, readEntries(name))
  for (const { name, lines } of readTimelines()) {
    for (const line of lines) if (line.line === 'state') collect(name, line.body)
  }
  for (const { file, isSigned, raw } of deliveries) {
    if (isSigned) collect(file, JSON.parse(new TextDecoder().decode(raw)))
  }
  return shop
}
