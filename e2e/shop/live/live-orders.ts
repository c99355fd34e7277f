import { logIn } from '../lab/browse.ts'
import { buy } from '../lab/buy.ts'
import type { Shop } from '../lab/start-shop.ts'
import { first, type Id, restOf } from './rest-of.ts'

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
