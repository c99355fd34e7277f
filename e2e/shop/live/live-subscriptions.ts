import { buy } from '../lab/buy.ts'
import type { Shop } from '../lab/start-shop.ts'
import { first } from './rest-of.ts'

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
