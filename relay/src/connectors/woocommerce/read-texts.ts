import { decodeEntities } from './html-entities.ts'

/** What WooCommerce leaves empty is nothing. */
export const textOf = (text: string | null | undefined): string | null => (text == null || text === '' ? null : text)

/** A name as a person reads it; null where it is empty. */
export const nameOf = (text: string | null | undefined): string | null => textOf(decodeEntities(text ?? ''))

/** Text of a piece of HTML: tags left out, their line breaks kept. */
export function plainText(html: string): string {
  const text = html.replace(/<(?:br|\/p|\/li)\b[^<>]*>\s*/gi, '\n').replace(/<\/?[a-z][^<>]*>/gi, '')
  return decodeEntities(text).trim()
}

/** WordPress writes no thing as `0`, an empty text or null. */
export function idOf(id: string | number | null | undefined): string | null {
  const text = String(id ?? '').trim()
  return text === '' || text === '0' ? null : text
}
