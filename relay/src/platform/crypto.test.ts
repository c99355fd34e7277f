import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { seal, unseal } from './crypto.ts'

const key = randomBytes(32)

test('a sealed secret opens with its key at its place, and nowhere else', () => {
  const sealed = seal(key, 'whsec_é😀', 'a|connections|secrets|1')
  expect(unseal(key, sealed, 'a|connections|secrets|1')).toBe('whsec_é😀')
  expect(() => unseal(key, sealed, 'a|connections|secrets|2')).toThrow()
  expect(() => unseal(randomBytes(32), sealed, 'a|connections|secrets|1')).toThrow()
  expect(() => unseal(key, sealed.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 'a|connections|secrets|1')).toThrow()
})

test('the same text is never sealed the same way twice', () => {
  expect(seal(key, 'x', 'p')).not.toBe(seal(key, 'x', 'p'))
})
