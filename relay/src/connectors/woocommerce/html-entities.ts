// The entities and zero-padded forms of WordPress's wp_specialchars_decode( …, ENT_QUOTES ), in one pass as there.
const SPECIAL = /&(?:(amp|lt|gt|quot)|#0*(38|60|62|39|34)|#[xX]0*(26|27|22));/g
const ANY = /&(?:([a-zA-Z]{2,8})|#(\d{1,7})|#[xX]([\da-fA-F]{1,6}));/g

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
  times: '×',
  larr: '←',
  rarr: '→',
  middot: '·',
  bull: '•',
  deg: '°',
}

/** Undoes what WordPress does to markup characters and quotes, and nothing else. */
export function decodeSpecialChars(text: string): string {
  return text.replace(SPECIAL, (entity, name, decimal, hex) => {
    if (name !== undefined) return NAMED[name] ?? entity
    return String.fromCodePoint(decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
}

/** A name as a person reads it: once decoded, so that what was meant as `&amp;` stays so. */
export function decodeEntities(text: string): string {
  return text.replace(ANY, (entity, name, decimal, hex) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? entity) : entity
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16)
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : entity
  })
}
