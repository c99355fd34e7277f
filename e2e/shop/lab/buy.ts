import type { Shop } from './start-shop.ts'

type Cart = { id: number; quantity?: number }[]
/** `ms`: what the last call took, which places and pays the order. */
type Bought = { status: number; orderId: number; orderStatus: string; ms: number }

const address = {
  first_name: 'Léa',
  last_name: 'Comptoir',
  company: '',
  address_1: '2 rue',
  address_2: '',
  city: 'Paris',
  state: '',
  postcode: '75001',
  country: 'FR',
  phone: '0600000000',
}

/** A purchase through the Store API, as the checkout block makes it: cart, draft, payment. */
export async function buy(
  shop: Shop,
  cart: Cart,
  {
    email,
    createsAccount = false,
    headers: more = {},
  }: { email: string; createsAccount?: boolean; headers?: Record<string, string> },
): Promise<Bought> {
  const base = '/wp-json/wc/store/v1'
  const opened = await shop.fetch(`${base}/cart`, { headers: more })
  await opened.text()
  const headers: Record<string, string> = {
    ...more,
    'content-type': 'application/json',
    nonce: opened.headers.get('nonce') ?? '',
    'cart-token': opened.headers.get('cart-token') ?? '',
  }
  const call = async (path: string, body?: object) => {
    const answer = await shop.fetch(base + path, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    headers.nonce = answer.headers.get('nonce') ?? headers.nonce ?? ''
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
  for (const { id, quantity = 1 } of cart) {
    const added = await call('/cart/add-item', { id, quantity })
    if (added.status !== 201) throw new Error(`not added: ${JSON.stringify(added.body)}`)
  }
  await call('/checkout')
  const who = { ...address, email }
  const startedAt = performance.now()
  const placed = await call('/checkout', {
    billing_address: who,
    shipping_address: who,
    payment_method: 'test_card',
    ...(createsAccount ? { create_account: true, customer_password: 'Un-long-mot-9!' } : {}),
  })
  const ms = performance.now() - startedAt
  return { status: placed.status, ms, orderId: placed.body.order_id, orderStatus: placed.body.status }
}
