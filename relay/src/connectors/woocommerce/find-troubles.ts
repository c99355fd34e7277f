import { z } from 'zod'
import { parseAmount } from '../amounts.ts'
import type { ConnectionContext, Io } from '../connector.ts'
import { type Answer, classifyAnswer } from './classify-answer.ts'
import { isPaired } from './pull-plugin.ts'
import { findCredentials, restRequest } from './rest-request.ts'

/** `detail` is for a person, in English. */
export type Trouble = { code: 'webhooks_disabled' | 'price_decimals'; detail: string }
type Args = { io: Io; context: ConnectionContext }

const Webhooks = z.array(z.looseObject({ status: z.string(), topic: z.string(), delivery_url: z.string() }))
const Setting = z.looseObject({ value: z.union([z.string(), z.number()]).transform(Number) })

/**
 * Webhooks that WooCommerce has switched off for good, as it does after six failures, and that nothing replaces. A key that may
 * not see webhooks sees none; a shop with our plugin needs none.
 */
export async function findDisabledWebhooks({ io, context }: Args): Promise<Trouble | null> {
  if (isPaired(context)) return null
  const query = { per_page: '100', _fields: 'id,status,topic,delivery_url' }
  const found = Webhooks.safeParse(jsonOf(await ask({ io, context }, 'webhooks', query)))
  const ours = found.success ? found.data.filter((webhook) => isOurs(webhook.delivery_url, context)) : []
  const topicsOf = (status: string) => ours.filter((webhook) => webhook.status === status).map(({ topic }) => topic)
  const off = new Set(topicsOf('disabled')).difference(new Set(topicsOf('active')))
  return off.size === 0
    ? null
    : { code: 'webhooks_disabled', detail: `WooCommerce has disabled its webhooks for ${[...off].sort().join(', ')}` }
}

/** Whether the shop keeps prices with more decimals than its currency has: such amounts are refused. */
export async function findExcessDecimals({ io, context }: Args): Promise<Trouble | null> {
  const setting = Setting.safeParse(
    jsonOf(await ask({ io, context }, 'settings/general/woocommerce_price_num_decimals')),
  )
  const decimals = setting.success ? setting.data.value : 0
  if (!(decimals > 0 && decimals <= 20)) return null
  const least = `0.${'1'.padStart(decimals, '0')}`
  if (parseAmount(least, context.currency) !== null) return null
  const detail = `The shop keeps prices with ${decimals} decimals: amounts that do not fit ${context.currency} are refused`
  return { code: 'price_decimals', detail }
}

async function ask({ io, context }: Args, path: string, query: Record<string, string> = {}): Promise<Answer | null> {
  const credentials = findCredentials(context)
  if (credentials === null) return null
  const now = io.now()
  return classifyAnswer({ exchange: await io.http(restRequest({ credentials, path, query, now })), now })
}

const jsonOf = (answer: Answer | null): unknown => (answer?.kind === 'json' ? answer.value : null)

/** By the path of our door: which host it has is the shop's affair. */
function isOurs(url: string, { organisationId, connectionId }: ConnectionContext): boolean {
  const door = `/webhooks/woocommerce/${organisationId}`
  const path = URL.parse(url)?.pathname.replace(/\/+$/, '') ?? ''
  return path.endsWith(door) || path.endsWith(`${door}/${connectionId}`)
}
