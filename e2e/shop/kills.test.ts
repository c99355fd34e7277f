import { beforeAll, describe, expect, test, vi } from 'vitest'
import { findDifferences } from './compare.ts'
import { whyNoShop } from './lab/find-shop.ts'
import { compareWhole, drainAll, inStep } from './lab/pair-shop.ts'
import { useShop } from './lab/use-shop.ts'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 180_000 })
const reason = whyNoShop({ needsWooCommerce: true })
if (reason) console.log(`The kills in a real shop are skipped: ${reason}.`)

/** About how many points of each act are killed at; the sweep takes them evenly from first to last. */
const points = Number(process.env.PASSERELLE_KILL_POINTS ?? 25)

describe.skipIf(reason !== null)('a real shop whose PHP is killed', () => {
  const lab = useShop()
  let product = 0

  beforeAll(async () => {
    const { shop } = lab()
    const { body } = await shop.rest<{ id: number }>('POST', '/wc/v3/products', {
      name: 'Moka',
      regular_price: '12',
      manage_stock: true,
      stock_quantity: 1000,
    })
    product = body.id
    await drainAll(shop)
  })

  /** Lets an act run in a process of its own again and again, killed a little later each time, and answers how often it was. */
  async function sweep(
    name: string,
    argsOf: (n: number) => object,
    prepare: (n: number) => Promise<unknown> = async () => {},
  ): Promise<{ kills: number; queries: number }> {
    const { shop } = lab()
    await prepare(0)
    const whole = await shop.run('counted', { act: name, args: argsOf(0) })
    const queries = (JSON.parse(whole.stdout.slice(whole.stdout.lastIndexOf('{"value"'))) as { value: number }).value
    let kills = 0
    for (let n = 1; n <= queries + 5; n += Math.max(1, Math.floor(queries / points))) {
      await prepare(n)
      const { status } = await shop.run(name, { ...argsOf(n), kill_at_query: n })
      if (status === 'SIGKILL') kills++
      else if (status !== 0) throw new Error(`${name} ended with ${status} at ${n}`)
    }
    return { kills, queries }
  }

  test('F23 between save, hook and row: what no hook could tell is found by the digest, nothing else is lost', async () => {
    const { database, relay, shop, paired } = lab()
    const saved = await sweep('set_price', (n) => ({ id: product, price: String(20 + n) }))
    expect(saved.kills).toBeGreaterThan(10)
    const bought = await sweep('order', () => ({ items: [[product, 1]], pay: true }))
    expect(bought.kills).toBeGreaterThan(10)
    console.log({ saved, bought })
    await shop.step('age_open_rows')
    await drainAll(shop)
    await inStep(database)
    await compareWhole(relay, paired)
    await drainAll(shop)
    await inStep(database)
    expect(await findDifferences(database, shop, paired.connectionId, { isComplete: true })).toEqual([])
  })

  test('F24 between build, send and acknowledgement: everything comes once, in order, and the outbox ends empty', async () => {
    const { database, shop, paired } = lab()
    const told = (await shop.step<{ event_id: string }[]>('rows')).length
    const change = (n: number) => shop.rest('PUT', `/wc/v3/products/${product}`, { regular_price: String(100 + n) })
    const drained = await sweep('drain', () => ({}), change)
    expect(drained.kills).toBeGreaterThan(20)
    for (const at of ['before_call', 'after_call']) {
      await shop.rest('PUT', `/wc/v3/products/${product}`, { regular_price: at === 'before_call' ? '7' : '8' })
      expect((await shop.run('drain', { kill_at: at })).status).toBe('SIGKILL')
    }
    console.log({ drained })
    await drainAll(shop)
    await inStep(database)
    const rows = await shop.step<{ event_id: string; state: string; sequence: string }[]>('rows')
    expect(rows.length).toBeGreaterThan(told)
    expect(rows.filter(({ state }) => state !== '3')).toEqual([])
    const numbers = rows.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, n) => n + 1))
    const stored = await database.admin<{ id: string }[]>`
      select source_event_id as id from inbox_events where connection_id = ${paired.connectionId}::uuid and source_event_id is not null`
    expect(stored.map(({ id }) => id).sort()).toEqual(rows.map((row) => row.event_id).sort())
    expect(await findDifferences(database, shop, paired.connectionId)).toEqual([])
  })
})
