import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { Hono } from 'hono'
import { createWooAuth } from './woo-auth.ts'
import { makeRecordedShop, type ShopItem, type ShopKind, type WooShop } from './woo-shop.ts'

type Answer = {
  status: number
  headers?: Record<string, string>
  /** JSON, or a string that is sent as it is. */
  body?: unknown
}
export type WooCall = { method: string; path: string; query: Record<string, string>; status: number }

export type WooRest = {
  /** Address of the shop: what a connection has as `url`. */
  url: string
  shop: WooShop
  consumerKey: string
  consumerSecret: string
  /** Every call with the status that it got, in order. */
  calls: WooCall[]
  close: () => Promise<void>
}

export type WooRestOptions = {
  /** The recorded shop unless given. */
  shop?: WooShop
  consumerKey?: string
  consumerSecret?: string
  /** It believes to stand behind https, and takes Basic instead of OAuth. */
  isSecure?: boolean
  /** Without WooCommerce Subscriptions there is no such route. */
  hasSubscriptions?: boolean
  /** With our plugin: the secret that signs the relay's calls, and the connection that they must name. */
  plugin?: { signingSecret: string; connectionId: string }
  /** Scripts the answer to a call, before it is looked at; null leaves the usual answer. */
  answer?: (call: Omit<WooCall, 'status'> & { n: number }) => Answer | null
  /** How long it takes before each answer; at once unless given. */
  wait?: () => Promise<void>
  port?: number
}

const KINDS: Readonly<Record<string, ShopKind>> = {
  products: 'product',
  orders: 'order',
  customers: 'customer',
  subscriptions: 'subscription',
}
const noRoute = error(404, 'rest_no_route', 'No route was found matching the URL and request method.')

/** A shop's `wc/v3` for reading, and the plugin's `relay/read`, on a real HTTP server, with WooCommerce's habits of paging. */
export async function startWooRest(options: WooRestOptions = {}): Promise<WooRest> {
  const { shop = makeRecordedShop(), consumerKey = 'ck_fake', consumerSecret = 'cs_fake', isSecure = false } = options
  const { hasSubscriptions = true, plugin, answer = () => null, wait, port = 0 } = options
  const isAllowed = createWooAuth({ key: consumerKey, secret: consumerSecret, isSecure })
  const calls: WooCall[] = []

  const app = new Hono()
  app.all('*', async (context) => {
    const url = new URL(context.req.url)
    const query = Object.fromEntries(url.searchParams)
    const call = { method: context.req.method, path: url.pathname, query }
    await wait?.()
    const scripted = answer({ ...call, n: calls.length + 1 })
    const given = scripted ?? (await answerCall())
    calls.push({ ...call, status: given.status })
    const text = typeof given.body === 'string' ? given.body : toWordPressJson(given.body)
    return new Response(text, {
      status: given.status,
      headers: { 'content-type': 'application/json; charset=UTF-8', ...given.headers },
    })

    async function answerCall(): Promise<Answer> {
      if (url.pathname === '/wp-json/passerelle/v1/relay/read' && plugin && call.method === 'POST') {
        const body = await context.req.text()
        const headers = context.req.header()
        const check = verifyStandardWebhook({
          headers,
          body,
          secrets: [plugin.signingSecret],
          nowSeconds: Math.floor(Date.now() / 1000),
        })
        if (!check.ok || headers['passerelle-connection'] !== plugin.connectionId)
          return error(401, 'passerelle_unauthorized', 'The signature does not match.')
        return readForRelay(shop, JSON.parse(body))
      }
      const path = /^\/wp-json\/wc\/v3\/(.+)$/.exec(url.pathname)?.[1]
      if (path === undefined || call.method !== 'GET') return noRoute
      if (!hasSubscriptions && path.startsWith('subscriptions')) return noRoute
      if (!isAllowed({ method: call.method, url, authorization: context.req.header('authorization') }))
        return error(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.')
      return answerRest(shop, path, query)
    }
  })

  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shop,
    consumerKey,
    consumerSecret,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

function answerRest(shop: WooShop, path: string, query: Record<string, string>): Answer {
  const [, noun = '', id, below] = /^(\w+)(?:\/(\d+)(?:\/(\w+))?)?$/.exec(path) ?? []
  const kind = KINDS[noun]
  if (!kind) return noRoute
  if (id === undefined) return answerList(listed(shop.list(kind), kind, query), query)
  const item = shop.get(kind, Number(id)) ?? (kind === 'product' ? shop.get('variation', Number(id)) : undefined)
  if (!item) return error(404, `woocommerce_rest_${kind}_invalid_id`, 'Invalid ID.')
  if (below === undefined) return { status: 200, body: pick(item, query) }
  if (kind !== 'product' || below !== 'variations') return noRoute
  const variations = shop.list('variation').filter(({ parent_id }) => parent_id === item.id)
  return answerList(listed(variations, 'variation', query), query)
}

function listed(items: ShopItem[], kind: ShopKind, query: Record<string, string>): ShopItem[] {
  const include = query.include?.split(',').map(Number)
  const role = query.role ?? 'customer'
  // Without `dates_are_gmt` WooCommerce compares with the shop's own time.
  const modified = query.dates_are_gmt === 'true' ? 'date_modified_gmt' : 'date_modified'
  const after = kind === 'customer' ? undefined : query.modified_after
  return items.filter(
    (item) =>
      item.status !== 'trash' &&
      (include?.includes(item.id) ?? true) &&
      (kind !== 'customer' || role === 'all' || item.role === role) &&
      (after === undefined || String(item[modified]) > after),
  )
}

function answerList(items: ShopItem[], query: Record<string, string>): Answer {
  const perPage = Number(query.per_page ?? 10)
  if (!(perPage >= 1 && perPage <= 100)) return error(400, 'rest_invalid_param', 'Invalid parameter(s): per_page')
  const isById = query.orderby === 'id' && query.order === 'asc'
  const ordered = isById ? items : items.toReversed()
  const offset = query.offset === undefined ? (Number(query.page ?? 1) - 1) * perPage : Number(query.offset)
  return {
    status: 200,
    headers: { 'x-wp-total': String(items.length), 'x-wp-totalpages': String(Math.ceil(items.length / perPage)) },
    body: ordered.slice(offset, offset + perPage).map((item) => pick(item, query)),
  }
}

function readForRelay(
  shop: WooShop,
  asked: { kind: ShopKind; cursor: string | null; ids?: string[]; changed_after?: string },
): Answer {
  const { kind, cursor, ids, changed_after } = asked
  const all = shop.list(kind).filter(({ status }) => ids !== undefined || status !== 'trash')
  const after = changed_after?.slice(0, 19)
  const wanted = all.filter(
    ({ id, date_modified_gmt }) =>
      (ids?.includes(String(id)) ?? id > Number(cursor ?? 0)) && (!after || String(date_modified_gmt) >= after),
  )
  const page = ids ? wanted : wanted.slice(0, 50)
  const body = {
    items: page.map((data) => ({
      entity: { kind, id: String(data.id), version: shop.versionOf(kind, data.id) },
      data,
    })),
    next_cursor: page.length < wanted.length ? String(page.at(-1)?.id) : null,
    total: all.length,
    missing_ids: (ids ?? []).filter((id) => !shop.get(kind, Number(id))),
  }
  return { status: 200, body }
}

function pick(item: ShopItem, { _fields }: Record<string, string>): Record<string, unknown> {
  const names = _fields?.split(',')
  return names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name))) : item
}

function error(status: number, code: string, message: string): Answer {
  return { status, body: { code, message, data: { status } } }
}

/** PHP escapes slashes and whatever is not ASCII. */
function toWordPressJson(value: unknown): string {
  return JSON.stringify(value ?? null)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
