import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const shape = /^psr_live_([0-9A-Za-z]{8})_([0-9A-Za-z]{40})([0-9A-Za-z]{6})$/

export const scopes = ['admin', 'read', 'write', 'ops', 'account'] as const
export type Scope = (typeof scopes)[number]

const letters = (length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < 6; i++) {
    text = alphabet[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** A new key `psr_live_<prefix>_<secret><checksum>`; only its hash is ever stored. */
export function makeApiKey(): { key: string; prefix: string; hash: Buffer } {
  const body = `psr_live_${letters(8)}_${letters(40)}`
  const key = body + checksum(body)
  return { key, prefix: body.slice(9, 17), hash: hashApiKey(key) }
}

/** SHA-256 is enough: the key itself has over 200 bits of chance. */
export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest()

/** The prefix to look a key up by, or null where form or checksum are wrong, which spares the database the question. */
export function readApiKeyPrefix(key: string): string | null {
  const match = shape.exec(key)
  if (!match?.[1]) return null
  return checksum(key.slice(0, -6)) === match[3] ? match[1] : null
}
