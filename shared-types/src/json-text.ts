/** Levels of arrays and objects that a document may have, the outermost included. */
export const MAX_JSON_DEPTH = 32

const BACKSLASH = 92
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

/** Text of UTF-8 bytes, or null where they are not valid. A byte order mark is kept, so that it is malformed JSON. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

export type JsonScan = { kind: 'ok'; value: unknown } | { kind: 'too_deep' } | { kind: 'malformed' }

/** Measures the depth before it parses, so that a document of any depth is refused cheaply. */
export function scanJson(text: string, maxDepth: number = MAX_JSON_DEPTH): JsonScan {
  if (isDeeperThan(text, maxDepth)) return { kind: 'too_deep' }
  try {
    return { kind: 'ok', value: JSON.parse(text) }
  } catch {
    return { kind: 'malformed' }
  }
}

/** Exact text of each item of an array. The text must have passed `scanJson`. */
export function splitArray(text: string): string[] {
  const items: string[] = []
  let at = skipSpace(text, enter(text, '['))
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    items.push(text.slice(at, end))
    at = nextItem(text, end)
  }
  return items
}

/** Exact text of each member's value of an object; of a repeated key the last. The text must have passed `scanJson`. */
export function memberTexts(text: string): Map<string, string> {
  const texts = new Map<string, string>()
  forEachMember(text, (key, value) => {
    texts.set(key, value)
    return false
  })
  return texts
}

/** JSON text of an object from its members' exact texts. */
export function objectText(memberTexts: Iterable<readonly [string, string]>): string {
  return `{${Array.from(memberTexts, ([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}

/**
 * JSON pointer of the first key, at any depth, that its object already has; null where there is none. `value` is what the text
 * was parsed to: where it has as many members as the text has colons, none was lost, and the text is not read again.
 */
export function findDuplicateKey(text: string, value: unknown): string | null {
  return countColons(text) === countMembers(value) ? null : duplicateKey(text)
}

function duplicateKey(text: string, pointer = ''): string | null {
  const start = text[skipSpace(text, 0)]
  if (start === '{') return duplicateMember(text, pointer)
  if (start !== '[') return null
  for (const [index, item] of splitArray(text).entries()) {
    const inner = duplicateKey(item, `${pointer}/${index}`)
    if (inner !== null) return inner
  }
  return null
}

function countColons(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at) - 1
    else if (code === COLON) count++
  }
  return count
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((count: number, item) => count + countMembers(item), 0)
  let count = 0
  for (const child of Object.values(value)) count += 1 + countMembers(child)
  return count
}

/** JSON pointer of a text or key with U+0000 or a lone surrogate, which PostgreSQL cannot store; of a key, its object's. */
export function findUnstorableText(value: unknown): string | null {
  return findIn(value, (node) => {
    if (typeof node === 'string') return !isStorable(node)
    return isObject(node) && !Object.keys(node).every(isStorable)
  })
}

export function hasUnstorableText(value: unknown): boolean {
  return findUnstorableText(value) !== null
}

/** JSON pointer of an object with a key that a careless merge would take for its prototype; null where there is none. */
export function findForbiddenKey(text: string, value: unknown): string | null {
  // An escape may spell any of them.
  if (!/__proto__|constructor|prototype|\\u/.test(text)) return null
  return findIn(value, (node) => isObject(node) && FORBIDDEN_KEYS.some((key) => Object.hasOwn(node, key)))
}

const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype']

/** One token of a JSON pointer. */
export function pointerToken(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Calls `take` with each member's key and exact text until it answers true. */
function forEachMember(text: string, take: (key: string, value: string) => boolean): void {
  let at = skipSpace(text, enter(text, '{'))
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACE) {
    const keyEnd = endOfString(text, at)
    const plain = text.slice(at + 1, keyEnd - 1)
    const key: string = plain.includes('\\') ? JSON.parse(text.slice(at, keyEnd)) : plain
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = endOfValue(text, start)
    if (take(key, text.slice(start, end))) return
    at = nextItem(text, end)
  }
}

function duplicateMember(text: string, pointer: string): string | null {
  const seen = new Set<string>()
  let found: string | null = null
  forEachMember(text, (key, value) => {
    const here = `${pointer}/${pointerToken(key)}`
    found = seen.has(key) ? here : duplicateKey(value, here)
    seen.add(key)
    return found !== null
  })
  return found
}

function findIn(value: unknown, isFound: (node: unknown) => boolean): string | null {
  const waiting: [unknown, string][] = [[value, '']]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, pointer] = next
    if (isFound(node)) return pointer
    if (typeof node !== 'object' || node === null) continue
    for (const [key, child] of Object.entries(node)) {
      if (typeof child === 'string' || typeof child === 'object')
        waiting.push([child, `${pointer}/${pointerToken(key)}`])
    }
  }
  return null
}

function isObject(node: unknown): node is object {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}

function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at) - 1
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth++
      if (depth > maxDepth) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--
  }
  return false
}

function enter(text: string, open: '[' | '{'): number {
  const at = skipSpace(text, 0)
  if (text[at] !== open) throw new TypeError(`JSON text does not begin with ${open}`)
  return at + 1
}

function nextItem(text: string, end: number): number {
  const at = skipSpace(text, end)
  return text.charCodeAt(at) === COMMA ? skipSpace(text, at + 1) : at
}

const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9

function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** The position after the closing quote: the first one with an even number of backslashes before it. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

function endOfValue(text: string, from: number): number {
  if (text.charCodeAt(from) === QUOTE) return endOfString(text, from)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at) - 1
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (depth === 0) return at
      depth--
      if (depth === 0) return at + 1
    } else if (depth === 0 && (code === COMMA || isSpace(code))) return at
  }
  return text.length
}
