import type { Connection, Mapping } from '@passerelle/shared-types/api/connections'
import type { Delivery } from '@passerelle/shared-types/api/deliveries'
import type { InboxEvent } from '@passerelle/shared-types/api/inbox'
import { memberTexts, splitArray } from '@passerelle/shared-types/json-text'

export type Api = {
  /** The exact JSON text of every item of a list, all pages. */
  listTexts: (path: string) => Promise<string[]>
  list: <T>(path: string) => Promise<T[]>
}

/** The relay's API with an organisation's key. Rejects on any answer but 200. */
export function createApi({ baseUrl, key }: { baseUrl: string; key: string }): Api {
  const listTexts = async (path: string) => {
    const texts: string[] = []
    const cursorName = path === '/v1/events' ? 'after' : 'cursor'
    for (let cursor = ''; ; ) {
      const query = new URLSearchParams({ limit: '200', ...(cursor ? { [cursorName]: cursor } : {}) })
      const url = `${baseUrl}${path}${path.includes('?') ? '&' : '?'}${query}`
      const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
      const text = await response.text()
      if (response.status !== 200) throw new Error(`GET ${path} was answered ${response.status}: ${text.slice(0, 200)}`)
      const page = memberTexts(text)
      const items = splitArray(page.get('data') ?? '[]')
      texts.push(...items)
      const next: unknown = JSON.parse(page.get('next_cursor') ?? 'null')
      // The feed always says where to go on, and an empty page is its end.
      if (typeof next !== 'string' || items.length === 0) return texts
      cursor = next
    }
  }
  return { listTexts, list: async <T>(path: string) => (await listTexts(path)).map((text): T => JSON.parse(text)) }
}

export type FeedEvent = { position: number; id: string; type: string; entity: { id: string; version: number } }

/** A thing of ours as the API shows it; `text` is exact. */
export type Entity = { kind: string; id: string; version: number; isDeleted: boolean; text: string }

/** The nouns of the shop, by their name in the API. Deleted things are asked for as well. */
const nouns: Record<string, string> = {
  product: 'products',
  order: 'orders',
  customer: 'customers',
  subscription: 'subscriptions',
}

/** All that the relay says of the organisation. */
export type RelayFacts = {
  inbox: InboxEvent[]
  deliveries: Delivery[]
  connections: Connection[]
  mappings: Mapping[]
  feed: FeedEvent[]
  entities: Entity[]
  products: (Entity & { variations: number })[]
}

export async function readRelayFacts(api: Api): Promise<RelayFacts> {
  const [inbox, deliveries, connections, mappings, feed, ...lists] = await Promise.all([
    api.list<InboxEvent>('/v1/inbox'),
    api.list<Delivery>('/v1/deliveries'),
    api.list<Connection>('/v1/connections'),
    api.list<Mapping>('/v1/mappings'),
    api.list<FeedEvent>('/v1/events'),
    ...Object.entries(nouns).map(([kind, path]) => readEntities(api, kind, path)),
  ])
  const entities = lists.flat()
  const products = entities
    .filter(({ kind }) => kind === 'product')
    .map((product) => {
      const { variations }: { variations: unknown[] } = JSON.parse(product.text)
      return { ...product, variations: variations.length }
    })
  return { inbox, deliveries, connections, mappings, feed, entities, products }
}

async function readEntities(api: Api, kind: string, path: string): Promise<Entity[]> {
  const texts = await api.listTexts(`/v1/${path}?deleted=true`)
  return texts.map((text) => {
    const entity: { id: string; version: number; deleted_at: string | null } = JSON.parse(text)
    return { kind, id: entity.id, version: entity.version, isDeleted: entity.deleted_at !== null, text }
  })
}
