import { createHash } from 'node:crypto'
import { OutboxAsk } from '@passerelle/shared-types/batch'
import { bucketOf, DigestAsk } from '@passerelle/shared-types/digest'
import { provePairing } from '@passerelle/shared-types/pairing'
import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { type Context, Hono } from 'hono'
import { eventText, type ShopState, settle, takeBatch } from './plugin-outbox.ts'

type Read = { kind: string; cursor: string | null; ids?: string[]; changed_after?: string }

export type DoorsOf = {
  installation: () => {
    id: string
    site_url: string
    plugin_version: string
    woocommerce_version: string
    sequence: number
    place?: string
  }
  state: () => ShopState
  /** All that it would take a signature of. */
  secrets: () => string[]
  pairingCode: () => string | null
  now: () => Date
  pageSize: number
  /** Numbers that the shop lost for good. */
  lost: ReadonlySet<number>
  asks: OutboxAsk[]
  reads: Read[]
  digests: DigestAsk[]
  /** Answers a call instead of the shop; null leaves it to the shop. */
  interfere: (path: string) => Response | null | Promise<Response | null>
}

/** The signed doors of the plugin, by which the relay reads from the shop. */
export function pluginDoors(shop: DoorsOf): Hono {
  const app = new Hono().basePath('/wp-json/passerelle/v1/relay')
  app.use(async (c, next) => (await shop.interfere(c.req.path)) ?? (await next()))

  app.get('/health', (c) => {
    const challenge = c.req.query('challenge')
    const code = shop.pairingCode()
    const { id } = shop.installation()
    if (challenge === undefined || code === null) return c.json({ installation_id: id })
    return c.json({ installation_id: id, proof: provePairing({ code, challenge, installationId: id }) })
  })

  const readSigned = async (c: Context): Promise<unknown | Response> => {
    const raw = new Uint8Array(await c.req.arrayBuffer())
    const verdict = verifyStandardWebhook({
      headers: c.req.header(),
      body: raw,
      secrets: shop.secrets(),
      nowSeconds: Math.floor(shop.now().getTime() / 1_000),
    })
    return verdict.ok ? JSON.parse(new TextDecoder().decode(raw)) : c.json({ code: verdict.code }, 401)
  }

  app.post('/outbox', async (c) => {
    const body = await readSigned(c)
    if (body instanceof Response) return body
    const ask = OutboxAsk.parse(body)
    shop.asks.push(ask)
    const state = shop.state()
    if (ask.settled) {
      const { event_ids: eventIds, rejected, highest } = ask.settled
      settle(state, { eventIds, rejected, highest })
    }
    if (ask.after !== undefined) return answerRows(shop, takeBatch(state, ask.limit))
    const { from = 0, to = 0 } = ask
    const rows = state.rows.filter(({ sequence }) => sequence !== null && sequence >= from && sequence <= to)
    const present = rows.filter(({ sequence }) => !shop.lost.has(sequence ?? 0))
    const has = new Set(present.map(({ sequence }) => sequence))
    const unknown = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((n) => !has.has(n))
    return answerRows(shop, present, unknown)
  })

  app.post('/read', async (c) => {
    const body = await readSigned(c)
    if (body instanceof Response) return body
    const ask = body as Read
    shop.reads.push(ask)
    const { kind, cursor, ids, changed_after: changedAfter } = ask
    const all = Object.values(shop.state().entities)
      .filter((entity) => entity.kind === kind && entity.data !== null)
      .filter((entity) => changedAfter === undefined || entity.changedAt > changedAfter)
      .sort((a, b) => Number(a.id) - Number(b.id))
    const wanted = ids
      ? all.filter(({ id }) => ids.includes(id))
      : all.filter(({ id }) => Number(id) > Number(cursor ?? 0))
    const page = ids ? wanted : wanted.slice(0, shop.pageSize)
    const known = new Set(all.map(({ id }) => id))
    return c.json({
      items: page.map(({ id, version, data }) => ({ entity: { kind, id, version }, data })),
      next_cursor: !ids && wanted.length > page.length ? (page.at(-1)?.id ?? null) : null,
      total: all.length,
      missing_ids: (ids ?? []).filter((id) => !known.has(id)),
    })
  })

  app.post('/digest', async (c) => {
    const body = await readSigned(c)
    if (body instanceof Response) return body
    const ask = DigestAsk.parse(body)
    shop.digests.push(ask)
    const all = Object.values(shop.state().entities)
      .filter((entity) => entity.kind === ask.kind && entity.data !== null)
      .sort((a, b) => Number(a.id) - Number(b.id))
    const buckets = Map.groupBy(all, ({ id }) => bucketOf(id))
    if ('bucket' in ask)
      return c.json({ entities: (buckets.get(ask.bucket) ?? []).map(({ id, version }) => ({ id, version })) })
    const { after, limit } = ask
    const left = [...buckets].filter(([bucket]) => after === null || bucket > after)
    const page = left.slice(0, limit)
    return c.json({
      buckets: page.map(([bucket, entities]) => ({
        bucket,
        count: entities.length,
        hash: createHash('sha256')
          .update(entities.map(({ id, version }) => `${id}:${version}`).join(','))
          .digest('hex'),
      })),
      next: left.length > page.length ? (page.at(-1)?.[0] ?? null) : null,
    })
  })
  return app
}

function answerRows(shop: DoorsOf, rows: Parameters<typeof eventText>[0][], unknown: number[] = []): Response {
  const events = rows.map(eventText).join(',')
  const text = `{"installation":${JSON.stringify(shop.installation())},"events":[${events}],"unknown":${JSON.stringify(unknown)}}`
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}
