import { readFileSync } from 'node:fs'

const folder = new URL('../../shared-types/fixtures/woocommerce/webhooks/', import.meta.url)
const recorded: { body: string } = JSON.parse(
  readFileSync(new URL('05-product-updated-product-price-changed-by-rest.json', folder), 'utf8'),
)
const modified = '"date_modified_gmt":"2026-11-21T08:35:26"'
const [beforeDate = '', afterDate = ''] = recorded.body.replace('"id":327', '"id":0').split(modified)
const [beforePrice = '', afterPrice = ''] = afterDate.split('"price":"12.00"')
const from = Date.UTC(2026, 10, 21, 8, 35, 26)

/** When the n-th change of a run was made: a second after the one before. */
export const modifiedAt = (n: number): Date => new Date(from + n * 1_000)

/** A product as a real shop sent it, with another id, modification date and price. */
export function shopProduct({ id, n }: { id: number; n: number }): string {
  const date = `"date_modified_gmt":"${modifiedAt(n).toISOString().slice(0, 19)}"`
  const price = `"price":"${(n % 90) + 10}.50"`
  return `${beforeDate.replace('"id":0', `"id":${id}`)}${date}${beforePrice}${price}${afterPrice}`
}

/** An item of the partner's catalogue; each n is a change. */
export function partnerProduct({ id, n }: { id: number; n: number }): string {
  return JSON.stringify({
    id,
    nom: `Forfait Illimité ${id}`,
    description: 'Appels et messages illimités, 100 Go en France et 20 Go en Europe, sans engagement. '.repeat(3),
    categorie: 'Téléphonie',
    fournisseur: 'BLEUTEL',
    logo_url: 'https://partner.example/logos/bleutel.svg',
    prix_base: ((n % 9_000) + 990) / 100,
    features: ['Sans engagement', '100 Go', 'Appels illimités', { nom: 'Europe', volume: 20 }],
    formules: [
      { nom: 'Mensuel', prix: 12.9 },
      { nom: 'Annuel', prix: 129 },
    ],
    popular: n % 2 === 0,
    rating: 4.5,
    isActive: true,
    lot: n,
  })
}

/** Numbers below `limit` that are the same in each run with the same seed. */
export function createSequence(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
