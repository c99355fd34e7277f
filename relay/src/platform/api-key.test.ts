import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashApiKey, makeApiKey, readApiKeyPrefix } from './api-key.ts'

test('a key reads back to its prefix and hash, and no two are alike', () => {
  const keys = Array.from({ length: 200 }, makeApiKey)
  expect(new Set(keys.map(({ key }) => key)).size).toBe(200)
  for (const { key, prefix, hash } of keys) {
    expect(key).toMatch(/^psr_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{46}$/)
    expect(readApiKeyPrefix(key)).toBe(prefix)
    expect(hashApiKey(key).equals(hash)).toBe(true)
  }
})

test('B2 a key with one letter changed is refused before the database is asked', () => {
  const { key } = makeApiKey()
  fc.assert(
    fc.property(fc.nat(key.length - 1), fc.constantFrom(...'0aZ_!'), (at, letter) => {
      fc.pre(key[at] !== letter)
      expect(readApiKeyPrefix(key.slice(0, at) + letter + key.slice(at + 1))).toBeNull()
    }),
  )
})
