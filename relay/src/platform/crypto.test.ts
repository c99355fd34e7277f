import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { seal, unseal } from './crypto.ts'

const key = randomBytes(32)

test('a sealed secret opens with its key at its place, and nowhere else', () => {
  const sealed = seal(key, 'whsec_é😀', 'a|connections|secrets|1')
  expect(unseal(key, sealed, 'a|connections|secrets|1')).toBe('whsec_é😀')
  expect(() => unseal(key, sealed, 'a|connections|secrets|2')).toThrow()
  expect(() => unseal(randomBytes(32), sealed, 'a|connections|secrets|1')).toThrow()
  const [format, nonce, body, tag = ''] = sealed.split('.')
  const changed = [format, nonce, body, (tag[0] === 'A' ? 'B' : 'A') + tag.slice(1)].join('.')
  expect(() => unseal(key, changed, 'a|connections|secrets|1')).toThrow()
})

test('a sealed text with a cut tag does not open', () => {
  const parts = seal(key, 'secret', 'p').split('.')
  for (const bytes of [4, 8, 12, 15]) {
    const cut = Buffer.from(parts[3] ?? '', 'base64url')
      .subarray(0, bytes)
      .toString('base64url')
    expect(() => unseal(key, [...parts.slice(0, 3), cut].join('.'), 'p')).toThrow()
  }
})

test('the same text is never sealed the same way twice', () => {
  expect(seal(key, 'x', 'p')).not.toBe(seal(key, 'x', 'p'))
})
