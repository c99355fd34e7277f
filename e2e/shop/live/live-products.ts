import { logIn } from '../lab/browse.ts'
import type { Shop } from '../lab/start-shop.ts'
import { type Id, restOf } from './rest-of.ts'

/** Products: by REST, in batches, by the screens, by code, by orders; terms that are renamed; what comes back and what goes. */
export async function liveProducts(
  shop: Shop,
): Promise<{ simple: number; other: number; variable: number; variation: number }> {
  const rest = restOf(shop)
  const shopper = await logIn(shop, 'admin', 'password')
  const coffee = await rest('POST', '/products/categories', { name: 'Cafés' })
  const simple = await rest('POST', '/products', {
    name: 'Moka & <b>Sidamo</b>',
    sku: 'MOKA',
    regular_price: '12.90',
    manage_stock: true,
    stock_quantity: 40,
    categories: [{ id: coffee.id }],
  })
  const other = await rest('POST', '/products', { name: 'Tasse', sku: 'TASSE', regular_price: '7.33' })
  await rest('PUT', `/products/${simple.id}`, { regular_price: '13.50', sale_price: '11.00' })
  await rest('PUT', `/products/${simple.id}`, { stock_quantity: 37 })
  await rest('PUT', `/products/${other.id}`, {})
  await rest('PUT', `/products/${other.id}`, { status: 'draft' })
  await rest('PUT', `/products/${other.id}`, { status: 'publish' })

  const variable = await rest('POST', '/products', {
    name: 'Thé vert',
    type: 'variable',
    attributes: [{ name: 'Poids', options: ['50 g', '100 g', '250 g'], variation: true, visible: true }],
  })
  const vary = (option: string, price: string) =>
    rest('POST', `/products/${variable.id}/variations`, {
      regular_price: price,
      sku: `THE-${option}`,
      attributes: [{ name: 'Poids', option }],
    })
  const variation = await vary('50 g', '5.50')
  const second = await vary('100 g', '9.90')
  const third = await vary('250 g', '21')
  await rest('PUT', `/products/${variable.id}/variations/${second.id}`, {
    regular_price: '9.50',
    stock_quantity: 8,
    manage_stock: true,
  })
  await rest('POST', `/products/${variable.id}/variations/batch`, {
    update: [{ id: variation.id, regular_price: '5.80' }],
  })
  await rest('DELETE', `/products/${variable.id}/variations/${third.id}?force=true`)

  const made = await rest<{ create: Id[] }>('POST', '/products/batch', {
    create: [1, 2, 3, 4].map((n) => ({ name: `Lot ${n}`, regular_price: String(n) })),
  })
  const [a, b, c, d] = made.create.map(({ id }) => id) as [number, number, number, number]
  await rest('POST', '/products/batch', {
    update: [
      { id: a, regular_price: '1.10' },
      { id: b, name: 'Lot deux' },
    ],
    delete: [c],
  })

  await rest('PUT', `/products/categories/${coffee.id}`, { name: 'Cafés du monde' })
  await shop.step('php', {
    code: `return wp_update_term(${coffee.id}, 'product_cat', array('name' => 'Cafés rares'));`,
  })
  await shop.step('php', { code: `return wp_set_object_terms(${other.id}, array(${coffee.id}), 'product_cat');` })

  await shopper.get(
    `/wp-admin/edit.php?post_type=product&${await bulkQuery(shopper.get, [a, b, other.id], {
      change_regular_price: '2',
      _regular_price: '10%',
    })}`,
  )
  const draft = await shop.step<number>('php', {
    code: `return wp_insert_post(array('post_type' => 'product', 'post_status' => 'auto-draft', 'post_title' => 'AUTO'));`,
  })
  await shopper.submit(`/wp-admin/post.php?post=${draft}&action=edit`, /id="post"/, {
    post_title: 'De l’écran',
    post_status: 'publish',
    _regular_price: '4.20',
  })
  await shopper.submit(`/wp-admin/post.php?post=${other.id}&action=edit`, /id="post"/, { _regular_price: '8.00' })

  await shop.step('on_post', { act: 'trash', id: a })
  await shop.step('on_post', { act: 'untrash', id: a })
  await shop.step('on_post', { act: 'trash', id: b })
  await rest('DELETE', `/products/${d}`)
  await shop.step('on_post', { act: 'delete', id: d })
  await shop.step('php', { code: `wc_update_product_stock(${simple.id}, 3, 'decrease'); return true;` })
  await shop.step('php', { code: `update_post_meta(${other.id}, '_sku', 'TASSE-2'); return true;` })
  return { simple: simple.id, other: other.id, variable: variable.id, variation: variation.id }
}

export async function bulkQuery(
  get: (path: string) => Promise<string>,
  ids: number[],
  changes: Record<string, string>,
): Promise<string> {
  const page = await get('/wp-admin/edit.php?post_type=product')
  const hiddenOf = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? ''
  return new URLSearchParams([
    ['action', 'edit'],
    ['bulk_edit', 'Update'],
    ['_status', '-1'],
    ['post_type', 'product'],
    ['_wpnonce', hiddenOf('_wpnonce')],
    ['woocommerce_bulk_edit', '1'],
    ['woocommerce_bulk_edit_nonce', hiddenOf('woocommerce_bulk_edit_nonce')],
    ['woocommerce_quick_edit_nonce', hiddenOf('woocommerce_quick_edit_nonce')],
    ...ids.map((id): [string, string] => ['post[]', String(id)]),
    ...Object.entries(changes),
  ]).toString()
}
