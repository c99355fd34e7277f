import { splitArray } from '@passerelle/shared-types/json-text'
import type { Answer, Failure } from './classify-answer.ts'

const PAGE_SIZE = 100
const MIN_PAGE_SIZE = 4
const MAX_CALLS = 16
/** What a page may have been too large for: the time that an answer has, our limit, or PHP's memory. */
const TOO_MUCH = new Set(['timeout', 'too_large', 'http_500', 'http_502', 'http_504'])

export type Item = { id: number; text: string; value: Record<string, unknown> }
/** `size`: how many are asked for at once, where the shop did not manage a hundred. */
export type Position = { offset: number; after: number; size?: number }
export type Page = { kind: 'page'; items: Item[]; next: Position | null; total: number | null; offset: number }
export type Ask = (query: Record<string, string>) => Promise<Answer>

/**
 * The next items in the order of their ids. WooCommerce has no cursor, and pages by number lose whatever moves up when
 * something before it is deleted. So each page begins with the last item that was read: where that does not stand there any
 * more, the listing is read from further back until it joins what is known, and what was read before is left out. Whatever
 * exists throughout is read, and nothing twice. A shop that does not manage a page is asked for a fifth of it from there on.
 */
export async function listPage({ ask, position }: { ask: Ask; position: Position }): Promise<Page | Failure> {
  const { after } = position
  let size = position.size ?? PAGE_SIZE
  let offset = Math.max(position.offset - 1, 0)
  let step = PAGE_SIZE
  let isJoined = false
  for (let call = 0; call < MAX_CALLS; call++) {
    const answer = await ask({ orderby: 'id', order: 'asc', per_page: String(size), offset: String(offset) })
    if (answer.kind === 'missing') return { kind: 'page', items: [], next: null, total: 0, offset }
    if (answer.kind === 'retry' && TOO_MUCH.has(answer.reason) && size > MIN_PAGE_SIZE) {
      size = Math.max(Math.floor(size / 5), MIN_PAGE_SIZE)
      continue
    }
    if (answer.kind !== 'json') return answer
    const items = readItems(answer.text, answer.value)
    if (items === null) return { kind: 'retry', reason: 'bad_response' }
    const total = readTotal(answer.headers['x-wp-total'])
    const first = items[0]
    isJoined ||= offset === 0 || (first !== undefined && first.id <= after)
    if (!isJoined) {
      offset = Math.max(Math.min(offset, total ?? offset) - step, 0)
      step *= 2
      continue
    }
    const end = offset + size
    const isLast = total === null ? items.length < size : end >= total
    const fresh = items.filter(({ id }) => id > after)
    const last = fresh.at(-1)
    if (last || isLast) {
      return {
        kind: 'page',
        items: fresh,
        next: isLast ? null : { offset: end, after: last?.id ?? after, ...(size !== PAGE_SIZE && { size }) },
        total,
        offset,
      }
    }
    offset = end
  }
  return { kind: 'retry', reason: 'unstable_listing' }
}

/** The items of a JSON array of things with ids, in the order of these; null where it is anything else. */
export function readItems(text: string, value: unknown): Item[] | null {
  if (!Array.isArray(value)) return null
  const texts = splitArray(text)
  const items = value.map((item, n) => toItem(item, texts[n] ?? ''))
  return items.every((item) => item !== null) ? items.sort((a, b) => a.id - b.id) : null
}

/** A thing with an id; null where it is anything else. */
export function toItem(value: unknown, text: string): Item | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  const id = Number(value.id)
  return Number.isSafeInteger(id) && id > 0 ? { id, text, value: value as Record<string, unknown> } : null
}

function readTotal(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}
