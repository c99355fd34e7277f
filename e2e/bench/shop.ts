import { logIn } from '../shop/lab/browse.ts'
import { buy } from '../shop/lab/buy.ts'
import { whyNoShop } from '../shop/lab/find-shop.ts'
import { type Shop, startShop } from '../shop/lab/start-shop.ts'
import { bulkQuery } from '../shop/live/live-products.ts'
import { compare, type Figure } from './compare.ts'
import type { Bench } from './database.ts'
import type { Options } from './ingest.ts'

const checkouts = 40
const edited = 200
const without = { 'x-lab-without': '1' }

type Act = (n: number, headers: Record<string, string>) => Promise<number>

/**
 * What the plugin costs a real shop: the same acts with the plugin and without it, one after the other in turns. It is paired,
 * and there is no relay to reach. Aims as ratios: 5 ms of a checkout, 5 % of a bulk edit.
 */
export async function benchShop(_: Bench, options: Options, onFigure: (figure: Figure) => void): Promise<Figure[]> {
  const reason = whyNoShop({ needsWooCommerce: true })
  if (reason) {
    process.stdout.write(`shop: left out, ${reason}\n`)
    return []
  }
  const shop = await startShop({ workers: 1, isDurable: true })
  try {
    await shop.step('pretend_paired')
    const products = await makeProducts(shop)
    const shopper = await logIn(shop, 'admin', 'password')
    let price = 10
    const checkout: Act = async (n, headers) => {
      const bought = await buy(shop, [{ id: products[0] ?? 0 }], { email: `mesure${n}@exemple.test`, headers })
      if (bought.status !== 200) throw new Error(`a checkout was answered ${bought.status}`)
      return bought.ms
    }
    const edit: Act = async (_n, headers) => {
      const changes = { change_regular_price: '1', _regular_price: String(++price) }
      const query = await bulkQuery(shopper.get, products, changes)
      const startedAt = performance.now()
      await shopper.get(`/wp-admin/edit.php?post_type=product&${query}`, headers)
      return performance.now() - startedAt
    }
    return [
      await measure('a checkout with the plugin, beside without', checkout, checkouts, 'I7, 5 ms are allowed'),
      await measure(`a bulk edit of ${edited} products, beside without`, edit, 3, '5 % are allowed'),
    ]
  } finally {
    await shop.stop()
  }

  async function measure(name: string, act: Act, count: number, allowed: string): Promise<Figure> {
    const more: number[] = []
    let floor = 0
    const figure = await compare({
      name,
      unit: 'a minute',
      aim: 0.95,
      rounds: options.rounds,
      sides: {
        ours: async (round) => {
          const pairs: [number, number][] = []
          for (let n = 0; n < count; n++) {
            const first = n % 2 === 0
            const early = await act(n, first ? {} : without)
            const late = await act(n, first ? without : {})
            pairs.push(first ? [early, late] : [late, early])
          }
          if (round > 0) more.push(...pairs.map(([ours, theirs]) => ours - theirs))
          floor = 60_000 / median(pairs.map(([, theirs]) => theirs))
          return 60_000 / median(pairs.map(([ours]) => ours))
        },
        floor: async () => floor,
      },
    })
    const ms = 60_000 / figure.floor
    const note = `${name}: ${median(more).toFixed(1)} ms more (median of ${more.length} pairs) of ${ms.toFixed(0)} ms, ${((100 * median(more)) / ms).toFixed(1)} %; ${allowed}`
    onFigure({ ...figure, note })
    process.stdout.write(`${note}\n`)
    return { ...figure, note }
  }
}

async function makeProducts(shop: Shop): Promise<number[]> {
  const ids: number[] = []
  for (let n = 0; n < edited; n += 100) {
    const create = Array.from({ length: 100 }, (_, i) => ({ name: `Mesure ${n + i}`, regular_price: '9.90' }))
    const { body } = await shop.rest<{ create: { id: number }[] }>('POST', '/wc/v3/products/batch', { create })
    ids.push(...body.create.map(({ id }) => id))
  }
  return ids
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
