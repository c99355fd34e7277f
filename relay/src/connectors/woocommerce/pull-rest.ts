import type { PullArgs, PulledItem, PullResult } from '../connector.ts'
import { type Answer, classifyAnswer, type Failure } from './classify-answer.ts'
import { type Item, listPage, type Position, readItems, toItem } from './list-page.ts'
import { readGmt } from './read-dates.ts'
import { type Credentials, restRequest } from './rest-request.ts'

type Resource = { path: string; query: Record<string, string>; hasChanges: boolean }

const RESOURCES: Readonly<Record<string, Resource>> = {
  // Active subscribers have a role of their own, which the listing leaves out unless it is asked for all.
  customer: { path: 'customers', query: { role: 'all' }, hasChanges: false },
  product: { path: 'products', query: {}, hasChanges: true },
  subscription: { path: 'subscriptions', query: { status: 'any' }, hasChanges: true },
  order: { path: 'orders', query: { status: 'any' }, hasChanges: true },
}

const MAX_PARENTS = 20
const IDS_PER_CALL = 100

type Client = (path: string, query: Record<string, string>) => Promise<Answer>

/** Reads `wc/v3` as it stands. Variations come as what WooCommerce's own webhooks call them: products. */
export async function pullRest(args: PullArgs & { credentials: Credentials }): Promise<PullResult> {
  const { io, credentials, kind, externalIds } = args
  const client: Client = async (path, query) => {
    const exchange = await io.http(restRequest({ credentials, path, query, now: io.now() }))
    return classifyAnswer({ exchange, now: io.now() })
  }
  if (externalIds) return pullByIds({ client, kind, ids: externalIds, now: io.now() })
  const position = readCursor(args.cursor)
  if (position === null) return { kind: 'rejected', reason: 'invalid_cursor' }
  const changes = changesAfter(args.changedAfter)
  if (kind === 'variation') return pullVariations({ client, position, changes, now: io.now() })
  const resource = RESOURCES[kind]
  if (!resource) return { kind: 'rejected', reason: 'unknown_kind' }
  const query = { ...resource.query, ...(resource.hasChanges ? changes : {}) }
  const page = await listPage({ ask: (paging) => client(resource.path, { ...query, ...paging }), position })
  if (page.kind !== 'page') return page
  return {
    kind: 'page',
    items: toPulled(page.items, kind, io.now()),
    nextCursor: toCursor(page.next),
    total: page.total,
  }
}

/** Variations stand under their products alone: the products are walked through, and each that varies is asked for its own. */
async function pullVariations(args: {
  client: Client
  position: Position
  changes: Record<string, string>
  now: Date
}): Promise<PullResult> {
  const { client, position, changes, now } = args
  const parents = await listPage({ ask: (paging) => client('products', { _fields: 'id,type', ...paging }), position })
  if (parents.kind !== 'page') return parents
  const items: PulledItem[] = []
  let asked = 0
  for (const parent of parents.items) {
    if (!isVariable(parent)) continue
    const found = await listAll((paging) => client(`products/${parent.id}/variations`, { ...changes, ...paging }))
    if ('kind' in found) return found
    items.push(...toPulled(found, 'product', now))
    asked++
    const isEnough = asked >= MAX_PARENTS || items.length >= IDS_PER_CALL
    if (isEnough && parent !== parents.items.at(-1)) {
      // Where the parent stands is a guess, at most too low, that the next listing checks.
      const offset = parents.offset + parents.items.indexOf(parent) + 1
      return { kind: 'page', items, nextCursor: toCursor({ ...position, offset, after: parent.id }), total: null }
    }
  }
  return { kind: 'page', items, nextCursor: toCursor(parents.next), total: null }
}

async function listAll(ask: (paging: Record<string, string>) => Promise<Answer>): Promise<Item[] | Failure> {
  const items: Item[] = []
  for (let position: Position | null = { offset: 0, after: 0 }; position; ) {
    const page = await listPage({ ask, position })
    if (page.kind !== 'page') return page
    items.push(...page.items)
    position = page.next
  }
  return items
}

/**
 * What the listing does not give is asked for one by one, because it leaves out the trash, variations, and orders of a status
 * that no plugin knows any more. Only what is not there then is missing.
 */
async function pullByIds(args: {
  client: Client
  kind: string
  ids: readonly string[]
  now: Date
}): Promise<PullResult> {
  const { client, kind, ids, now } = args
  const isVariation = kind === 'variation'
  const resource = RESOURCES[isVariation ? 'product' : kind]
  if (!resource) return { kind: 'rejected', reason: 'unknown_kind' }
  const wanted = ids.filter((id) => /^[1-9]\d{0,15}$/.test(id))
  const missingIds = ids.filter((id) => !wanted.includes(id))
  const found = new Map<string, Item>()
  for (let at = 0; at < wanted.length && !isVariation; at += IDS_PER_CALL) {
    const include = wanted.slice(at, at + IDS_PER_CALL).join(',')
    const answer = await client(resource.path, { ...resource.query, include, per_page: String(IDS_PER_CALL) })
    if (answer.kind === 'missing') break
    if (answer.kind !== 'json') return answer
    const items = readItems(answer.text, answer.value)
    if (items === null) return { kind: 'retry', reason: 'bad_response' }
    for (const item of items) found.set(String(item.id), item)
  }
  for (const id of wanted.filter((one) => !found.has(one))) {
    const answer = await client(`${resource.path}/${id}`, {})
    if (answer.kind === 'missing') {
      missingIds.push(id)
      continue
    }
    if (answer.kind !== 'json') return answer
    const item = toItem(answer.value, answer.text.trim())
    if (item === null) return { kind: 'retry', reason: 'bad_response' }
    found.set(id, item)
  }
  const items = toPulled([...found.values()], isVariation ? 'product' : kind, now)
  return { kind: 'page', items, nextCursor: null, total: null, missingIds }
}

function toPulled(items: readonly Item[], kind: string, now: Date): PulledItem[] {
  return items.map(({ id, text, value }) => {
    const modifiedAt = readGmt(value.date_modified_gmt, now)
    return {
      kind,
      externalId: String(id),
      topic: `${kind}.updated`,
      raw: new TextEncoder().encode(text),
      sourceEventId: null,
      sourceVersion: modifiedAt?.getTime() ?? null,
      occurredAt: modifiedAt,
    }
  })
}

const isVariable = ({ value }: Item): boolean => typeof value.type === 'string' && value.type.includes('variable')

/** WooCommerce compares whole seconds, strictly. */
function changesAfter(date: Date | undefined): Record<string, string> {
  if (!date) return {}
  const before = new Date(date.getTime() - 1000)
  return { modified_after: before.toISOString().slice(0, 19), dates_are_gmt: 'true' }
}

function toCursor(position: Position | null): string | null {
  if (position === null) return null
  const { offset, after, size } = position
  return [offset, after, ...(size === undefined ? [] : [size])].join(':')
}

function readCursor(cursor: string | null): Position | null {
  if (cursor === null) return { offset: 0, after: 0 }
  const match = /^(\d{1,15}):(\d{1,15})(?::([1-9]\d?))?$/.exec(cursor)
  if (!match) return null
  return { offset: Number(match[1]), after: Number(match[2]), ...(match[3] && { size: Number(match[3]) }) }
}
