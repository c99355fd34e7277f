import { logIn } from './lab/browse.ts'
import { buy } from './lab/buy.ts'
import type { Shop } from './lab/start-shop.ts'

type Id = { id: number }
const first = <T>(list: readonly T[]): T => {
  const [one] = list
  if (one === undefined) throw new Error('there is none')
  return one
}

/** The shop's REST, which must accept what is asked. */
function restOf(shop: Shop) {
  return async <T = Id>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await shop.rest<T>(method, `/wc/v3${path}`, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}

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

type Sold = { simple: number; other: number; variation: number }

/** Orders: bought, made by REST and code, paid, refunded, edited, trashed, deleted. */
export async function liveOrders(shop: Shop, { simple, other, variation }: Sold, customers: number[]): Promise<void> {
  const rest = restOf(shop)
  const [customer = 0] = customers
  const order = (more: object = {}) => shop.step<number>('order', { items: [[simple, 1]], customer, ...more })
  const act = (id: number, name: string, more: object = {}) => shop.step('on_order', { id, act: name, ...more })

  await buy(shop, [{ id: simple, quantity: 2 }, { id: variation }], {
    email: 'acheteur@exemple.test',
    createsAccount: true,
  })
  await buy(shop, [{ id: other }], { email: 'invite@exemple.test' })
  await shop.step('php', { code: `update_option('lab_card', 'declines'); return true;` })
  await buy(shop, [{ id: other }], { email: 'refuse@exemple.test' })
  await shop.step('php', { code: `update_option('lab_card', 'accepts'); return true;` })

  const whole = await order({
    items: [
      [simple, 2],
      [other, 3],
    ],
    pay: true,
  })
  await act(whole, 'note', { text: 'Préparé <b>ici</b>' })
  await act(whole, 'note', { text: 'Bonjour', customer: 1 })
  await act(whole, 'status', { to: 'completed' })
  const failed = await order({ status: 'failed' })
  await act(failed, 'pay')
  await act(await order({ status: 'on-hold' }), 'status', { to: 'cancelled' })

  const made = await rest<Id & { line_items: Id[] }>('POST', '/orders', {
    customer_id: customer,
    payment_method: 'test_card',
    set_paid: true,
    billing: { first_name: 'A', email: 'a@exemple.test', country: 'FR' },
    line_items: [
      { product_id: simple, quantity: 2 },
      { product_id: other, quantity: 1 },
    ],
    shipping_lines: [{ method_id: 'flat_rate', method_title: 'Colissimo', total: '4.90' }],
  })
  await rest('PUT', `/orders/${made.id}`, { fee_lines: [{ name: 'Frais', total: '2.00' }] })
  await rest('PUT', `/orders/${made.id}`, { line_items: [{ id: first(made.line_items).id, quantity: 4 }] })
  await rest('PUT', `/orders/${made.id}`, { meta_data: [{ key: 'cadeau', value: 'oui' }] })
  await rest('POST', '/orders/batch', {
    create: [{ line_items: [{ product_id: other, quantity: 1 }] }],
    update: [{ id: made.id, customer_note: 'Sonner' }],
  })

  const partly = await order({ items: [[simple, 3]], pay: true })
  await act(partly, 'refund', { amount: '5.00', reason: 'Cassé & "abîmé"' })
  const refund = await rest('POST', `/orders/${partly}/refunds`, { amount: '1.07', api_refund: false })
  await rest('DELETE', `/orders/${partly}/refunds/${refund.id}?force=true`)
  const { total } = await rest<{ total: string }>('GET', `/orders/${whole}`)
  await act(whole, 'refund', { amount: total, reason: 'Retour' })

  const [back, gone, forGood] = [await order(), await order(), await order({ pay: true })]
  await act(back, 'trash')
  await act(back, 'untrash')
  await act(gone, 'trash')
  await act(gone, 'delete')
  await rest('DELETE', `/orders/${forGood}?force=true`)
  await act(await order(), 'trash')
  await bulkComplete(shop, [await order({ pay: true }), await order({ pay: true })])
}

/** The bulk action of the orders list, as the screen sends it. */
async function bulkComplete(shop: Shop, ids: number[]): Promise<void> {
  const keeper = await logIn(shop, 'admin', 'password')
  const isHpos =
    (await shop.step<string>('php', { code: `return get_option('woocommerce_custom_orders_table_enabled');` })) ===
    'yes'
  const list = isHpos ? '/wp-admin/admin.php?page=wc-orders' : '/wp-admin/edit.php?post_type=shop_order'
  const nonce = /name="_wpnonce"[^>]*value="([^"]*)"/.exec(await keeper.get(list))?.[1] ?? ''
  const query = new URLSearchParams([
    ['action', 'mark_completed'],
    ['_wpnonce', nonce],
    ...ids.map((id): [string, string] => [isHpos ? 'id[]' : 'post[]', String(id)]),
  ])
  await keeper.get(`${list}&${query}`)
}

/** Subscriptions: begun, renewed, declined and retried, paused and resumed by the customer, moved, ended, trashed, deleted. */
export async function liveSubscriptions(shop: Shop, customers: number[]): Promise<void> {
  const [customer = 0] = customers
  const product = await shop.step<number>('php', {
    code: `$p = new WC_Product_Subscription(); $p->set_name('Box du mois'); $p->set_regular_price('29.90');
      foreach (array('_subscription_price' => '29.90', '_subscription_period' => 'month', '_subscription_period_interval' => 1, '_subscription_length' => 0) as $k => $v) { $p->update_meta_data($k, $v); }
      return $p->save();`,
  })
  const begin = async (more: object = {}) =>
    (await shop.step<{ subscription: number }>('subscribe', { product, customer, ...more })).subscription
  const act = (id: number, name: string, more: object = {}) => shop.step('on_subscription', { id, act: name, ...more })
  const renew = (id: number, more: object = {}) => shop.step<{ renewals: number[] }>('renew', { id, ...more })

  await buy(shop, [{ id: product }], { email: 'abonne@exemple.test', createsAccount: true })
  await renew(await begin({ days_ago: 30 }))
  const declined = await begin({ days_ago: 30 })
  const { renewals } = await renew(declined, { card: 'declines' })
  await renew(declined, { card: 'accepts', order: first(renewals) })
  await renew(await begin({ days_ago: 30 }), { card: 'declines' })

  const paused = await begin()
  await act(paused, 'customer', { to: 'on-hold' })
  await act(paused, 'customer', { to: 'active' })
  await act(paused, 'date', { in_days: 45 })
  await act(await begin(), 'customer', { to: 'cancelled' })
  const held = await begin()
  await act(held, 'status', { to: 'on-hold' })
  const ended = await begin()
  await act(ended, 'cancel')
  await act(ended, 'status', { to: 'active' })
  await act(ended, 'status', { to: 'cancelled' })
  await act(await begin(), 'expire')
  await act(await begin(), 'trash')
  await act(await begin(), 'delete')
}
