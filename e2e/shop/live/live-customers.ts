import type { Shop } from '../lab/start-shop.ts'
import { restOf } from './rest-of.ts'

/** Customers: made by REST and by code, changed on all sides, deleted. */
export async function liveCustomers(shop: Shop): Promise<number[]> {
  const rest = restOf(shop)
  const make = (n: number) =>
    rest('POST', '/customers', {
      email: `client${n}@exemple.test`,
      username: `client${n}`,
      password: `Un-long-mot-${n}!`,
      first_name: 'Zoé',
      last_name: `N°${n} & Cie`,
      billing: { first_name: 'Zoé', city: 'Lyon', postcode: '69001', country: 'FR' },
    })
  const ids = [(await make(1)).id, (await make(2)).id, (await make(3)).id] as [number, number, number]
  await rest('PUT', `/customers/${ids[0]}`, { first_name: 'Zoë' })
  await shop.step('php', { code: `return wp_update_user(array('ID' => ${ids[1]}, 'last_name' => 'Écran'));` })
  await shop.step('php', { code: `return update_user_meta(${ids[1]}, 'billing_city', 'Nantes');` })
  await shop.step('php', {
    code: `return wc_create_new_customer('inscrit@exemple.test', 'inscrit', 'Un-long-mot-7!');`,
  })
  await rest('DELETE', `/customers/${ids[2]}?force=true`)
  return ids.slice(0, 2)
}
