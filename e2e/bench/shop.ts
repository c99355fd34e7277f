import { logIn } from '../shop/lab/browse.ts'
import { buy } from '../shop/lab/buy.ts'
import { whyNoShop } from '../shop/lab/find-shop.ts'
import { type Shop, startShop } from '../shop/lab/start-shop.ts'
import { bulkQuery } from '../shop/live.ts'
import { compare, type Figure } from './compare.ts'
import type { Bench } from './database.ts'
import type { Options } from './ingest.ts'

const checkouts = 20
const edited = 200

/** What the plugin costs a real shop: the same shop with the plugin on and off in turns, paired, with no relay to reach. */
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
    const figures: Figure[] = []
    const measure = async (
      name: string,
      unit: string,
      aim: number,
      act: (round: number) => Promise<number>,
      note: Note,
    ) => {
      const sideOf = (isOn: boolean) => async (round: number) => {
        await shop.step(isOn ? 'switch_on' : 'switch_off')
        await act(-1)
        return 1_000 / (await act(round))
      }
      const figure = await compare({
        name,
        unit,
        aim,
        rounds: options.rounds,
        sides: { ours: sideOf(true), floor: sideOf(false) },
      })
      const more = 1_000 / figure.ours - 1_000 / figure.floor
      figures.push({ ...figure, note: note(more, 1_000 / figure.floor) })
      onFigure(figure)
      process.stdout.write(`${note(more, 1_000 / figure.floor)}\n`)
    }

    const one = products[0] ?? 0
    await measure(
      'checkout with the plugin, beside without',
      'orders/s',
      0.95,
      async (round) => {
        const times: number[] = []
        for (let n = 0; n < (round < 0 ? 3 : checkouts); n++) {
          const { ms, status } = await buy(shop, [{ id: one }], { email: `mesure${n}@exemple.test` })
          if (status !== 200) throw new Error(`a checkout was answered ${status}`)
          times.push(ms)
        }
        return median(times)
      },
      (more, of) => `I7: a checkout takes ${more.toFixed(1)} ms more, of ${of.toFixed(0)} ms; 5 ms are allowed`,
    )

    const shopper = await logIn(shop, 'admin', 'password')
    let price = 10
    await measure(
      `bulk edit of ${edited} products, beside without`,
      'edits/s',
      0.95,
      async () => {
        const query = await bulkQuery(shopper.get, products, {
          change_regular_price: '1',
          _regular_price: String(++price),
        })
        const startedAt = performance.now()
        await shopper.get(`/wp-admin/edit.php?post_type=product&${query}`)
        return performance.now() - startedAt
      },
      (more, of) =>
        `a bulk edit of ${edited} products takes ${more.toFixed(0)} ms more, of ${of.toFixed(0)} ms: ${((100 * more) / of).toFixed(1)} %, 5 % are allowed`,
    )
    return figures
  } finally {
    await shop.stop()
  }
}

type Note = (moreMs: number, ofMs: number) => string

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
