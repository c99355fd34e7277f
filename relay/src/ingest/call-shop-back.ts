import type { ShopTestAnswer } from '@passerelle/shared-types/shop-calls'
import { signStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { z } from 'zod'
import type { PairedConnection } from '../connections/load-paired-connection.ts'
import type { HttpExchange, Io } from '../connectors/connector.ts'
import { newId } from '../platform/ids.ts'
import { forbidden } from './prove-site.ts'

const Health = z.looseObject({ installation_id: z.string() })

/** One signed call to the health door of a paired shop, at the address that it is paired with; given up after `timeoutMs`. */
export async function callShopBack(
  io: Io,
  { context, installation }: PairedConnection,
  timeoutMs: number,
): Promise<ShopTestAnswer['callback']> {
  const startedAt = performance.now()
  const call = io.http({
    method: 'GET',
    url: `${installation.siteUrl}/wp-json/passerelle/v1/relay/health`,
    headers: {
      accept: 'application/json',
      'cache-control': 'no-store',
      'passerelle-connection': context.connectionId,
      ...signStandardWebhook({
        id: newId(),
        timestamp: Math.floor(io.now().getTime() / 1_000),
        body: '',
        secrets: context.secrets.signing_secret ?? [],
      }),
    },
    body: null,
  })
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, null)
  })
  const exchange = await Promise.race([call, tooLate])
  clearTimeout(timer)
  return { ...judge(exchange, installation.id), ms: Math.round(performance.now() - startedAt) }
}

function judge(exchange: HttpExchange | null, installationId: string): { status: number | null; code: string | null } {
  if (exchange === null) return { status: null, code: 'timeout' }
  if (exchange.kind === 'failed')
    return { status: null, code: forbidden[exchange.code as keyof typeof forbidden] ?? exchange.code }
  const { status, body } = exchange
  if (status !== 200) return { status, code: `http_${status}` }
  const health = readHealth(body)
  if (health === null) return { status, code: 'bad_response' }
  return { status, code: health.installation_id === installationId ? null : 'other_shop' }
}

function readHealth(body: string) {
  try {
    return Health.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}
